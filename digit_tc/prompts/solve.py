"""The solver's prompt: from the user's words alone to the calls."""

from __future__ import annotations

from typing import Any, ClassVar

from digit_tc.prompts.base import Prompt
from digit_tc.prompts.parts import PastTurn, ToolBrief, object_of
from digit_tc.records import Role

CALLS: dict[str, Any] = object_of(
    {
        "calls": {
            "type": "array",
            "items": object_of(
                {
                    "id": {"type": "integer"},
                    "tool": {"type": "string"},
                    "arguments": {"type": "object"},
                }
            ),
        }
    }
)
"""Schema of a list of calls; an argument may be a reference such as `$2.items[0].id`."""


class Solve(Prompt):
    """Blind back-translation: whole toolset, history and request; never the plan or its values.

    Reply: `{"calls": [{"id", "tool", "arguments"}]}`.
    """

    NAME: ClassVar[str] = "solve"
    VERSION: ClassVar[int] = 2
    ROLE: ClassVar[Role] = "solver"

    system: str
    """The system message of the conversation, with its date."""
    tools: tuple[ToolBrief, ...]
    """Everything that the assistant is offered, in that order."""
    history: tuple[PastTurn, ...]
    request: str
    first_id: int
    """Id of the first new call."""

    def reply_schema(self) -> dict[str, Any]:
        return CALLS


class SolveInformed(Prompt):
    """The ablation: the plan's tools and values are handed over, only the wiring is asked for."""

    NAME: ClassVar[str] = "solve-informed"
    VERSION: ClassVar[int] = 1
    ROLE: ClassVar[Role] = "solver"

    system: str
    tools: tuple[ToolBrief, ...]
    """The plan's tools only."""
    values: tuple[str, ...]
    """The plan's leaves."""
    history: tuple[PastTurn, ...]
    request: str
    first_id: int

    def reply_schema(self) -> dict[str, Any]:
        return CALLS
