"""Finished turns as the pieces of a prompt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from digit_tc.prompts.parts import DoneCall, PastTurn
from digit_tc.records import JSON, Call, Tool, Turn

_SHORT_LIST = 2
_SHORT_TEXT = 160


def done_call(call: Call, tools: Mapping[str, Tool], *, short: bool = False) -> DoneCall:
    """An executed call with its result; a short one with the beginnings of lists and texts."""
    result = {name: _shortened(value) for name, value in call.result.items()} if short else None
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
            user=turn.request,
            calls=tuple(done_call(call, tools, short=short) for call in turn.calls),
            assistant=turn.summary,
        )
        for turn in turns
    )


def past_words(turns: Sequence[Turn]) -> tuple[PastTurn, ...]:
    """Turns as the user knows them: what was said, and nothing of the calls."""
    return tuple(PastTurn(user=turn.request, assistant=turn.summary) for turn in turns)


def _shortened(value: JSON) -> JSON:
    if isinstance(value, dict):
        return {name: _shortened(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_shortened(inner) for inner in value[:_SHORT_LIST]]
    if isinstance(value, str) and len(value) > _SHORT_TEXT:
        return f"{value[:_SHORT_TEXT]}..."
    return value
