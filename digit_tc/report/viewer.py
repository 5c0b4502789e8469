"""A conversation as the viewer shows it: bubbles, call cards, and where each value came from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import orjson

from digit_tc.records import (
    SYSTEM_MESSAGE,
    Assistant,
    Call,
    Conversation,
    Provenance,
    ToolsOffered,
    Turn,
    User,
    scalars_of,
)

_MOST_LETTERS = 6000


@dataclass(frozen=True)
class Piece:
    """A part of a text; `anchor` is set where the part gave a value."""

    text: str
    """The part itself."""
    anchor: str = ""
    """Id of its element, which arguments link to."""
    title: str = ""
    """The arguments that it gave, as the page shows them on hovering."""


@dataclass(frozen=True)
class ArgumentView:
    """One argument with its source."""

    path: str
    """Its place in the arguments."""
    value: str
    """The value as text, cut after 6,000 characters."""
    kind: str
    """Kind of its source, `nowhere` without one, or empty in a wrong call."""
    source: str
    """Where it came from, in a few words."""
    anchor: str
    """The element that holds the source; empty where the page shows none."""
    transform: str
    """How the text was turned into the value; empty where it was taken verbatim."""


@dataclass(frozen=True)
class CallView:
    """One call as a card."""

    number: int
    """Number of the call; for a wrong call, that of the right one."""
    anchor: str
    """Id of the card's element."""
    tool: str
    """Name of the tool without its namespace."""
    namespace: str
    """Namespace of the tool."""
    hidden: bool
    """Whether the user's words never ask for it."""
    failed: bool
    """Whether it is right and its result is an error."""
    wrong: bool
    """Shown to go wrong; not trained on."""
    arguments: tuple[ArgumentView, ...]
    """Its scalar arguments, in document order."""
    result: str
    """The result as indented JSON, cut after 6,000 characters."""


@dataclass(frozen=True)
class StepView:
    """One message, without the results, which stand on the cards of their calls."""

    role: str
    """`user`, `assistant` or `tools`."""
    text: tuple[Piece, ...] = ()
    """What is said, cut where values were taken from it."""
    calls: tuple[CallView, ...] = ()
    """Calls that the message makes at once."""


@dataclass(frozen=True)
class TurnView:
    """One turn."""

    number: int
    """From 1."""
    kind: str
    """The kind of turn, in plain words."""
    shape: str
    """The shape of its chain, in plain words."""
    steps: tuple[StepView, ...]
    """Its messages in order."""


@dataclass(frozen=True)
class ConversationView:
    """One conversation."""

    number: int
    """From 1."""
    id: str
    """Id of the conversation."""
    today: str
    """The date that it takes place on: `2026-03-31`."""
    persona: str
    """Id of the persona who speaks as the user."""
    opening: str
    """What the user says first."""
    system: tuple[Piece, ...]
    """The system message, cut where values were taken from it."""
    tools: tuple[str, ...]
    """Keys of the tools offered, in order."""
    turns: tuple[TurnView, ...]
    """Its turns, in order."""
    calls: int
    """Number of calls that are to be learnt."""
    hidden: int
    """How many of these are hidden."""


def build_views(conversations: Sequence[Conversation]) -> tuple[ConversationView, ...]:
    """The conversations as the page's template takes them."""
    return tuple(_view(number, item) for number, item in enumerate(conversations, start=1))


def _view(number: int, conversation: Conversation) -> ConversationView:
    prefix = f"c{number}"
    calls = conversation.calls
    return ConversationView(
        number=number,
        id=conversation.id,
        today=conversation.today.isoformat(),
        persona=conversation.persona,
        opening=conversation.turns[0].request if conversation.turns else "",
        system=_pieces(
            conversation.system, _spans(calls, SYSTEM_MESSAGE), _anchor(prefix, SYSTEM_MESSAGE)
        ),
        tools=conversation.tools,
        turns=tuple(
            TurnView(
                number=turn.index + 1,
                kind=turn.kind.replace("_", " "),
                shape=turn.shape.replace("_", " "),
                steps=tuple(_steps(turn, calls, prefix)),
            )
            for turn in conversation.turns
        ),
        calls=len(calls),
        hidden=sum(call.hidden for call in calls),
    )


