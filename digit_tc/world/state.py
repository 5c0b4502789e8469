"""The world of one conversation: what is there, what has become of it, and what was found so far.

What was so before anybody called anything is the **initial world**: entities with their attributes,
which of them a listing gives, and answers that are about no entity. It is drawn when it is first
asked for and never changes afterwards, so that the order of questions does not matter. What calls
did stands in the **changes**, which are replaced and never changed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from random import Random
from typing import Any

from digit_tc.language.entities import Entity
from digit_tc.records import JSON, Tool, canonical_json
from digit_tc.values.setting import Setting

ME = "current person"
"""The answer that is the name of whoever is signed in."""
Attributes = dict[str, Any]
"""Attribute → JSON value, or `Relation` for what points to other entities."""


@dataclass(frozen=True, slots=True)
class Relation:
    """An attribute that is other entities: one, or a list of them."""

    entities: tuple[Entity, ...]
    """Which ones."""
    many: bool
    """Whether it is a list."""


@dataclass(frozen=True, slots=True)
class Constraint:
    """What a row must have to be in a listing."""

    attribute: str
    """The attribute of the entity."""
    operator: str
    """`=`, `>=`, `<=` or `in`."""
    value: JSON
    """What it is compared with."""


@dataclass(frozen=True, slots=True)
class Origin:
    """How something came into the world that a call has made."""

    tool: str
    """The name of the tool."""
    name: str
    """What that is called which it was made for: the hotel of a booking; empty where unknown."""


@dataclass(frozen=True, slots=True)
class Extent:
    """What a listing gave when it was first asked for."""

    kind: str
    """The kind of its rows."""
    constraints: tuple[Constraint, ...]
    """What they have in common by the call's arguments."""
    closed: bool
    """Whether all that fulfil the constraints are in it; not so for a search in free text."""
    members: tuple[Entity, ...]
    """The rows, in order."""


