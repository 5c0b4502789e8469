"""Calls that are not to be learnt: marked, answered by an error alone, and put right."""

from __future__ import annotations

import re

from .paths import walk_scalars
from .rows import Call, Row
from .tally import Tally


def judge_mistakes(row: Row, tally: Tally) -> None:
    """Count the mistakes, and what is wrong with them."""
    marked = []
    for turn in row.turns:
        for call in turn.mistakes:
            marked.append(call.id)
            problem = _find_problem(call, turn.calls)
            if problem:
                tally.offend("wrong_call_errors", f"{row.place} {call.id}", problem)
    tally.counts["wrong_calls"] += len(marked)
    if sorted(marked) != sorted(row.metadata.get("wrong_calls", ())):
        tally.offend("wrong_call_errors", row.place, "metadata.wrong_calls lists other calls")


def _find_problem(wrong: Call, right: list[Call]) -> str:
    """What is not as it should be with a mistake; empty where it is right.

    Its result is an error alone, which tells no value of the calls that come next in its turn, and
    at least one does come: another call, of the same tool or instead of it.
    """
    result = wrong.result
    if not isinstance(result, dict) or list(result) != ["error"] or not result["error"]:
        return f"its result is no error: {str(result)[:80]}"
    later = [call for call in right if call.asked_at > wrong.answered_at]
    if not later:
        return "no right call follows in its turn"
    if any(call.name == wrong.name and call.arguments == wrong.arguments for call in right):
        return "a right call of its turn is the same"
    first = min(call.asked_at for call in later)
    for call in later:
        for _, value in walk_scalars(call.arguments) if call.asked_at == first else ():
            if not isinstance(value, bool) and _names(str(result["error"]), str(value)):
                return f"its error gives {str(value)!r} away"
    return ""


def _names(text: str, value: str) -> bool:
    found = re.search(rf"(?<!\w){re.escape(value)}(?!\w)", text, re.IGNORECASE)
    return len(value) > 1 and found is not None
