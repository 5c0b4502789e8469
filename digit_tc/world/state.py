"""The world of one conversation: what is there, what has become of it, and what was found so far.

What was so before anybody called anything is the **ground**: things with their attributes, which
things a listing gives, and answers that are about no thing. It is drawn when it is first asked for
and never changes afterwards, so that the order of questions does not matter. What calls did stands
in the **state**, which is replaced and never changed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from random import Random
from typing import Any

from digit_tc.records import JSON, Tool
from digit_tc.values.setting import Setting

Thing = tuple[str, str]
"""Kind and id: `("order", "OR-1")`. Ids are compared as text."""
Attributes = dict[str, Any]
"""Attribute → JSON value, or `Things` for what points to other things."""


@dataclass(frozen=True, slots=True)
class Things:
    """An attribute that is other things: one, or a list of them."""

    things: tuple[Thing, ...]
    """Which ones."""
    many: bool
    """Whether it is a list."""


@dataclass(frozen=True, slots=True)
class Condition:
    """What a row must have to be in a listing."""

    attribute: str
    """The attribute of the thing."""
    operator: str
    """`=`, `>=`, `<=` or `in`."""
    value: JSON
    """What it is compared with."""


@dataclass(frozen=True, slots=True)
class Extent:
    """What a listing gave when it was first asked for."""

    kind: str
    """The kind of its rows."""
    conditions: frozenset[Condition]
    """What they have in common by the call's arguments."""
    closed: bool
    """Whether all that fulfil the conditions are in it; not so for a search in free text."""
    members: tuple[Thing, ...]
    """The rows, in order."""


@dataclass(slots=True)
class Ground:
    """What was so in the beginning, as far as it has been looked at."""

    things: dict[Thing, Attributes] = field(default_factory=dict)
    """All things with their attributes, in the order in which they came up."""
    extents: dict[str, Extent] = field(default_factory=dict)
    """Listing (tool and arguments) → its rows."""
    answers: dict[str, Any] = field(default_factory=dict)
    """Everything else that was drawn, by what it is: part of an answer, the id of a new thing."""

    def copy(self) -> Ground:
        """A ground that can be drawn on without a trace in this one."""
        return Ground(
            {thing: dict(attributes) for thing, attributes in self.things.items()},
            dict(self.extents),
            dict(self.answers),
        )


@dataclass(frozen=True, slots=True)
class State:
    """What calls have done."""

    changed: Mapping[Thing, Attributes] = field(default_factory=dict)
    """Attributes that are not any more what they were, and those of what was made."""
    made: tuple[Thing, ...] = ()
    """Things that calls have made, in order."""
    gone: frozenset[Thing] = frozenset()
    """Things that there are no more."""
    writes: int = 0
    """How many calls may have changed something."""
    opened: frozenset[str] = frozenset()
    """Keys of the tools by which sessions were begun."""


@dataclass(frozen=True, slots=True)
class World:
    """One world at one moment."""

    seed: int
    """Everything that is drawn depends on it, and on what it is drawn for."""
    setting: Setting
    """Whose world it is: the day, the person, the places."""
    tools: Mapping[str, Tool]
    """The tools that there are, by key."""
    ground: Ground
    """What was so in the beginning; worlds of one conversation share it."""
    state: State = State()
    """What calls have done."""

    @property
    def today(self) -> dt.date:
        """The day of the conversation."""
        return self.setting.today

    def stream(self, *parts: object) -> Random:
        """The random stream of one thing to be drawn, told by what it is drawn for."""
        text = "\x1f".join(map(str, (self.seed, *parts)))
        return Random(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest())

    def knows(self, thing: Thing) -> bool:
        """Whether there is such a thing now."""
        return thing not in self.state.gone and (
            thing in self.ground.things or thing in self.state.changed
        )

    def value(self, thing: Thing, attribute: str) -> Any:
        """An attribute as it is now; None where nothing has said it yet."""
        changed = self.state.changed.get(thing)
        if changed is not None and attribute in changed:
            return changed[attribute]
        return self.ground.things.get(thing, {}).get(attribute)

    def list_things(self, kind: str) -> tuple[Thing, ...]:
        """All things of a kind that there are now: those of the beginning first."""
        found = [one for one in self.ground.things if one[0] == kind]
        found += [one for one in self.state.made if one[0] == kind]
        return tuple(one for one in dict.fromkeys(found) if one not in self.state.gone)

    def change(self, thing: Thing, attributes: Attributes) -> World:
        """The world in which a thing has other attributes."""
        if not attributes:
            return self
        before = self.state.changed.get(thing, {})
        changed = {**self.state.changed, thing: {**before, **attributes}}
        return replace(self, state=replace(self.state, changed=changed))

    def make(self, thing: Thing, attributes: Attributes) -> World:
        """The world with a new thing."""
        world = self.change(thing, attributes or {"": None})
        state = replace(world.state, made=(*world.state.made, thing))
        return replace(world, state=state)

    def end(self, thing: Thing) -> World:
        """The world without a thing."""
        return replace(self, state=replace(self.state, gone=self.state.gone | {thing}))

    def count_write(self) -> World:
        """The world after one more call that may have changed something."""
        return replace(self, state=replace(self.state, writes=self.state.writes + 1))

    def open_session(self, key: str) -> World:
        """The world after a call that begins a session."""
        return replace(self, state=replace(self.state, opened=self.state.opened | {key}))


def open_world(seed: int, setting: Setting, tools: Mapping[str, Tool]) -> World:
    """A world that nobody has looked at."""
    return World(seed=seed, setting=setting, tools=tools, ground=Ground())
