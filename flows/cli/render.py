"""A conversation on a terminal: who says what, which calls are made, where each value is from."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from flows.cli.amounts import counted
from flows.cli.text import cleaned, one_line

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

    from digit_tc.records import Call, Conversation, Mistake, Provenance, Turn

_RESULT_CHARACTERS = 420
_FILE_WIDTH = 100


def print_conversation(conversation: Conversation, console: Console | None = None) -> None:
    """Print a conversation to standard output. Text in it is shown, never interpreted."""
    if console is None:
        from rich.console import Console

        # A file is no terminal: no colours, and lines that do not depend on a window.
        console = Console(width=None if sys.stdout.isatty() else _FILE_WIDTH, highlight=False)
    _say(
        console,
        f"{conversation.id}   index {conversation.index}, {conversation.today}, persona"
        f" {conversation.persona}, {counted(len(conversation.tools), 'tool')} offered,"
        f" {conversation.writer}",
        "bold",
    )
    _part(console, "System", conversation.system, "dim")
    for turn in conversation.turns:
        _say(console, f"\nTurn {turn.index + 1}  {turn.kind}, {turn.shape}", "bold")
        _print_messages(console, turn, conversation)


def _print_messages(console: Console, turn: Turn, conversation: Conversation) -> None:
    calls = {call.id: call for call in (*turn.calls, *turn.mistakes)}
    for message in turn.messages:
        if message.role == "user":
            _part(console, "User", message.text, "green")
        elif message.role == "tools":
            _part(console, "Tools", f"added: {', '.join(message.tools)}", "magenta")
        elif message.role == "assistant":
            if message.text:
                _part(console, "Assistant", message.text, "cyan")
            for call in message.calls:
                _print_call(console, calls[call.id], conversation)


def _print_call(console: Console, call: Call, conversation: Conversation) -> None:
    if call.mistake is not None:
        _print_mistake(console, call, call.mistake)
        return
    hidden = "  (hidden: the user did not ask for it)" if call.hidden else ""
    name = call.tool.rpartition("::")[2].partition("#")[0]
    _part(console, "Calls", f"#{call.id} {name}{hidden}", "yellow" if call.hidden else "blue")
    sources = {source.path: source for source in call.provenance}
    for path, value in _scalars(call.arguments):
        told = json.dumps(value, ensure_ascii=False)
        source = sources.get(path)
        origin = _origin(source, conversation) if source else "no source is recorded"
        _part(console, "", f"{path} = {one_line(told)}", "", f"  ← {origin}")
    result = one_line(json.dumps(call.result, ensure_ascii=False), _RESULT_CHARACTERS)
    label = "Result" if call.status == "ok" else "Error"
    _part(console, label, result, "dim" if call.status == "ok" else "red")


def _print_mistake(console: Console, call: Call, mistake: Mistake) -> None:
    name = call.tool.rpartition("::")[2].partition("#")[0]
    told = f"{name}  (wrong: instead of #{mistake.instead_of}, not trained on)"
    _part(console, "Calls", told, "red")
    for path, value in _scalars(call.arguments):
        _part(console, "", f"{path} = {one_line(json.dumps(value, ensure_ascii=False))}", "")
    _part(console, "Error", one_line(json.dumps(call.result, ensure_ascii=False)), "red")


def _scalars(arguments: dict[str, object]) -> Iterator[tuple[str, object]]:
    from digit_tc.records import scalars_of

    yield from scalars_of(arguments)


def _origin(source: Provenance, conversation: Conversation) -> str:
    rule = "" if source.transform == "verbatim" else f", read by {source.transform}"
    if source.kind == "result":
        which = f": {source.pick.rule}" if source.pick is not None else ""
        return f"result of call #{source.call}, {source.result_path}{which}{rule}"
    if source.kind == "profile":
        return f"the user's profile, {source.result_path}{rule}"
    if source.kind in {"default", "enum"}:
        return f"the parameter's {source.kind}"
    said = _quoted(conversation.texts.get(source.message or "", ""), source)
    if source.turn is None:
        return f"the system message: {said}{rule}"
    return f"the user in turn {source.turn + 1}: {said}{rule}"


def _quoted(text: str, source: Provenance) -> str:
    return f"“{one_line(text[source.start : source.end], 60)}”"


def _part(console: Console, label: str, text: str, style: str, more: str = "") -> None:
    """A labelled paragraph whose further lines stand under its first."""
    from rich.table import Table

    grid = Table.grid(padding=(0, 1))
    grid.add_column(width=10, no_wrap=True)
    grid.add_column(overflow="fold")
    said = _text(text, style)
    if more:
        said.append(cleaned(more), style="dim")
    grid.add_row(_text(label, f"bold {style}".strip() if label else ""), said)
    console.print(grid)


def _say(console: Console, text: str, style: str) -> None:
    console.print(_text(text, style), soft_wrap=True)


def _text(text: str, style: str) -> Text:
    # A `Text` is never read as markup.
    from rich.text import Text

    return Text(cleaned(text), style=style)
