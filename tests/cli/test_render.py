"""A conversation on the terminal: complete, with sources, and inert."""

from __future__ import annotations

import io
import re
from types import ModuleType

from digit_tc_test_support.editing import edited
from rich.console import Console

from flows.cli.render import print_conversation


def printed(conversation: object, *, colours: bool = False) -> str:
    out = io.StringIO()
    console = Console(file=out, width=100, force_terminal=colours, highlight=False)
    print_conversation(conversation, console)  # type: ignore[arg-type]
    return out.getvalue()


def flat(text: str) -> str:
    return " ".join(text.split())


def test_everything_said_is_there(samples: ModuleType) -> None:
    conversation = samples.build_conversation(0)
    text = flat(printed(conversation))
    for turn in conversation.turns:
        assert flat(turn.request) in text
        assert flat(turn.summary) in text


def test_each_argument_is_told_with_its_source(samples: ModuleType) -> None:
    conversation = samples.build_conversation(0)
    text = printed(conversation)
    count = sum(len(call.provenance) for call in conversation.calls)
    assert text.count("←") == count > 5
    assert "no source is recorded" not in text
    assert "result of call #1, city_id" in text
    assert "the user in turn 1: “" in text


def test_exactly_the_hidden_calls_are_marked(samples: ModuleType) -> None:
    conversation = samples.build_conversation(0)
    marked = re.findall(r"#(\d+) \w+ +\(hidden", printed(conversation))
    assert [int(number) for number in marked] == [c.id for c in conversation.calls if c.hidden]
    assert marked


def test_markup_and_terminal_sequences_in_a_text_do_nothing(samples: ModuleType) -> None:
    conversation = samples.build_conversation(0)
    turn = edited(
        conversation.turns[0],
        request="[red]x[/red] [link=http://a]y[/link] \x1b]0;title\x07 \x9b31m [/nope]",
    )
    text = printed(conversation.model_copy(update={"turns": (turn,)}))
    assert "[red]x[/red] [link=http://a]y[/link]" in text
    assert not {"\x1b", "\x07", "\x9b"} & set(text)


def test_a_long_result_is_folded(samples: ModuleType) -> None:
    conversation = samples.build_conversation(0)
    turn = conversation.turns[0]
    call = turn.calls[0].model_copy(update={"result": {"rows": list(range(5000))}})
    short = edited(turn, calls=(call,))
    text = printed(conversation.model_copy(update={"turns": (short,)}))
    assert len(text.splitlines()) < 40
    assert "…" in text
