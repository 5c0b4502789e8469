"""The assistant's prompt: the closing words of a turn."""

from __future__ import annotations

from typing import Any, ClassVar

from digit_tc.prompts.base import Prompt
from digit_tc.prompts.parts import Refused, Shown, object_of
from digit_tc.records import Role


class Summarise(Prompt):
    """One to three sentences about results, without specifications. Reply: `{"reply": text}`."""

    NAME: ClassVar[str] = "summarise"
    VERSION: ClassVar[int] = 1
    ROLE: ClassVar[Role] = "assistant"

    request: str
    calls: tuple[Shown, ...]
    refused: tuple[Refused, ...] = ()

    def reply_schema(self) -> dict[str, Any]:
        return object_of({"reply": {"type": "string", "minLength": 1}})
