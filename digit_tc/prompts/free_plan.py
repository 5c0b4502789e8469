"""The planner's prompt of the paper: a whole plan over the toolset."""

from __future__ import annotations

from typing import Any, ClassVar

from digit_tc.prompts.base import Prompt
from digit_tc.prompts.parts import PastTurn, ToolBrief
from digit_tc.prompts.solve import CALLS
from digit_tc.records import Role


class FreePlan(Prompt):
    """The calls of one turn. Reply: `{"calls": [{"id", "tool", "arguments"}]}`."""

    NAME: ClassVar[str] = "free-plan"
    VERSION: ClassVar[int] = 1
    ROLE: ClassVar[Role] = "planner"

    today: str
    persona: str
    tools: tuple[ToolBrief, ...]
    history: tuple[PastTurn, ...]
    first_id: int
    """Id of the first new call."""
    most_calls: int
    refused: tuple[str, ...] = ()

    def reply_schema(self) -> dict[str, Any]:
        return CALLS
