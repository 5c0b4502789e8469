"""The simulator's prompt for tools that do not say what they give back."""

from __future__ import annotations

from typing import Any, ClassVar

from digit_tc.prompts.base import Prompt
from digit_tc.prompts.parts import ToolBrief, object_of
from digit_tc.records import Role


class InferReturns(Prompt):
    """Fields of one tool's result. Reply: `{"fields": [{"path", "type", "description"}]}`.

    A path is `order.id` or, inside a list, `orders[].id`.
    """

    NAME: ClassVar[str] = "infer-returns"
    VERSION: ClassVar[int] = 1
    ROLE: ClassVar[Role] = "simulator"

    tool: ToolBrief

    def reply_schema(self) -> dict[str, Any]:
        kinds = ["string", "integer", "number", "boolean"]
        field = object_of(
            {
                "path": {"type": "string", "minLength": 1, "maxLength": 120},
                "type": {"type": "string", "enum": kinds},
                "description": {"type": "string"},
            }
        )
        items = {"type": "array", "items": field, "minItems": 1, "maxItems": 24}
        return object_of({"fields": items})
