"""A plan: the calls of one turn before anything is said or executed."""

from __future__ import annotations

from digit_tc.records.base import JSON, Record


class Reference(Record):
    """A value to be taken from the result of an earlier call."""

    call: int
    """The earlier call's id."""
    path: str
    """A concrete path into its result, such as `items[0].id`."""


class Leaf(Record):
    """A literal scalar: it must come from somewhere that the assistant can see."""

    value: JSON


class Binding(Record):
    """One scalar place in a call's arguments and where its value comes from."""

    path: str
    """A concrete path into the arguments, such as `passenger.name` or `ids[1]`."""
    value: Leaf | Reference


class PlannedCall(Record):
    """One call of a plan. Its arguments are exactly its bindings."""

    id: int
    """Number of the call in its conversation, from 1, never used twice."""
    step: int
    """Position of the call in the turn's chain."""
    tool: str
    """Key of the tool."""
    bindings: tuple[Binding, ...]
    hidden: bool
    """True for a call that the user's words must not ask for."""
    after: tuple[int, ...] = ()
    """Ids of calls that come first although no value of theirs is used (`x-requires`)."""


class Plan(Record):
    """The calls of one turn, in an order in which they can be executed."""

    turn: int
    calls: tuple[PlannedCall, ...]
