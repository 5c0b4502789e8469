"""A kind of turn, a check and an export format of one file and one row each go the whole way."""

from __future__ import annotations

import importlib.util
import json
from collections import Counter
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from click.testing import CliRunner

import digit_tc
from digit_tc import checks, formats, kinds
from digit_tc.config import ExportConfig, RunConfig
from digit_tc.errors import DigitError
from digit_tc.export import export_run
from flows.cli.show import show

COUNT, LONGEST = 6, 60
CHECK = f'''
"""Requests are brief."""

from digit_tc.checks.common.check import ALL_KINDS, Phase
from digit_tc.checks.common.verdicts import failed, passed

NAME = "brief"
RULE = "A request has at most {LONGEST} words."
PHASE = Phase.REQUEST
KINDS = ALL_KINDS
DECIDES = True


def check(conversation, context, *, first=0):
    for turn in conversation.turns[first:]:
        words = len(turn.request.split())
        if words > {LONGEST}:
            return failed(NAME, f"The request has {{words}} words.", turn=turn.index)
    return passed(NAME, "Every request is brief.")
'''
FORMAT = '''
"""One row for each turn that makes calls: its request and the names of its tools."""

NAME = "requests"
VERSION = "requests/1"
SUFFIX = ".jsonl"


def describe(figures):
    return (f"Each line is one of {figures['turns']} turns.",)


def rows(conversation, tools, split):
    for turn in conversation.turns:
        names = [tools[call.tool].name for call in turn.calls]
        yield {"request": turn.request, "tools": names, "split": split}
'''
KIND = '''
"""The user wonders, is asked what about, says so, and gets an answer that needs no tool."""

from digit_tc.records import Answer, Ask, Give, Say

NAME = "wonder"
CHECKS = ("brief",)


def draw(turn):
    return turn.talk()


def acts(groups):
    return (
        Say(words="I have been wondering about something for a while."),
        Ask(words="What is it about?"),
        Give(words="Colours."),
        Answer(words="Wonder away."),
    )


def gold(turn):
    return tuple(act for act in turn.plan.acts if act.act in ("ask", "answer"))
'''


