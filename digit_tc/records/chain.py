"""Chains of tools, and the scenario that a conversation grows from."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from digit_tc.records.base import Record

Shape = Literal["single", "parallel", "linear", "fan_out", "fan_in", "dag"]
SHAPES: tuple[Shape, ...] = ("single", "parallel", "linear", "fan_out", "fan_in", "dag")

TurnKind = str
"""Name of a kind of turn, as `digit_tc.kinds` registers it."""


class Link(Record):
    """A use of one step's result by a later step of the same chain."""

    source: int
    """Position of the step whose result is used."""
    source_path: str
    """Field of its result with `[]` for an array item, as in the edge."""
    target: int
    """Position of the step that uses it; always greater than `source`."""
    target_path: str
    """Parameter that the value fills: `flight_id`, or `ids[]` for an array's item."""
    edge: str
    """Id of the edge that this link walks; empty for a precondition, which carries no value."""


class Chain(Record):
    """Tools in dependency order with the edges used."""

    id: str
    """Content id of shape, steps and links."""
    shape: Shape
    """How the steps depend on each other: in `fan_out`, several use the result of one."""
    steps: tuple[str, ...]
    """Tool keys; a step uses results of earlier steps only."""
    links: tuple[Link, ...]
    """What each step needs of an earlier one; none where no step needs another."""


class Carry(Record):
    """A use, by a step of this turn, of the result of a step of an earlier turn."""

    turn: int
    """Position of the earlier turn, from 0."""
    step: int
    """Position of the step in that turn's chain."""
    source_path: str
    """Field of that step's result with `[]` for an array item, as in the edge."""
    target: int
    """Position of the step of this turn that uses it."""
    target_path: str
    """Parameter that the value fills."""
    edge: str
    """Id of the edge that allows it."""


Fault = Literal["unavailable", "unknown", "state"]
"""Why a call that is right fails all the same: the tool is down for a moment; there is no such
thing; it is in no state for that."""


class StepFault(Record):
    """A step that fails although it is right to make it."""

    step: int
    """Position of the step in its chain."""
    fault: Fault
    """Why."""


class TurnSpec(Record):
    """What one turn is to do."""

    kind: TurnKind
    """The kind of turn."""
    chain: Chain | None = None
    """The calls that it makes; None for a turn that is planned without any."""
    carries: tuple[Carry, ...] = ()
    """Uses of results of earlier turns; empty in the first turn."""
    hidden: tuple[int, ...] = ()
    """Positions of the steps that the user's words must not ask for."""
    fails: StepFault | None = None
    """The step that fails; None where all goes well."""

    @property
    def shape(self) -> str:
        """The shape of its chain; `none` for a turn that is planned without calls."""
        return self.chain.shape if self.chain else "none"


class Persona(Record):
    """Who speaks as the user, and in what manner."""

    id: str
    """Unique among the personas: `nurse_on_nights`."""
    manner: Literal["plain", "terse", "polite", "chatty", "typos"]
    """How requests are phrased."""
    description: str
    """Who the person is, in one sentence; models are told it."""


class Scenario(Record):
    """Everything that is settled before the first word of a conversation is written."""

    id: str
    """Content id of everything below."""
    index: int
    """Position in the run's stream of scenarios, from 0."""
    seed: int
    """Seed of this conversation's own random stream."""
    today: dt.date
    """The date that the conversation takes place on; from the run's seed, never from the clock."""
    tools: tuple[str, ...]
    """Keys of the tools offered, in the order offered; their names are all different."""
    turns: tuple[TurnSpec, ...]
    """What each turn is to do, in order."""
    persona: Persona
    """Who speaks as the user."""
