"""The calls made have the shape that the turn says."""

from __future__ import annotations

from digit_tc.chains.shape import shape_of_pairs
from digit_tc.checks.common.check import ALL_KINDS, Phase
from digit_tc.checks.common.context import CheckContext
from digit_tc.checks.common.verdicts import failed, passed
from digit_tc.records import Conversation, Shape, Turn, Verdict

NAME = "shape"
RULE = "The calls of a turn and their uses of each other form the shape that the turn names."
PHASE = Phase.EXECUTION
KINDS = ALL_KINDS
DECIDES = True


def check(conversation: Conversation, context: CheckContext, *, first: int = 0) -> Verdict:  # noqa: ARG001
    """Classify each turn from its provenance and compare."""
    shapes = []
    for turn in conversation.turns[first:]:
        found = shape_made(turn) if turn.calls else "none"
        if found != turn.shape:
            reason = f"Turn {turn.index} says {turn.shape}, but its calls are {found}."
            return failed(NAME, reason, turn=turn.index)
        shapes.append(found)
    return passed(NAME, f"The shapes are as said: {', '.join(shapes) or 'no turns'}.")


def shape_made(turn: Turn) -> Shape:
    """The shape of the calls that were made, from what uses whose result within the turn.

    An order without a value (`after`) adds no link, and a call that only has to come first is no
    part of the shape, as in the chain that the turn was sampled from.
    """
    made = {call.id for call in turn.wanted}
    uses = {
        (source.call, call.id)
        for call in turn.wanted
        for source in call.provenance
        if source.call is not None and source.call in made
    }
    linked = {call for pair in uses for call in pair}
    first = {earlier for call in turn.plan.wanted for earlier in call.after} - linked
    places = {call: place for place, call in enumerate(sorted(made - first))}
    return shape_of_pairs(len(places), {(places[a], places[b]) for a, b in uses})
