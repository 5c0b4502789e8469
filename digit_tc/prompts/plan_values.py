"""The planner's prompt: values for the calls of a sampled chain."""

from __future__ import annotations

from typing import Any, ClassVar

from digit_tc.prompts.base import Prompt
from digit_tc.prompts.parts import WantedCall, object_of
from digit_tc.records import Role


class PlanValues(Prompt):
    """All literal values of a conversation at once, so that its turns belong together.

    The program has chosen calls and references. Reply: `{"values": {"<call id>": {path: value}}}`.
    """

    NAME: ClassVar[str] = "plan-values"
    VERSION: ClassVar[int] = 1
    ROLE: ClassVar[Role] = "planner"

    today: str
    persona: str
    calls: tuple[WantedCall, ...]
    refused: tuple[str, ...] = ()
    """Why the last answer was not taken."""

    def reply_schema(self) -> dict[str, Any]:
        calls = {str(call.id): object_of(dict(call.wanted)) for call in self.calls if call.wanted}
        return object_of({"values": object_of(calls)})