def _steps(turn: Turn, calls: Sequence[Call], prefix: str) -> Iterator[StepView]:
    made = {call.id: call for call in (*turn.calls, *turn.mistakes)}
    for message in turn.messages:
        if isinstance(message, User):
            spans = _spans(calls, message.id)
            yield StepView("user", _pieces(message.text, spans, _anchor(prefix, message.id)))
        elif isinstance(message, ToolsOffered):
            yield StepView("tools", (Piece(", ".join(message.tools)),))
        elif isinstance(message, Assistant):
            views = tuple(_call_view(made[call.id], prefix) for call in message.calls)
            yield StepView("assistant", (Piece(message.text),) if message.text else (), views)


def _anchor(prefix: str, message: str) -> str:
    return f"{prefix}-{message.replace('.', '-')}"


def _call_view(call: Call, prefix: str) -> CallView:
    sources = {source.path: source for source in call.provenance}
    namespace, _, name = call.tool.rpartition("::")  # a namespace may hold a # of its own
    name = name.partition("#")[0]
    wrong = call.mistake is not None
    return CallView(
        number=call.mistake.instead_of if call.mistake else call.id,
        anchor=f"{prefix}-k{call.id}",
        tool=name,
        namespace=namespace,
        hidden=call.hidden,
        failed=call.status == "error" and not wrong,
        wrong=wrong,
        arguments=tuple(
            ArgumentView(path, _write_value(value), "", "of a wrong call", "", "")
            if wrong
            else _argument_view(path, value, sources.get(path), prefix)
            for path, value in scalars_of(call.arguments)
        ),
        result=_indented(call.result),
    )


def _indented(result: Any) -> str:
    return _cut(orjson.dumps(result, option=orjson.OPT_INDENT_2).decode())


def _argument_view(path: str, value: Any, source: Provenance | None, prefix: str) -> ArgumentView:
    shown = _write_value(value)
    if source is None:
        return ArgumentView(path, shown, "nowhere", "no source", "", "")
    words = {
        "user": f"user, turn {(source.turn or 0) + 1}",
        "context": "system message",
        "result": f"result of call {source.call}: {source.result_path}{_which(source)}",
        "profile": f"profile: {source.result_path}",
        "default": "default of the parameter",
        "enum": "allowed value of the parameter",
    }[source.kind]
    anchor = {
        "user": f"{_anchor(prefix, source.message or '')}-{source.start}",
        "context": f"{_anchor(prefix, SYSTEM_MESSAGE)}-{source.start}",
        "result": f"{prefix}-k{source.call}",
    }.get(source.kind, "")
    transform = "" if source.transform == "verbatim" else source.transform.replace("_", " ")
    return ArgumentView(path, shown, source.kind, words, anchor, transform)


def _which(source: Provenance) -> str:
    """By what the row of a list is told from the others."""
    return f", {source.pick.rule}" if source.pick is not None else ""


def _write_value(value: Any) -> str:
    return _cut(value if isinstance(value, str) else orjson.dumps(value).decode())


def _spans(calls: Iterable[Call], message: str) -> list[tuple[int, int, str]]:
    """Begin, end and use of every span of a message that a value was read from."""
    return [
        (source.start, source.end, f"call {call.id}: {source.path}")
        for call in calls
        for source in _read_from(call)
        if source.message == message and source.start is not None and source.end is not None
    ]


def _read_from(call: Call) -> Iterator[_Read]:
    """Whatever of a call was read from words: values, and what a thing is told from others by."""
    for source in call.provenance:
        yield _Read(source.path, source.message, source.start, source.end)
        for one in source.pick.conditions if source.pick is not None else ():
            yield _Read(f"which {one.field.lstrip('^')}", one.message, one.start, one.end)


class _Read(NamedTuple):
    path: str
    message: str | None
    start: int | None
    end: int | None


def _pieces(text: str, spans: list[tuple[int, int, str]], prefix: str) -> tuple[Piece, ...]:
    """The text cut at the spans. Of spans that overlap, the one that begins first is marked."""
    titles: dict[int, list[str]] = {}
    ends: dict[int, int] = {}
    for start, end, title in sorted(spans):
        titles.setdefault(start, []).append(title)
        ends[start] = max(ends.get(start, 0), end)
    pieces, at = [], 0
    for start, end in ends.items():
        if start < at or end > len(text):
            continue
        if start > at:
            pieces.append(Piece(text[at:start]))
        title = " · ".join(titles[start])
        pieces.append(Piece(text[start:end], f"{prefix}-{start}", title))
        at = end
    if at < len(text):
        pieces.append(Piece(text[at:]))
    return tuple(pieces)


def _cut(text: str) -> str:
    if len(text) <= _MOST_LETTERS:
        return text
    return f"{text[:_MOST_LETTERS]}… ({len(text) - _MOST_LETTERS:,} more characters)"
