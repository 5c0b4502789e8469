"""How each prompt is answered by program: one file a prompt."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from digit_tc.mock_provider.answers.confirm_edges import answer as confirm_edges
from digit_tc.mock_provider.answers.confirm_profiles import answer as confirm_profiles
from digit_tc.mock_provider.answers.free_plan import answer as free_plan
from digit_tc.mock_provider.answers.infer_returns import answer as infer_returns
from digit_tc.mock_provider.answers.judge import answer as judge
from digit_tc.mock_provider.answers.plan_values import answer as plan_values
from digit_tc.mock_provider.answers.solve import answer as solve
from digit_tc.mock_provider.answers.summarise import answer as summarise
from digit_tc.mock_provider.answers.write_request import answer as write_request
from digit_tc.mock_provider.memory import Memory
from digit_tc.prompts.base import Prompt
from digit_tc.records import JSON

_Answer = Callable[[Any, int, Memory], JSON]
_ANSWERS: dict[str, _Answer] = {
    "plan-values": plan_values,
    "free-plan": free_plan,
    "write-request": write_request,
    "solve": solve,
    "solve-informed": solve,
    "summarise": summarise,
    "judge": judge,
    "infer-returns": infer_returns,
    "confirm-edges": confirm_edges,
    "confirm-profiles": confirm_profiles,
}
"""Name of the prompt → (prompt, draw, memory) → reply. Everything drawn comes from the draw."""


def answer_prompt(prompt: Prompt, draw: int, memory: Memory) -> JSON:
    """The reply to a prompt, fitting its reply schema. All randomness comes from `draw`."""
    return _ANSWERS[prompt.NAME](prompt, draw, memory)
