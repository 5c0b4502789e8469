"""A call that fails and is to be learnt was right to make, and what follows is right as well."""

from __future__ import annotations

from digit_tc.checks.common.check import ALL_KINDS, Phase
from digit_tc.checks.common.context import CheckContext
from digit_tc.checks.common.verdicts import counted, failed, passed
from digit_tc.records import Call, Conversation, Fault, PlannedCall, Turn, Verdict, canonical_json

NAME = "failures"
RULE = (
    "A call fails only where that is planned; what is down for a moment is called again at once in "
    "the same way and then answers; nothing builds on a call that failed for good, and it is not "
    "made again."
)
PHASE = Phase.EXECUTION
KINDS = ALL_KINDS
DECIDES = True

_FOR_GOOD: tuple[Fault, ...] = ("unknown", "state")


def check(conversation: Conversation, context: CheckContext, *, first: int = 0) -> Verdict:  # noqa: ARG001
    """Look at every call that failed and is to be learnt."""
    number = 0
    lost: dict[int, Call] = {}
    for turn in conversation.turns:
        planned = {call.id: call for call in turn.plan.calls}
        for call in turn.calls:
            reason = _fault_of(call, planned.get(call.id), turn) or _built_on(call, lost)
            if reason is not None and turn.index >= first:
                return failed(NAME, reason, turn=turn.index)
            if call.status == "error":
                number += 1
                lost[call.id] = call
        reason = _kind_fault(turn)
        if reason is not None and turn.index >= first:
            return failed(NAME, reason, turn=turn.index)
    return passed(NAME, f"{counted(number, 'call')} failed as planned.")


def _fault_of(call: Call, planned: PlannedCall | None, turn: Turn) -> str | None:
    fault = planned.fault if planned is not None else None
    if (call.status == "error") != (fault is not None):
        how = "failed" if call.status == "error" else "succeeded"
        return f"Call {call.id} {how}, which was not planned."
    if call.status == "error" and not _is_error(call):
        return f"Call {call.id} failed, but its result names no error."
    again = [one for one in turn.plan.calls if one.repeats == call.id]
    if fault == "unavailable" and not again:
        return f"Call {call.id} failed for a moment, and is not made again."
    if again:
        return _repeat_fault(call, again[0].id, turn)
    return None


def _is_error(call: Call) -> bool:
    return bool(call.fields.get("error"))


def _repeat_fault(call: Call, again: int, turn: Turn) -> str | None:
    made = next((one for one in turn.calls if one.id == again), None)
    if made is None or (made.tool, canonical_json(made.arguments)) != (
        call.tool,
        canonical_json(call.arguments),
    ):
        return f"Call {again} is to be call {call.id} again, and is another one."
    if made.group != call.group + 1:
        return f"Call {again} does not follow call {call.id} at once."
    return None


def _built_on(call: Call, lost: dict[int, Call]) -> str | None:
    for source in call.provenance:
        if source.call in lost:
            return f"Call {call.id} builds on call {source.call}, which failed."
    return None


def _kind_fault(turn: Turn) -> str | None:
    faults = [call.fault for call in turn.plan.calls if call.fault is not None]
    if (turn.kind == "recover") != (len(faults) == 1):
        return f"Turn {turn.index} is of the kind {turn.kind}, and {len(faults)} calls fail."
    planned = {one.id: one.fault for one in turn.plan.calls}
    for call in turn.calls:
        if planned.get(call.id) not in _FOR_GOOD:
            continue
        twins = [
            one
            for one in turn.calls
            if one.id != call.id and one.tool == call.tool and one.arguments == call.arguments
        ]
        if twins:
            return f"Call {call.id} failed for good, and call {twins[0].id} is the same."
    return None
