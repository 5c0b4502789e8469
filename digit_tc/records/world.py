"""The world of a conversation as it is stored: how it was in the beginning, and in the end."""

from __future__ import annotations

import datetime as dt
from typing import Any

from pydantic import Field

from digit_tc.records.base import JSON, Record
from digit_tc.records.profile import ToolProfile
from digit_tc.records.tool import ReturnsOrigin

Name = tuple[str, str]
"""An entity: its kind and its id."""


class EntityState(Record):
    """One entity with what is known of it."""

    kind: str
    """What it is: `order`."""
    id: str
    """Its id as text; `#3` for the third thing of a kind that shows none."""
    attributes: dict[str, JSON] = Field(default_factory=dict)
    """Attribute → value. `{"$entities": [[kind, id], ...], "many": true}` is what points to other
    entities; a key of the value's own that begins with `$` has another `$` before it."""


class ConditionState(Record):
    """What the rows of a listing have in common."""

    attribute: str
    """The attribute of the rows."""
    operator: str
    """`=`, `>=`, `<=` or `in`."""
    value: JSON
    """What it is compared with."""


class ListingState(Record):
    """What a listing gave when it was first asked for."""

    kind: str
    """The kind of its rows."""
    conditions: tuple[ConditionState, ...] = ()
    """What its arguments ask of a row."""
    closed: bool = True
    """Whether there are no other rows that fulfil the conditions."""
    members: tuple[Name, ...] = ()
    """The rows, in order."""


class StoredWorld(Record):
    """A world before the first call, as far as it has been settled.

    What is not settled is drawn from `seed` when somebody asks for it, and stays so. Calls are
    named by the key of their tool and their arguments as canonical JSON.
    """

    seed: int
    """Everything that is drawn later depends on it, and on what it is drawn for."""
    today: dt.date
    """The day: the clock of the world stands still."""
    place: str
    """The city where most of it is."""
    entities: tuple[EntityState, ...] = ()
    """All entities, in the order in which they came up."""
    later: tuple[EntityState, ...] = ()
    """What will be so of entities that calls of the conversation make."""
    listings: dict[str, ListingState] = Field(default_factory=dict)
    """Call → what it lists."""
    answers: dict[str, JSON] = Field(default_factory=dict)
    """Everything else that is settled: part of an answer, the id of what a call makes."""
    named: dict[str, Name | None] = Field(default_factory=dict)
    """Kind, id and conditions → the entity that is meant; None where there is none."""
    shown: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    """Call → what its answer shows in any case, of a tool with more fields than an answer shows."""
    plugins: dict[str, JSON] = Field(default_factory=dict)
    """Name of a plug-in → the state of its part of the world."""
    down: dict[str, str] = Field(default_factory=dict)
    """Call → the error that it gets when it is made for the first time."""


class FinalState(Record):
    """What the calls of a conversation have made of its world; all else is as in the beginning."""

    changed: tuple[EntityState, ...] = ()
    """Entities with the attributes that are not what they were, and all that calls have made."""
    made: tuple[Name, ...] = ()
    """Entities that calls have made."""
    gone: tuple[Name, ...] = ()
    """Entities that there are no more."""
    ended: tuple[EntityState, ...] = ()
    """Entities that are over, with the state that they are in."""
    opened: tuple[str, ...] = ()
    """Keys of the tools by which sessions were begun."""
    writes: int = 0
    """How many calls may have changed something."""
    plugins: dict[str, JSON] = Field(default_factory=dict)
    """Name of a plug-in → the state of its part of the world; none where it is as it was."""


class PlantedError(Record):
    """An error that is no answer of the world: it was planted for a call that goes wrong."""

    tool: str
    """Key of the tool."""
    arguments: dict[str, Any]
    """What it is called with."""
    result: JSON
    """The error."""


class WorldTool(Record):
    """A tool as far as its answers depend on it."""

    namespace: str
    """See `Tool`, here and below."""
    name: str
    """The name that calls have."""
    variant: str = ""
    """Which of its forms it is."""
    description: str = ""
    """A calculator is known by it."""
    parameters: dict[str, Any]
    """The schema of its arguments."""
    returns: dict[str, Any] | None = None
    """The schema of its results."""
    returns_origin: ReturnsOrigin = "none"
    """Who says what it gives back."""
    requires: tuple[str, ...] = ()
    """Tools to be called before it."""
    session: tuple[str, ...] = ()
    """Parameters that belong to the session."""
    world: str = ""
    """The plug-in that answers it; empty where none does."""
    profile: ToolProfile
    """What it means, without the evidence."""

    @property
    def key(self) -> str:
        """The same as that of the `Tool`."""
        return f"{self.namespace}::{self.name}{f'#{self.variant}' if self.variant else ''}"


class WorldRow(Record):
    """The world of one conversation of an export: a line of the side file.

    There the tools stand on lines of their own, each before the first conversation that has it.
    """

    conversation: str
    """Id of the conversation, `metadata.id` in the export."""
    world: StoredWorld
    """How it was before the first call."""
    errors: tuple[PlantedError, ...] = ()
    """Errors of wrong calls, each given once."""
    final: FinalState
    """What the conversation's calls have made of it."""
    offered: tuple[str, ...]
    """Keys of the tools that the conversation offers."""
    required: tuple[str, ...] = ()
    """Keys of other tools that these require."""
    tools: tuple[WorldTool, ...] = ()
    """All of them, as far as their answers depend on them."""
