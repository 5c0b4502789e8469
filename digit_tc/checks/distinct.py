"""Nothing is said or done twice in one conversation."""

from __future__ import annotations

from digit_tc.checks.common.check import ALL_KINDS, Phase
from digit_tc.checks.common.context import CheckContext
from digit_tc.checks.common.verdicts import failed, passed
from digit_tc.records import Conversation, Verdict, canonical_json
from digit_tc.semantics import profile_of

NAME = "distinct"
RULE = (
    "No two requests are the same, and no call is repeated unless it failed or a call in between "
    "may have changed the answer."
)
PHASE = Phase.EXECUTION
KINDS = ALL_KINDS
DECIDES = True


def check(conversation: Conversation, context: CheckContext, *, first: int = 0) -> Verdict:
    """Compare requests without regard to case and spaces, calls by tool and arguments."""
    said: dict[str, int] = {}
    made: dict[bytes, int] = {}
    for position, turn in enumerate(conversation.turns):
        request = " ".join(turn.request.casefold().split())
        if said.setdefault(request, turn.index) != turn.index and position >= first:
            reason = f"Turns {said[request]} and {turn.index} make the same request."
            return failed(NAME, reason, turn=turn.index)
        for call in turn.calls:
            content = canonical_json([call.tool, call.arguments])
            if content in made and position >= first:
                reason = f"Calls {made[content]} and {call.id} are the same call of {call.tool}."
                return failed(NAME, reason, turn=turn.index)
            view = context.view(call.tool)
            if view is not None and call.status == "ok" and not profile_of(view.tool).reads:
                made.clear()
            if call.status == "ok":
                made[content] = call.id
    return passed(NAME, "No request and no call is repeated.")
