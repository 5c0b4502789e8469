"""The user-writer's prompt: the words of one turn."""

from __future__ import annotations

from typing import Any, ClassVar

from digit_tc.prompts.base import Prompt
from digit_tc.prompts.parts import CallBrief, PastTurn, Refused, object_of
from digit_tc.records import Role


class WriteRequest(Prompt):
    """What the user says for the explicit calls, with the values of the hidden ones as context.

    Distractors are not shown. Reply: `{"request": text}`.
    """

    NAME: ClassVar[str] = "write-request"
    VERSION: ClassVar[int] = 2
    ROLE: ClassVar[Role] = "user"

    today: str
    persona: str
    manner: str
    history: tuple[PastTurn, ...]
    """Words only, no calls."""
    explicit: tuple[CallBrief, ...]
    hidden: tuple[CallBrief, ...]
    """Never to be asked for or described."""
    values: tuple[str, ...]
    """Every value that must be said, as it may be written."""
    things: tuple[str, ...] = ()
    """What the calls are about, in words that tell it from the others: "the order from Ana"."""
    composite: bool = False
    """True where the calls are to be seen as one tool, asked for by its last step only."""
    refused: tuple[Refused, ...] = ()

    def reply_schema(self) -> dict[str, Any]:
        return object_of({"request": {"type": "string", "minLength": 1}})
