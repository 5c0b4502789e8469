"""The goal comes first: what explicit calls need is said before what only hidden calls need."""

from __future__ import annotations

import re
from collections.abc import Sequence

from digit_tc.checks.common.check import ALL_KINDS, Phase
from digit_tc.checks.common.context import CheckContext
from digit_tc.checks.common.verdicts import counted, failed, passed
from digit_tc.records import Call, Conversation, Turn, Verdict

NAME = "goal_first"
RULE = (
    "Leaves of hidden calls do not come before leaves of the explicit call that they serve, but "
    "in the same sentence."
)
PHASE = Phase.REQUEST
KINDS = ALL_KINDS
DECIDES = True

_SENTENCE = re.compile(r".+?(?:[.!?:;]+(?=\s)\s*|$)", re.DOTALL)


def check(conversation: Conversation, context: CheckContext, *, first: int = 0) -> Verdict:  # noqa: ARG001
    """Compare the places of explicit and hidden leaves in each request.

    The leaves are the arguments whose source is this turn's request. A leaf that an explicit
    call uses counts as explicit. Those of each hidden call are compared with those of the first
    explicit call that takes something out of its result, or of all where none does. Kendall's
    tau runs over all pairs of an explicit and a hidden leaf, between "belongs to an explicit
    call" (1 or 0) and the place in the text: +1 where every hidden leaf comes before every
    explicit one, -1 where the goal comes wholly first. It must not be above 0, neither over
    first occurrences nor over last ones. Where a hidden leaf shares a sentence with an explicit
    one it is a part of what is asked for, as in "write to the host of the Lisbon trip", and not
    compared.
    """
    compared = 0
    for turn in conversation.turns[first:]:
        said = {call.id: _leaves(turn, call) for call in turn.calls}
        wanted = {leaf for call in turn.calls if not call.hidden for leaf in said[call.id]}
        text = _cut_goals(turn.request, wanted)
        for call in turn.calls:
            hidden = {leaf for leaf in said[call.id] - wanted if leaf in text}
            served = _served_by(call, turn.calls) if call.hidden else set()
            explicit = said[min(served)] if served else wanted
            if not call.hidden or not explicit or not hidden:
                continue
            compared += 1
            for which in ("first", "last"):
                explicit_places = [_place(turn.request, leaf, which) for leaf in sorted(explicit)]
                hidden_places = [_place(text, leaf, which) for leaf in sorted(hidden)]
                tau = _tau(explicit_places, hidden_places)
                if tau > 0:
                    early = min(hidden, key=lambda leaf: _place(text, leaf, which))
                    reason = (
                        f'"{early}", which only a hidden call needs, comes before the goal '
                        f"(Kendall's tau of {which} occurrences is {tau:+.2f})."
                    )
                    return failed(NAME, reason, turn=turn.index)
    if not compared:
        return passed(NAME, "No sentence gives nothing but leaves of hidden calls.")
    return passed(NAME, f"The goal comes before what {counted(compared, 'hidden call')} need.")


def _leaves(turn: Turn, call: Call) -> set[str]:
    request = next(iter(turn.user_texts), None)
    leaves = {
        turn.request[source.start : source.end]
        for source in call.provenance
        if source.kind == "user" and source.message == request
    }
    return leaves - {""}


def _cut_goals(text: str, wanted: set[str]) -> str:
    """The text with blanks in place of each sentence that holds an explicit leaf."""
    return "".join(
        " " * len(part) if any(_place(part, leaf, "first") >= 0 for leaf in wanted) else part
        for part in _SENTENCE.findall(text)
    )


def _served_by(hidden: Call, calls: Sequence[Call]) -> set[int]:
    """The explicit calls that take something out of a hidden call's result, or out of that of
    another hidden call that does."""
    sources, served = {hidden.id}, set[int]()
    for call in calls:
        if any(one.kind == "result" and one.call in sources for one in call.provenance):
            (sources if call.hidden else served).add(call.id)
    return served


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
