"""Calls are numbered, grouped and ordered so that they could really have been made."""

from __future__ import annotations

from digit_tc.checks.common.check import ALL_KINDS, Phase
from digit_tc.checks.common.context import CheckContext
from digit_tc.checks.common.verdicts import counted, failed, passed
from digit_tc.checks.common.wording import control_within
from digit_tc.language.transforms import same_value
from digit_tc.records import (
    JSON,
    Call,
    Conversation,
    Leaf,
    PlannedCall,
    Tool,
    Turn,
    Verdict,
    scalars_of,
)
from digit_tc.records.paths import find, find_schemas

NAME = "protocol"
RULE = (
    "Call ids count from 1, each call is the planned one and has a result, a call stands in a "
    "later message than what it uses or requires, and no argument holds control characters."
)
PHASE = Phase.EXECUTION
KINDS = ALL_KINDS
DECIDES = True


def check(conversation: Conversation, context: CheckContext, *, first: int = 0) -> Verdict:
    """Look at turns and calls in the order in which they were made."""
    expected = 1
    called: set[str] = set()
    for position, turn in enumerate(conversation.turns):
        reason = None
        if turn.index != position or turn.plan.turn != position:
            reason = f"The turn at place {position} says that it is turn {turn.index}."
        reason = reason or _call_fault(turn, expected, context)
        reason = reason or _order_fault(turn, called, context) or _plan_fault(turn)
        if reason is not None and position >= first:
            return failed(NAME, reason, turn=position)
        expected += len(turn.calls)
        called.update(call.tool for call in turn.calls)
    return passed(NAME, f"{counted(expected - 1, 'call')} stand in an order in which they can run.")


def _call_fault(turn: Turn, expected: int, context: CheckContext) -> str | None:
    for offset, call in enumerate(turn.calls):
        if call.id != expected + offset:
            return f"Call {call.id} stands where call {expected + offset} belongs."
        if not isinstance(call.result, dict) or (not call.result and _returns(call, context)):
            return f"Call {call.id} has no result."
    if not turn.calls and turn.spec.chain is not None:
        return f"Turn {turn.index} was to make calls, and makes none."
    for made in (*turn.calls, *turn.mistakes):
        reason = _argument_fault(made, context)
        if reason is not None:
            return reason
    return None


def _argument_fault(call: Call, context: CheckContext) -> str | None:
    if control_within(call.arguments) is None:
        return None
    view = context.view(call.tool)
    for path, value in scalars_of(call.arguments):
        reason = control_fault(value, path, view.tool if view else None)
        if reason is not None:
            return f"The argument {path} of call {call.id} {reason}."
    return None


def control_fault(value: JSON, path: str, tool: Tool | None) -> str | None:
    """How a value of an argument holds control characters that its schema does not offer."""
    found = control_within(value)
    if found is None or any(
        value in (schema.get("enum") or ())
        or value in (schema.get("examples") or ())
        or value in (schema.get("default"), schema.get("const"))
        for schema in (find_schemas(tool.parameters, path) if tool is not None else ())
    ):
        return None
    return f"holds a control character: {found[1]}"


def _returns(call: Call, context: CheckContext) -> bool:
    view = context.view(call.tool)
    return view is not None and bool((view.tool.returns or {}).get("properties"))


def _order_fault(turn: Turn, called: set[str], context: CheckContext) -> str | None:
    groups = {call.id: call.group for call in turn.calls}
    firsts: dict[str, int] = {}
    for call in turn.calls:
        firsts.setdefault(call.tool, call.group)
    after = {planned.id: planned.after for planned in turn.plan.calls}
    for call in turn.calls:
        used = [source.call for source in call.provenance if source.call is not None]
        for other in (*used, *after.get(call.id, ())):
            if groups.get(other, -1) >= call.group:
                return (
                    f"Call {call.id} uses or follows call {other} but does not stand in a later "
                    "message."
                )
        view = context.view(call.tool)
        for needed in view.tool.requires if view else ():
            if needed not in called and firsts.get(needed, call.group) >= call.group:
                return f"Call {call.id} requires {needed}, which has not been called before it."
    return None


def _plan_fault(turn: Turn) -> str | None:
    planned = {call.id: call for call in turn.plan.calls}
    for call in turn.calls:
        plan = planned.pop(call.id, None)
        if plan is None:
            return f"Call {call.id} was made but not planned."
        reason = _difference(plan, call)
        if reason is not None:
            return reason
    if planned:
        return f"Call {min(planned)} was planned but not made."
    return None


def _difference(plan: PlannedCall, call: Call) -> str | None:
    if plan.tool != call.tool:
        return f"Call {call.id} was planned with {plan.tool} and made with {call.tool}."
    if plan.hidden != call.hidden:
        return f"Call {call.id} is hidden in the plan or in the calls, but not in both."
    for binding in plan.bindings:
        value = find(call.arguments, binding.path)
        if isinstance(binding.value, Leaf) and not same_value(value, binding.value.value):
            return f"The argument {binding.path} of call {call.id} is not the value planned."
    return None
