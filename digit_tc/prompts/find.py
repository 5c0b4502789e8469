"""Which prompt was sent."""

from __future__ import annotations

from typing import Any

from digit_tc.llm.protocol import ChatMessage
from digit_tc.prompts.base import Prompt, label_in
from digit_tc.prompts.confirm_edges import ConfirmEdges
from digit_tc.prompts.confirm_profiles import ConfirmProfiles
from digit_tc.prompts.free_plan import FreePlan
from digit_tc.prompts.infer_returns import InferReturns
from digit_tc.prompts.judge import Judge
from digit_tc.prompts.plan_values import PlanValues
from digit_tc.prompts.solve import Solve, SolveInformed
from digit_tc.prompts.summarise import Summarise
from digit_tc.prompts.write_request import WriteRequest

PROMPTS: tuple[type[Prompt], ...] = (
    PlanValues,
    FreePlan,
    WriteRequest,
    Solve,
    SolveInformed,
    Summarise,
    Judge,
    InferReturns,
    ConfirmEdges,
    ConfirmProfiles,
)
"""Every prompt, in the order of the steps of a conversation."""
_BY_LABEL = {prompt.label(): prompt for prompt in PROMPTS}


def prompt_of(messages: tuple[ChatMessage, ...], schema: dict[str, Any] | None = None) -> Prompt:
    """The prompt that was sent, with its fields; `schema` is the reply schema that came with it.

    Raises ValueError where the messages begin with none of `PROMPTS`.
    """
    kind = _BY_LABEL.get(label_in(messages))
    if kind is None:
        raise ValueError("these messages are no prompt of this version")
    return kind.parse(messages, schema)
