"""Executed arguments fit the tool's JSON Schema and hold nothing that it does not declare."""

from __future__ import annotations

from digit_tc.checks.common.check import ALL_KINDS, Phase
from digit_tc.checks.common.context import CheckContext
from digit_tc.checks.common.schemas import first_error_of, undeclared_in
from digit_tc.checks.common.verdicts import counted, failed, passed
from digit_tc.records import Conversation, Verdict

NAME = "arguments_valid"
RULE = "Arguments fit the tool's schema, and none is undeclared at any depth."
PHASE = Phase.EXECUTION
KINDS = ALL_KINDS
DECIDES = True


def check(conversation: Conversation, context: CheckContext, *, first: int = 0) -> Verdict:
    """Validate the arguments of every call from turn `first` on."""
    number = 0
    for turn in conversation.turns[first:]:
        for call in turn.calls:
            number += 1
            view = context.view(call.tool)
            if view is None:
                reason = f"Call {call.id} uses {call.tool}, which is not among the tools."
                return failed(NAME, reason, turn=turn.index)
            extra = undeclared_in(view.tool.parameters, call.arguments)
            if extra is not None:
                reason = f"Call {call.id} gives {view.tool.name} the undeclared argument {extra}."
                return failed(NAME, reason, turn=turn.index)
            error = first_error_of(view.arguments, call.arguments)
            if error is not None:
                reason = f"Call {call.id} breaks the parameters of {view.tool.name}: {error}."
                return failed(NAME, reason, turn=turn.index)
    return passed(NAME, f"The arguments of {counted(number, 'call')} fit their schemas.")
