"""Votes on a conversation: low scores for what is plainly broken, high ones otherwise."""

from __future__ import annotations

import random

from digit_tc.mock_provider.call_references import parse_reference
from digit_tc.mock_provider.memory import Memory
from digit_tc.prompts.judge import RUBRIC, Judge
from digit_tc.prompts.parts import PastTurn
from digit_tc.records import JSON

_GOOD = "The turns belong together, the calls serve the requests, and no word is made up."


def answer(prompt: Judge, draw: int, memory: Memory) -> JSON:  # noqa: ARG001
    """`{"scores": {criterion: 1..5}, "reason": text}`; 4 or 5 unless something is broken."""
    rng = random.Random(draw)
    scores = {criterion: 5 if rng.random() < 0.7 else 4 for criterion in RUBRIC}
    reason = _GOOD
    for number, turn in enumerate(prompt.turns, 1):
        for criterion, problem in _faults(turn):
            if scores[criterion] > 2:
                reason = f"Turn {number}: {problem}"
            scores[criterion] = 2
    return {"scores": scores, "reason": reason}


def _faults(turn: PastTurn) -> list[tuple[str, str]]:
    found = []
    if len(turn.user.split()) < 3 or "{" in turn.user:
        found.append(("natural", "The user says next to nothing, or speaks like a program."))
    if not turn.calls:
        found.append(("answered", "No call was made for what the user asked."))
    if not turn.assistant.strip():
        found.append(("faithful", "The assistant says nothing at the end."))
    for call in turn.calls:
        if not call.result:
            found.append(("plausible", f"Call {call.id} has no result."))
        if any(parse_reference(value) for value in call.arguments.values()):
            found.append(("answered", f"Call {call.id} has a reference that nobody resolved."))
    return found
