"""One file a prompt: how it is answered by program."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from digit_tc.prompts.base import Prompt
from digit_tc.records import JSON
from digit_tc.rehearsal.answers import (
    confirm_edges,
    free_plan,
    infer_returns,
    judge,
    plan_values,
    simulate,
    solve,
    summarise,
    write_request,
)
from digit_tc.rehearsal.memory import Memory

_Answer = Callable[[Any, int, Memory], JSON]
_ANSWERS: dict[str, _Answer] = {
    "plan-values": plan_values.answer,
    "free-plan": free_plan.answer,
    "write-request": write_request.answer,
    "solve": solve.answer,
    "solve-informed": solve.answer,
    "simulate": simulate.answer,
    "summarise": summarise.answer,
    "judge": judge.answer,
    "infer-returns": infer_returns.answer,
    "confirm-edges": confirm_edges.answer,
}
"""Name of the prompt → (prompt, draw, memory) → reply. Everything drawn comes from the draw."""


def answer(prompt: Prompt, draw: int, memory: Memory) -> JSON:
    """The reply to a prompt, fitting its reply schema."""
    return _ANSWERS[prompt.NAME](prompt, draw, memory)
