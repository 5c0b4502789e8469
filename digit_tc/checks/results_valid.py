"""Results fit what their tools declare to return."""

from __future__ import annotations

from digit_tc.checks.context import CheckContext
from digit_tc.checks.schemas import first_error_of
from digit_tc.checks.verdicts import counted, failed, passed
from digit_tc.records import Conversation, Verdict

NAME = "results_valid"
RULE = "Each result fits its tool's returns; an error result is not held against them."


def check(conversation: Conversation, context: CheckContext, *, first: int = 0) -> Verdict:
    """Validate the results of every call from turn `first` on."""
    fitting, unknown = 0, 0
    for turn in conversation.turns[first:]:
        for call in turn.calls:
            view = context.view(call.tool)
            if view is None or view.results is None or call.status == "error":
                unknown += 1
                continue
            error = first_error_of(view.results, call.result)
            if error is not None:
                reason = f"The result of call {call.id} breaks what {view.tool.name} returns: "
                return failed(NAME, f"{reason}{error}.", turn=turn.index)
            fitting += 1
    reason = f"{counted(fitting, 'result')} fit what the tools return"
    return passed(NAME, f"{reason}; {unknown} had no schema to fit." if unknown else f"{reason}.")
