"""What a request is made of: the calls asked for, the values to give, and who speaks."""

from __future__ import annotations

import random
from dataclasses import dataclass
from dataclasses import field as dataclass_field

from digit_tc.records import JSON
from digit_tc.values.fields import Field
from digit_tc.writers.grammar.spoken_tool import SpokenTool
from digit_tc.writers.grammar.text import LeafKey, Piece


@dataclass(slots=True)
class Group:
    """The values of one field in one call: one value, or all items of an array of scalars."""

    field: Field
    leaves: list[tuple[LeafKey, JSON]]
    aliases: list[LeafKey] = dataclass_field(default_factory=list)
    """Leaves of other calls that the same words give; only for a single value."""
    said_before: bool = False
    """True where an earlier turn has said the value and this one says "the same"."""


@dataclass(slots=True)
class Meant:
    """A row of an earlier result that a call is about, in the words that single it out."""

    paths: tuple[str, ...]
    """Path patterns of the parameters that take something from it."""
    noun: str
    """What it is called: "order"."""
    pieces: list[Piece]
    """The noun phrase: "the order from Ana"."""
    source: int = -1
    """Id of the call whose result it stands in; -1 where earlier turns have told it."""


@dataclass(slots=True)
class Ask:
    """A call that the user asks for, with the values that the user has to give."""

    call: int
    profile: SpokenTool
    groups: list[Group]
    fed: dict[str, str] = dataclass_field(default_factory=dict)
    """Path pattern of each parameter that takes a result → `hidden`, `now` or `earlier`."""
    meant: list[Meant] = dataclass_field(default_factory=list)
    """The rows that have to be told from others."""
    own: frozenset[str] = frozenset()
    """Path patterns of the parameters that take what nobody was asked for: the user's own."""


@dataclass(slots=True)
class Voice:
    """How the person of a conversation writes."""

    rng: random.Random
    day_first: bool
    manner: str
