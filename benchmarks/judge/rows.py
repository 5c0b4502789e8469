"""One line of an export as the judge holds it: messages, tools, turns, calls, arguments."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from .paths import equals, split_path, walk_scalars
from .schemas import find_schemas, holds_default, list_choices


@dataclass
class Call:
    """A call with its result."""

    id: str
    name: str
    turn: int
    """Position of its turn, from 0; -1 for a call before all turns."""
    asked_at: int
    """Position of the message that makes it."""
    train: bool = True
    """False for a mistake, which is shown and not to be learnt."""
    arguments: dict[str, Any] = field(default_factory=dict)
    answered_at: int = sys.maxsize
    """Position of its result, beyond all messages where it has none."""
    result: Any = None

    def precedes(self, other: Call) -> bool:
        """Whether it was made and answered before the other one was made."""
        return self.asked_at < other.asked_at and self.answered_at < other.asked_at


@dataclass
class Argument:
    """One scalar place of a call's arguments."""

    call: Call
    path: str
    value: Any
    schemas: list[dict[str, Any]]
    """Every schema that speaks about the place."""
    choices: list[Any]
    """The values that these schemas list."""
    is_default: bool
    """Whether a schema has the value for its default."""

    @property
    def is_listed(self) -> bool:
        """Whether the value is one of those that the schemas list."""
        return any(equals(self.value, item) for item in self.choices)

    @property
    def shown(self) -> str:
        """Path and value for a person to read."""
        return f"{self.path} = {self.value!r}"


@dataclass
class Turn:
    """What the user says in one turn, and the calls that follow."""

    requests: list[str] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    mistakes: list[Call] = field(default_factory=list)

    @property
    def request(self) -> str:
        """All that the user says in the turn."""
        return "\n".join(self.requests)


@dataclass
class Row:
    """One conversation."""

    place: str
    """Where it stands in the file."""
    messages: list[dict[str, Any]]
    metadata: dict[str, Any]
    tools: dict[str, dict[str, Any]]
    """Name → name, description and parameters, of all tools that are offered."""
    turns: list[Turn]
    today: dt.date

    @cached_property
    def calls(self) -> dict[str, Call]:
        """The calls to be learnt, by id."""
        return {call.id: call for turn in self.turns for call in turn.calls}

    @cached_property
    def arguments(self) -> list[Argument]:
        """Every scalar argument of the calls to be learnt that are of an offered tool."""
        return [
            argument
            for turn in self.turns
            for call in turn.calls
            if call.name in self.tools
            for argument in _arguments_of(call, self.tools[call.name]["parameters"])
        ]

    def locate(self, call: Call) -> str:
        """Where a call stands, for a person to find it."""
        return f"{self.place} {call.id} {call.name}"


def _arguments_of(call: Call, schema: dict[str, Any]) -> Iterator[Argument]:
    for path, value in walk_scalars(call.arguments):
        schemas = list(find_schemas(schema, split_path(path), schema))
        choices = [choice for one in schemas for choice in list_choices(one)]
        yield Argument(call, path, value, schemas, choices, any(holds_default(schema, path, value)))
