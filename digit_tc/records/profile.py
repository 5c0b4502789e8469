"""What a tool means: what it does, to which thing, and what its parameters are for."""

from __future__ import annotations

from typing import Literal, get_args

from digit_tc.records.base import Record

Effect = Literal[
    "get", "list", "search", "create", "update", "delete", "act", "send", "compute", "session"
]
"""What a call does.

`get` reads one thing, `list` those of a parent or all, `search` those that fit criteria;
`create`, `update` and `delete` are as they say; `act` changes a state or sets something going;
`send` hands a message to somebody; `compute` gives what its arguments alone determine; `session`
begins or ends one.
"""
EFFECTS: tuple[Effect, ...] = get_args(Effect)
READING_EFFECTS: frozenset[Effect] = frozenset(("get", "list", "search", "compute"))
"""Effects that leave the world as it is: only such calls may be made unasked."""

Tier = Literal["A", "B", "C", "D"]
"""How much of a tool can be simulated truly.

A: things with keys, read and changed; B: an answer that depends on the arguments and is drawn once
(a weather, a rate); C: computed; D: opaque, its result decides nothing.
"""
EvidenceSource = Literal[
    "spec key", "annotation", "http method", "route", "name", "description", "schema", "siblings",
    "correction", "model",
]  # fmt: skip
Operator = Literal["=", ">=", "<=", "in", "text"]
"""How a filter narrows: equality, bounds, one of several, or a free text that is searched for."""


class Evidence(Record):
    """Why one field of a profile is what it is."""

    field: str
    """The field that it speaks for: `effect`, `entity`, `keys`."""
    value: str
    """What it says the field is."""
    source: EvidenceSource
    """Where it was found."""
    detail: str = ""
    """The words or the place that say so."""


class Key(Record):
    """A parameter that says which existing thing is meant."""

    parameter: str
    """Its name."""
    entity: str
    """The entity that it names: the tool's own, or another that this one belongs to."""


class Filter(Record):
    """A parameter that narrows which things a reading tool gives."""

    parameter: str
    """Its name: `min_price`."""
    attribute: str
    """The attribute of the things that it is compared with: `price`."""
    operator: Operator
    """How it is compared: `>=`."""


class Assignment(Record):
    """A parameter whose value becomes an attribute of the thing that is made or changed."""

    parameter: str
    """Its name: `new_title`."""
    attribute: str
    """The attribute that it sets: `title`."""


class ToolProfile(Record):
    """What one tool means, as far as its specification and its siblings tell."""

    effect: Effect
    """What a call does."""
    verb: str = ""
    """The verb that the tool goes by, in the infinitive; empty where none is told."""
    entity: str = ""
    """The thing that is read or changed, in the singular (`flow run`); empty where there is
    none, as with a calculator."""
    names: tuple[str, ...] = ()
    """Nouns that the thing's own id may be called by, likeliest first: ("booking", "flight")."""
    objects: tuple[str, ...] = ()
    """Nouns of the direct object, the head first: `remove_item_from_cart` → ("item",)."""
    makes: tuple[str, ...] = ()
    """Nouns of what comes into being: `book_flight` → ("booking",)."""
    ends: bool = False
    """Whether the thing cannot be used afterwards: it is deleted, cancelled, revoked."""
    keys: tuple[Key, ...] = ()
    """Parameters that say which existing thing, or whose things, are meant; several of one entity
    are one composite key."""
    filters: tuple[Filter, ...] = ()
    """Parameters that narrow a listing."""
    sets: tuple[Assignment, ...] = ()
    """Parameters that become attributes."""
    session: tuple[str, ...] = ()
    """Parameters that belong to the session: credentials, versions, transport headers."""
    states: tuple[str, ...] = ()
    """States that the thing may be in before the call, where the specification tells them."""
    state_after: str = ""
    """The state that the thing is in afterwards; empty where the call changes none."""
    purpose: str = ""
    """The tool's own description in plain text: without markup and its family's preamble."""
    confidence: float = 0.0
    """How sure the effect is, in [0, 1]: 1 where the specification says it in a key."""
    tier: Tier = "D"
    """How truly its results can be simulated."""
    evidence: tuple[Evidence, ...] = ()
    """Why."""

    @property
    def reads(self) -> bool:
        """Whether a call leaves the world as it is."""
        return self.effect in READING_EFFECTS

    @property
    def noun(self) -> str:
        """What the tool is about, in one word: `order` for `get_order`; empty where unknown."""
        return self.names[0] if self.names else ""

    @property
    def own_keys(self) -> tuple[str, ...]:
        """The parameters that together name the tool's own thing."""
        return tuple(key.parameter for key in self.keys if key.entity == self.entity)
