"""The simulator's prompt: what the tools of one turn answer."""

from __future__ import annotations

from typing import Any, ClassVar

from digit_tc.prompts.base import Prompt
from digit_tc.prompts.parts import CallBrief, DoneCall, object_of, properties_in
from digit_tc.records import JSON, Role


class Simulate(Prompt):
    """Results of planned calls, in order, that fit their schemas and what was said before.

    With `closing`, the assistant's words at the end of the turn too, in the same request. Reply:
    `{"results": {"<call id>": result}}`, with `"reply": text` where `closing`.
    """

    NAME: ClassVar[str] = "simulate"
    VERSION: ClassVar[int] = 1
    ROLE: ClassVar[Role] = "simulator"

    today: str
    request: str
    """The user's words of this turn."""
    done: tuple[DoneCall, ...]
    """Earlier calls that matter for these."""
    facts: tuple[str, ...]
    """What is known of the entities that the calls name, one sentence each."""
    calls: tuple[CallBrief, ...]
    needed: dict[str, dict[str, dict[str, Any]]]
    """Call id → path in its result that later calls use → schema of the value they need."""
    returns: dict[str, dict[str, Any]]
    """Call id → schema of its result. Told by the reply schema only, not in the text."""
    closing: bool = False
    refused: tuple[str, ...] = ()

    def reply_schema(self) -> dict[str, Any]:
        parts: dict[str, Any] = {"results": object_of(dict(self.returns))}
        if self.closing:
            parts["reply"] = {"type": "string", "minLength": 1}
        return object_of(parts)

    @classmethod
    def completed(cls, fields: dict[str, JSON], schema: dict[str, Any]) -> dict[str, JSON]:
        return fields | {"returns": properties_in(schema, "results")}
