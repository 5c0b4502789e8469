"""A modest guess at the calls that a request asks for."""

from __future__ import annotations

from digit_tc.prompts.solve import Solve, SolveInformed
from digit_tc.records import JSON


def guessed(prompt: Solve | SolveInformed) -> list[JSON]:
    """Calls with what the words give."""
    return []