@pytest.fixture
def registered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the toys are called is nowhere but in their files; here they get their rows."""
    check, form = load(tmp_path / "brief.py", CHECK), load(tmp_path / "requests.py", FORMAT)
    monkeypatch.setattr(checks, "CHECKS", (*checks.CHECKS, check))
    monkeypatch.setattr(formats, "FORMATS", (*formats.FORMATS, form))
    monkeypatch.setattr(kinds, "KINDS", (*kinds.KINDS, load(tmp_path / "wonder.py", KIND)))


def load(path: Path, text: str) -> Any:
    """Each version in a file of its own: compiled code counts as current for a whole second."""
    path.write_text(text, encoding="utf-8")
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module: ModuleType = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def made(folder: Path, **sections: Any) -> digit_tc.Dataset:
    config = RunConfig.model_validate({"count": COUNT, **sections})
    return digit_tc.generate(
        config=config, db=folder / "d.duckdb", export=folder / "out.jsonl", run_id="toys"
    )


@pytest.mark.usefixtures("registered")
def test_a_new_check_and_a_new_format_go_through_making_storing_showing_and_exporting(
    tmp_path: Path,
) -> None:
    dataset = made(tmp_path, export={"format": ["openai", "requests"], "validation_share": 0.3})
    conversations = list(dataset.conversations())
    turns = [turn for one in conversations for turn in one.turns]
    # Stored: the verdict stands beside those of all other checks.
    with dataset.site.store.reading() as reader:
        verdicts = reader.sql(
            "SELECT reason, count(*) FROM verdicts WHERE check_name = 'brief' GROUP BY reason", []
        ).rows
    assert [reason for reason, _ in verdicts] == ["Every request is brief."]
    assert verdicts[0][1] >= COUNT
    shown = CliRunner().invoke(show, ["toys", "0", "--db", str(tmp_path / "d.duckdb")])
    assert turns[0].request.split()[0] in shown.output
    # Exported: rows, files, card, summary, and again from Python.
    rows = [json.loads(line) for line in (tmp_path / "out.requests.jsonl").read_text().splitlines()]
    assert [row["request"] for row in rows] == [turn.request for turn in turns]
    assert {row["split"] for row in rows} <= {"train", "validation"}
    assert dataset.export.files == {"out.jsonl": COUNT, "out.requests.jsonl": len(turns)}
    assert dataset.export.formats == ("openai/3", "requests/1")
    card = dataset.export.card.read_text()
    assert f"### out.requests.jsonl: requests\n\nEach line is one of {len(turns)} turns." in card
    assert [row["request"] for row in dataset.examples("requests")] == [
        turn.request for turn in turns
    ]
    assert (dataset.site.folder / "index.html").exists()
    with pytest.raises(DigitError, match="no export format 'nothing'"):
        export_run(
            dataset.site.store, "toys", tmp_path / "x.jsonl",
            ExportConfig().model_copy(update={"format": ("nothing",)}),
        )  # fmt: skip


@pytest.mark.usefixtures("registered")
def test_what_a_new_check_refuses_is_dropped_counted_and_written_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    strict = load(tmp_path / "strict.py", CHECK.replace(str(LONGEST), "25"))
    monkeypatch.setattr(checks, "CHECKS", (*checks.CHECKS[:-1], strict))
    dataset = made(tmp_path)
    requests = [turn.request for one in dataset.conversations() for turn in one.turns]
    assert max(len(request.split()) for request in requests) <= 25
    with dataset.site.store.reading() as reader:
        assert reader.rejections_by_reason("toys").get("brief", 0) > 0
    assert "brief" in (dataset.site.folder / "index.html").read_text(encoding="utf-8")


@pytest.mark.usefixtures("registered")
def test_what_a_figure_finds_is_kept_stored_and_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    figure = CHECK.replace(str(LONGEST), "0").replace("DECIDES = True", "DECIDES = False")
    monkeypatch.setattr(
        checks, "CHECKS", (*checks.CHECKS[:-1], load(tmp_path / "figure.py", figure))
    )
    dataset = made(tmp_path)
    assert len(list(dataset.conversations())) == COUNT
    with dataset.site.store.reading() as reader:
        ((name, number, reason),) = reader.count_breaches("toys", ["brief"])
        page = reader.dataset_page("toys", 0, 10_000, checks.list_figures())
        strict = reader.dataset_page("toys", 0, 10_000)
    assert (name, number) == ("brief", COUNT)
    assert {failed for _, _, failed in page["verdicts"]} == {0}
    assert min(failed for _, _, failed in strict["verdicts"]) > 0
    shown = (dataset.site.folder / "index.html").read_text(encoding="utf-8")
    assert "What does not decide yet" in shown
    assert "100.0%" in shown
    assert reason.split(".")[0] in shown


@pytest.mark.usefixtures("registered")
def test_a_new_kind_of_turn_goes_through_making_storing_showing_and_exporting(
    tmp_path: Path,
) -> None:
    weights = {"fulfil": 0.75, "wonder": 0.25}
    dataset = made(
        tmp_path, count=12, sample={"kinds": weights}, export={"format": ["openai", "trl"]}
    )
    conversations = list(dataset.conversations())
    found = Counter(turn.kind for one in conversations for turn in one.turns)
    # The same words twice in a conversation, or between conversations, are dropped.
    assert 0 < found["wonder"] / found.total() < 0.25
    (index, *_) = [one.index for one in conversations if "wonder" in {t.kind for t in one.turns}]
    place = [one.index for one in conversations].index(index)
    turn = next(one for one in conversations[place].turns if one.kind == "wonder")
    assert list(turn.user_texts.values())[1:] == ["Colours."]
    assert list(turn.assistant_texts.values()) == ["What is it about?", "Wonder away."]
    assert not turn.calls
    assert [act.act for act in kinds.kind_of("wonder").gold(turn)] == ["ask", "answer"]
    shown = CliRunner().invoke(show, ["toys", str(index), "--db", str(tmp_path / "d.duckdb")])
    assert "wonder, none" in shown.output
    assert shown.output.index("What is it about?") < shown.output.index("Colours.")
    rows = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    at = rows[place]["metadata"]["kinds"].index("wonder")
    assert [act["act"] for act in rows[place]["metadata"]["acts"][at]] == [
        "say", "ask", "give", "answer"
    ]  # fmt: skip
    for name in ("out.jsonl", "out.trl.jsonl"):
        row = json.loads((tmp_path / name).read_text().splitlines()[place])
        said = [(one["role"], one["content"]) for one in row["messages"]]
        start = said.index(("assistant", "What is it about?"))
        assert said[start + 1 : start + 3] == [("user", "Colours."), ("assistant", "Wonder away.")]
    page = (dataset.site.folder / "index.html").read_text(encoding="utf-8")
    assert "What is it about?" in page


@pytest.mark.usefixtures("registered")
def test_conversations_of_nothing_but_talk_are_legal(tmp_path: Path) -> None:
    talk = {"kinds": {"wonder": 1.0}, "turns": {1: 1.0}}
    (conversation,) = digit_tc.conversations(
        config=RunConfig.model_validate({"count": 1, "sample": talk})
    )
    assert not conversation.calls
    assert len(conversation.turns[0].user_texts) == 2


def test_a_kind_that_there_is_none_of_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(ValueError, match="there is no kind wonder; there are: fulfil"):
        RunConfig.model_validate({"sample": {"kinds": {"wonder": 1.0}}})
