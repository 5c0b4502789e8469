"""A plan: the acts of one turn before anything is said or executed."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field

from digit_tc.records.base import JSON, Record
from digit_tc.records.chain import Fault
from digit_tc.records.pick import Pick


class Reference(Record):
    """A value to be taken from the result of an earlier call."""

    call: int
    """The earlier call's id."""
    path: str
    """A concrete path into its result, such as `items[0].id`."""
    pick: Pick | None = None
    """Why it is this row of a list; None where no list is passed, or nothing has settled it yet."""


class Leaf(Record):
    """A literal scalar: it must come from somewhere that the assistant can see."""

    value: JSON
    """None, a bool, a number or a text."""


class Binding(Record):
    """One scalar place in a call's arguments and where its value comes from."""

    path: str
    """A concrete path into the arguments, such as `passenger.name` or `ids[1]`."""
    value: Leaf | Reference
    """A literal, or what an earlier call gives."""


class PlannedCall(Record):
    """One call of a plan. Its arguments are exactly its bindings."""

    id: int
    """Number of the call in its conversation, from 1, never used twice."""
    step: int
    """Position of the call in the turn's chain."""
    tool: str
    """Key of the tool."""
    bindings: tuple[Binding, ...]
    """Where each scalar of the arguments comes from."""
    hidden: bool
    """True for a call that the user's words must not ask for."""
    after: tuple[int, ...] = ()
    """Ids of calls that come first although no value of theirs is used (`x-requires`)."""
    fault: Fault | None = None
    """Why it fails; None for a call that succeeds."""
    repeats: int | None = None
    """Id of the call that failed and is made again with this one."""


class Spoken(Record):
    """What all acts share in which somebody speaks."""

    words: str | None = None
    """The text itself where it is settled already; None where a writer finds the words."""


class Say(Spoken):
    """The user says what is wanted: the calls that are not hidden, with their leaves."""

    act: Literal["say"] = "say"


class Ask(Spoken):
    """The assistant asks for what it cannot know, all of it in one message."""

    act: Literal["ask"] = "ask"
    call: int | None = None
    """Id of the planned call that waits for the answer."""
    parameters: tuple[str, ...] = ()
    """Paths of its arguments that are asked for."""
    candidates: tuple[JSON, ...] = ()
    """What there is to choose from, as the assistant names it; none where anything may be said."""


class Give(Spoken):
    """The user answers what was asked, or says yes, no or otherwise to what was proposed."""

    act: Literal["give"] = "give"
    answer: Literal["value", "yes", "no"] = "value"
    """What kind of answer it is."""


class Propose(Spoken):
    """The assistant names exactly what it would do, and waits for the user's word."""

    act: Literal["propose"] = "propose"
    calls: tuple[int, ...] = ()
    """Ids of the planned calls that are proposed, with all their values."""


class Calls(Record):
    """The assistant makes calls at once, and their results come."""

    act: Literal["calls"] = "calls"
    """Tells the kinds of act apart."""
    calls: tuple[PlannedCall, ...]
    """Calls of which none needs the result of another one of the group."""


class Revise(Spoken):
    """The user changes what was said before."""

    act: Literal["revise"] = "revise"
    call: int | None = None
    """Id of the call that the change is about."""
    bindings: tuple[Binding, ...] = ()
    """The arguments that change, with their new values."""


class Refuse(Spoken):
    """The assistant says that it cannot or may not do something, and why."""

    act: Literal["refuse"] = "refuse"
    reason: str = ""
    """What is missing, or the rule that forbids it."""


class Offer(Spoken):
    """The user, or the system, adds tools."""

    act: Literal["offer"] = "offer"
    tools: tuple[str, ...] = ()
    """Keys of the tools that are offered from here on."""


class Answer(Spoken):
    """The assistant tells what came out, or what is known already."""

    act: Literal["answer"] = "answer"


Act = Annotated[
    Say | Ask | Give | Propose | Calls | Revise | Refuse | Offer | Answer,
    Field(discriminator="act"),
]


class Plan(Record):
    """The acts of one turn, in order; what is called can be executed in this order."""

    turn: int
    """Position of the turn in its conversation, from 0."""
    acts: tuple[Act, ...] = ()
    """What user and assistant do, one message for each act besides the results of calls."""

    @cached_property
    def calls(self) -> tuple[PlannedCall, ...]:
        """All calls of the plan, in order."""
        return tuple(call for act in self.acts if isinstance(act, Calls) for call in act.calls)

    @cached_property
    def wanted(self) -> tuple[PlannedCall, ...]:
        """The calls that somebody wants: without those that are made again because they failed."""
        again = {call.repeats for call in self.calls}
        return tuple(call for call in self.calls if call.id not in again)

    def replace_calls(self, calls: Iterable[PlannedCall]) -> Plan:
        """The plan with these calls in place of those with the same ids."""
        known = {call.id: call for call in calls}
        acts = tuple(
            Calls(calls=tuple(known.get(call.id, call) for call in act.calls))
            if isinstance(act, Calls)
            else act
            for act in self.acts
        )
        return self.model_copy(update={"acts": acts})

    @cached_property
    def groups(self) -> dict[int, int]:
        """Call id → number of the group of calls that it is made with, from 0."""
        together = (act.calls for act in self.acts if isinstance(act, Calls))
        return {call.id: group for group, calls in enumerate(together) for call in calls}
