"""Wrong calls are wrong, are answered by an error that tells nothing, and are followed by the right
call."""

from __future__ import annotations

import re

from digit_tc.checks.common.check import ALL_KINDS, Phase
from digit_tc.checks.common.context import CheckContext
from digit_tc.checks.common.schemas import first_error_of, undeclared_in
from digit_tc.checks.common.verdicts import counted, failed, passed
from digit_tc.language.transforms import same_value
from digit_tc.records import (
    Call,
    Conversation,
    Turn,
    Verdict,
    canonical_json,
    scalars_of,
)
from digit_tc.records.paths import MISSING, find

NAME = "wrong_calls"
RULE = (
    "A turn has at most one call that is not trained on: it is offered, differs from every right "
    "call, is wrong, and its result is an error that gives no value of the right call away."
)
PHASE = Phase.WHOLE
KINDS = ALL_KINDS
DECIDES = True
_MOST_CHARACTERS = 160
_SHORTEST_TOLD = 2


def check(conversation: Conversation, context: CheckContext, *, first: int = 0) -> Verdict:
    """Look at the wrong calls of every turn from `first` on."""
    right = {canonical_json([call.tool, call.arguments]): call.id for call in conversation.calls}
    number = 0
    for turn in conversation.turns[first:]:
        if len(turn.mistakes) > 1:
            reason = f"Turn {turn.index} makes {len(turn.mistakes)} wrong calls."
            return failed(NAME, reason, turn=turn.index)
        for wrong in turn.mistakes:
            fault = (
                _place_fault(wrong, turn)
                or _result_fault(wrong, turn)
                or _content_fault(wrong, turn, conversation, context, right)
            )
            if fault is not None:
                return failed(NAME, fault, turn=turn.index)
            number += 1
    if not number:
        return passed(NAME, "No wrong call is shown.")
    return passed(NAME, f"{counted(number, 'wrong call')} end in an error and are put right.")


def _place_fault(wrong: Call, turn: Turn) -> str | None:
    if _target(wrong, turn) is None:
        return f"The wrong call {wrong.id} stands for call {_instead_of(wrong)}, which is not made."
    return None


def _result_fault(wrong: Call, turn: Turn) -> str | None:
    error = wrong.fields.get("error")
    if set(wrong.fields) != {"error"} or not isinstance(error, str) or not error.strip():
        return f"The wrong call {wrong.id} has a result that is no error."
    if len(error) > _MOST_CHARACTERS:
        return f"The error of the wrong call {wrong.id} is longer than a line."
    target = _target(wrong, turn)
    for _path, value in scalars_of(target.arguments if target else {}):
        if isinstance(value, bool) or len(str(value)) < _SHORTEST_TOLD:
            continue
        if re.search(rf"(?<!\w){re.escape(str(value))}(?!\w)", error, re.IGNORECASE):
            return f'The error of the wrong call {wrong.id} gives "{value}" away.'
    return None


def _content_fault(
    wrong: Call,
    turn: Turn,
    conversation: Conversation,
    context: CheckContext,
    right: dict[bytes, int],
) -> str | None:
    view = context.view(wrong.tool)
    if view is None or wrong.tool not in conversation.tools:
        return f"The wrong call {wrong.id} uses {wrong.tool}, which is not among the tools offered."
    twin = right.get(canonical_json([wrong.tool, wrong.arguments]))
    if twin is not None:
        return f"The wrong call {wrong.id} is call {twin}, which is right."
    if (
        undeclared_in(view.tool.parameters, wrong.arguments) is not None
        or first_error_of(view.arguments, wrong.arguments) is not None
    ):
        return None
    target = _target(wrong, turn)
    if target is None or wrong.tool != target.tool:
        made = {call.tool for call in turn.calls}
        if wrong.tool in made:
            return f"The wrong call {wrong.id} uses a tool that its turn needs, and fits it."
        return None
    if not _differs(wrong, target):
        return f"The wrong call {wrong.id} fits its tool and contradicts no value of the right one."
    return None


def _differs(wrong: Call, target: Call) -> bool:
    """Whether some value is another than in the right call."""
    given = dict(scalars_of(wrong.arguments))
    return any(
        (value := find(target.arguments, path)) is not MISSING and not same_value(value, found)
        for path, found in given.items()
    )


def _target(wrong: Call, turn: Turn) -> Call | None:
    return next((call for call in turn.calls if call.id == _instead_of(wrong)), None)


def _instead_of(wrong: Call) -> int | None:
    return wrong.mistake.instead_of if wrong.mistake else None
