"""The planner's prompt for what tools mean where only their words say it."""

from __future__ import annotations

from typing import Any, ClassVar

from digit_tc.prompts.base import Prompt
from digit_tc.prompts.parts import object_of
from digit_tc.records import Record, Role
from digit_tc.records.profile import EFFECTS, Effect


class ProfileGuess(Record):
    """One tool with what its words were taken to mean."""

    id: str
    """What the reply calls it by: `t1`."""
    name: str
    """The tool's name."""
    does: str
    """Its own description, cut."""
    takes: tuple[str, ...]
    """Names of its parameters."""
    effect: Effect
    """What a call is taken to do."""
    thing: str
    """What is taken to be read or changed; empty for a calculation."""
    keys: tuple[str, ...]
    """Parameters that are taken to say which existing thing, or whose things, are meant."""


class ConfirmProfiles(Prompt):
    """What tools mean. Reply: `{"profiles": [{"id", "effect", "thing", "keys"}]}`, one a tool."""

    NAME: ClassVar[str] = "confirm-profiles"
    VERSION: ClassVar[int] = 1
    ROLE: ClassVar[Role] = "planner"

    tools: tuple[ProfileGuess, ...]

    def reply_schema(self) -> dict[str, Any]:
        names = sorted({name for tool in self.tools for name in tool.takes})
        key: dict[str, Any] = {"type": "string", "enum": names} if names else {"type": "string"}
        profile = object_of(
            {
                "id": {"type": "string", "enum": [tool.id for tool in self.tools]},
                "effect": {"type": "string", "enum": list(EFFECTS)},
                "thing": {"type": "string", "maxLength": 60},
                "keys": {"type": "array", "items": key},
            }
        )
        return object_of({"profiles": {"type": "array", "items": profile}})
