"""The goal comes first: what explicit calls need is said before what only hidden calls need."""

from __future__ import annotations

from digit_tc.checks.common.check import ALL_KINDS, Phase
from digit_tc.checks.common.context import CheckContext
from digit_tc.checks.common.verdicts import failed, passed
from digit_tc.records import Conversation, Turn, Verdict

NAME = "goal_first"
RULE = "Leaves of hidden calls do not come before leaves of explicit calls in the request."
PHASE = Phase.REQUEST
KINDS = ALL_KINDS
DECIDES = True


def check(conversation: Conversation, context: CheckContext, *, first: int = 0) -> Verdict:  # noqa: ARG001
    """Compare the places of explicit and hidden leaves in each request.

    The leaves are the arguments whose source is this turn's request. A leaf that both groups use
    counts as explicit. Kendall's tau runs over all pairs of an explicit and a hidden leaf, between
    "belongs to an explicit call" (1 or 0) and the place in the text: +1 where every hidden leaf
    comes before every explicit one, -1 where the goal comes wholly first. It must not be above 0,
    neither over first occurrences nor over last ones. A turn in which one of the two groups has no
    leaf has nothing to compare and passes.
    """
    compared = 0
    for turn in conversation.turns[first:]:
        explicit, hidden = _leaves(turn)
        if not explicit or not hidden:
            continue
        compared += 1
        for which in ("first", "last"):
            explicit_places = [_place(turn.request, leaf, which) for leaf in sorted(explicit)]
            hidden_places = [_place(turn.request, leaf, which) for leaf in sorted(hidden)]
            tau = _tau(explicit_places, hidden_places)
            if tau > 0:
                early = min(hidden, key=lambda leaf: _place(turn.request, leaf, which))
                reason = (
                    f'"{early}", which only a hidden call needs, comes before the goal '
                    f"(Kendall's tau of {which} occurrences is {tau:+.2f})."
                )
                return failed(NAME, reason, turn=turn.index)
    if not compared:
        return passed(NAME, "No request holds leaves of explicit and of hidden calls both.")
    turns = "request" if compared == 1 else "requests"
    return passed(NAME, f"The goal comes first in {compared} {turns} with leaves of both kinds.")


def _leaves(turn: Turn) -> tuple[set[str], set[str]]:
    request = next(iter(turn.user_texts), None)
    explicit: set[str] = set()
    hidden: set[str] = set()
    for call in turn.calls:
        for source in call.provenance:
            if source.kind == "user" and source.message == request:
                said = turn.request[source.start : source.end]
                if said:
                    (hidden if call.hidden else explicit).add(said)
    return explicit, hidden - explicit


def _place(text: str, leaf: str, which: str) -> int:
    """First or last occurrence of a leaf that is not a part of a longer word or number."""
    if which == "first":
        place = text.find(leaf)
        while place >= 0 and not _is_whole(text, place, place + len(leaf)):
            place = text.find(leaf, place + 1)
    else:
        place = text.rfind(leaf)
        while place > 0 and not _is_whole(text, place, place + len(leaf)):
            place = text.rfind(leaf, 0, place + len(leaf) - 1)
    return place


def _is_whole(text: str, start: int, end: int) -> bool:
    before = start == 0 or not (text[start - 1].isalnum() and text[start].isalnum())
    return before and (end >= len(text) or not (text[end - 1].isalnum() and text[end].isalnum()))


def _tau(explicit: list[int], hidden: list[int]) -> float:
    later = sum((a > b) - (a < b) for a in explicit for b in hidden)
    return later / (len(explicit) * len(hidden))
