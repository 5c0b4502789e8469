"""The planner's prompt for dataflow edges that stand near the threshold."""

from __future__ import annotations

from typing import Any, ClassVar

from digit_tc.prompts.base import Prompt
from digit_tc.prompts.parts import EdgePair, object_of
from digit_tc.records import Role


class ConfirmEdges(Prompt):
    """Which pairs really carry a value. Reply: `{"confirmed": [ids]}`."""

    NAME: ClassVar[str] = "confirm-edges"
    VERSION: ClassVar[int] = 1
    ROLE: ClassVar[Role] = "planner"

    pairs: tuple[EdgePair, ...]

    def reply_schema(self) -> dict[str, Any]:
        ids = [pair.id for pair in self.pairs]
        return object_of({"confirmed": {"type": "array", "items": {"type": "string", "enum": ids}}})