@dataclass(slots=True)
class InitialWorld:
    """What was so in the beginning, as far as it has been looked at."""

    entities: dict[Entity, Attributes] = field(default_factory=dict)
    """All entities with their attributes, in the order in which they came up."""
    later: dict[Entity, Attributes] = field(default_factory=dict)
    """What was drawn of entities that calls have made, which were not there in the beginning."""
    extents: dict[str, Extent] = field(default_factory=dict)
    """Listing (tool and arguments) → its rows."""
    answers: dict[str, Any] = field(default_factory=dict)
    """Everything else that was drawn, by what it is: part of an answer, the id of a new entity."""
    named: dict[str, Entity | None] = field(default_factory=dict)
    """Kind and name → the entity that a call meant by it; None where there was none."""
    shown: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Call (tool and arguments) → paths that its answer shows in any case, where its tool declares
    more fields than an answer shows."""
    plugins: dict[str, JSON] = field(default_factory=dict)
    """Name of a plug-in → the state of its part of the world, which nobody changes in place."""
    down: dict[str, str] = field(default_factory=dict)
    """Call (tool and arguments) → the error that it gets when it is made for the first time."""

    def copy(self) -> InitialWorld:
        """An initial world that can be drawn on without a trace in this one."""
        return InitialWorld(
            {entity: dict(attributes) for entity, attributes in self.entities.items()},
            {entity: dict(attributes) for entity, attributes in self.later.items()},
            dict(self.extents),
            dict(self.answers),
            dict(self.named),
            dict(self.shown),
            dict(self.plugins),
            dict(self.down),
        )


@dataclass(frozen=True, slots=True)
class Changes:
    """What calls have done."""

    changed: Mapping[Entity, Attributes] = field(default_factory=dict)
    """Attributes that are not any more what they were, and those of what was made."""
    made: tuple[Entity, ...] = ()
    """Entities that calls have made, in order."""
    origins: Mapping[Entity, Origin] = field(default_factory=dict)
    """How each of them was made."""
    gone: frozenset[Entity] = frozenset()
    """Entities that there are no more."""
    ended: Mapping[Entity, str] = field(default_factory=dict)
    """Entities that are over, such as a cancelled event, and the state that they are in."""
    writes: int = 0
    """How many calls may have changed something."""
    opened: frozenset[str] = frozenset()
    """Keys of the tools by which sessions were begun."""
    plugins: Mapping[str, JSON] = field(default_factory=dict)
    """Name of a plug-in → the state of its part of the world, where that is not what it was."""
    tried: frozenset[str] = frozenset()
    """Calls that failed for a moment."""


@dataclass(frozen=True, slots=True)
class World:
    """One world at one moment."""

    seed: int
    """Everything that is drawn depends on it, and on what it is drawn for."""
    setting: Setting
    """Whose world it is: the day, the person, the places."""
    tools: Mapping[str, Tool]
    """The tools that there are, by key."""
    initial: InitialWorld
    """What was so in the beginning; worlds of one conversation share it."""
    changes: Changes = Changes()
    """What calls have done."""

    @property
    def today(self) -> dt.date:
        """The day of the conversation."""
        return self.setting.today

    def stream(self, *parts: object) -> Random:
        """The random stream of one draw, by what it is drawn for."""
        text = "\x1f".join(map(str, (self.seed, *parts)))
        return Random(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest())

    def knows(self, entity: Entity) -> bool:
        """Whether there is such an entity now."""
        return entity not in self.changes.gone and (
            entity in self.initial.entities or entity in self.changes.changed
        )

    def value(self, entity: Entity, attribute: str) -> Any:
        """An attribute as it is now; None where nothing has said it yet."""
        changed = self.changes.changed.get(entity)
        if changed is not None and attribute in changed:
            return changed[attribute]
        known = self.initial.entities.get(entity)
        if known is None:
            known = self.initial.later.get(entity, {})
        return known.get(attribute)

    def drawn(self, entity: Entity) -> Attributes:
        """The attributes of an entity that have been drawn, to be added to."""
        initial = self.initial
        made = entity in self.changes.made and entity not in initial.entities
        return (initial.later if made else initial.entities).setdefault(entity, {})

    def list_entities(self, kind: str) -> tuple[Entity, ...]:
        """All entities of a kind that there are now: those of the beginning first."""
        found = [one for one in self.initial.entities if one[0] == kind]
        found += [one for one in self.changes.made if one[0] == kind]
        return tuple(one for one in dict.fromkeys(found) if one not in self.changes.gone)

    def change(self, entity: Entity, attributes: Attributes) -> World:
        """The world in which an entity has other attributes."""
        if not attributes:
            return self
        before = self.changes.changed.get(entity, {})
        changed = {**self.changes.changed, entity: {**before, **attributes}}
        return replace(self, changes=replace(self.changes, changed=changed))

    def create(self, entity: Entity, attributes: Attributes, origin: Origin) -> World:
        """The world with a new entity."""
        world = self.change(entity, attributes or {"": None})
        origins = {**world.changes.origins, entity: origin}
        made = (*world.changes.made, entity)
        changes = replace(world.changes, made=made, origins=origins)
        return replace(world, changes=changes)

    def remove(self, entity: Entity) -> World:
        """The world without an entity."""
        return replace(self, changes=replace(self.changes, gone=self.changes.gone | {entity}))

    def end(self, entity: Entity, state: str) -> World:
        """The world in which an entity is over."""
        ended = {**self.changes.ended, entity: state}
        return replace(self, changes=replace(self.changes, ended=ended))

    def count_write(self) -> World:
        """The world after one more call that may have changed something."""
        return replace(self, changes=replace(self.changes, writes=self.changes.writes + 1))

    def change_plugin(self, name: str, state: JSON) -> World:
        """The world in which the part of a plug-in is in another state."""
        plugins = {**self.changes.plugins, name: state}
        return replace(self, changes=replace(self.changes, plugins=plugins))

    def break_down(self, call: str, error: str) -> World:
        """The world in which a call fails when it is made for the first time."""
        initial = self.initial.copy()
        initial.down[call] = error
        return replace(self, initial=initial)

    def try_once(self, call: str) -> World:
        """The world after a call that failed for a moment."""
        return replace(self, changes=replace(self.changes, tried=self.changes.tried | {call}))

    def open_session(self, key: str) -> World:
        """The world after a call that begins a session."""
        return replace(self, changes=replace(self.changes, opened=self.changes.opened | {key}))


def name_call(tool: Tool, arguments: Mapping[str, JSON]) -> str:
    """A call by its tool and arguments."""
    return f"{tool.key} {canonical_json(dict(arguments)).decode()}"


def open_world(seed: int, setting: Setting, tools: Mapping[str, Tool]) -> World:
    """A world that nobody has looked at."""
    return World(seed=seed, setting=setting, tools=tools, initial=InitialWorld())
