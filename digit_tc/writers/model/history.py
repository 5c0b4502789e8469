"""Finished turns as the pieces of a prompt."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from digit_tc.prompts.parts import DoneCall, PastTurn
from digit_tc.records import JSON, Assistant, Call, Tool, Turn, User

_SHORT_LIST = 2
_SHORT_TEXT = 160


def done_call(call: Call, tools: Mapping[str, Tool], *, short: bool = False) -> DoneCall:
    """An executed call with its result; a short one with the beginnings of lists and texts."""
    result = {name: _shortened(value) for name, value in call.fields.items()} if short else None
    return DoneCall(
        id=call.id,
        tool=tools[call.tool].name,
        arguments=call.arguments,
        result=call.result if result is None else result,
    )


def past_turns(
    turns: Sequence[Turn], tools: Mapping[str, Tool], *, short: bool = False
) -> tuple[PastTurn, ...]:
    """Turns with their calls, as the assistant knows them; `short` for whoever looks for ids."""
    return tuple(
        PastTurn(
            user=user,
            calls=tuple(done_call(call, tools, short=short) for call in calls),
            assistant=assistant,
        )
        for turn in turns
        for user, calls, assistant in _exchanges(turn)
    )


def past_words(turns: Sequence[Turn]) -> tuple[PastTurn, ...]:
    """Turns as the user knows them: what was said, and nothing of the calls."""
    return tuple(
        PastTurn(user=user, assistant=assistant)
        for turn in turns
        for user, _calls, assistant in _exchanges(turn)
    )


def _exchanges(turn: Turn) -> Iterator[tuple[str, list[Call], str]]:
    """What the user says each time, the calls that follow, and what the assistant says then."""
    known = {call.id: call for call in turn.calls}
    user: str | None = None
    calls: list[Call] = []
    said: list[str] = []
    for message in turn.messages:
        if isinstance(message, User):
            if user is not None:
                yield user, calls, " ".join(said)
            user, calls, said = message.text, [], []
        elif isinstance(message, Assistant) and message.train:
            calls += [known[call.id] for call in message.calls]
            said += [message.text] if message.text else []
    yield user or "", calls, " ".join(said)


def _shortened(value: JSON) -> JSON:
    if isinstance(value, dict):
        return {name: _shortened(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_shortened(inner) for inner in value[:_SHORT_LIST]]
    if isinstance(value, str) and len(value) > _SHORT_TEXT:
        return f"{value[:_SHORT_TEXT]}..."
    return value
