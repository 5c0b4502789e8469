"""Finished turns as the pieces of a prompt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from digit_tc.prompts.parts import DoneCall, PastTurn
from digit_tc.records import Call, Tool, Turn


def done_call(call: Call, tools: Mapping[str, Tool]) -> DoneCall:
    """An executed call with its result."""
    return DoneCall(
        id=call.id, tool=tools[call.tool].name, arguments=call.arguments, result=call.result
    )


def past_turns(turns: Sequence[Turn], tools: Mapping[str, Tool]) -> tuple[PastTurn, ...]:
    """Turns with their calls, as the assistant knows them."""
    return tuple(
        PastTurn(
            user=turn.request,
            calls=tuple(done_call(call, tools) for call in turn.calls),
            assistant=turn.summary,
        )
        for turn in turns
    )


def past_words(turns: Sequence[Turn]) -> tuple[PastTurn, ...]:
    """Turns as the user knows them: what was said, and nothing of the calls."""
    return tuple(PastTurn(user=turn.request, assistant=turn.summary) for turn in turns)
