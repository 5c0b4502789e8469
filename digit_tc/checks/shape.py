"""The calls made have the shape that the turn says."""

from __future__ import annotations

from digit_tc.chains.shape import shape_of_pairs
from digit_tc.checks.context import CheckContext
from digit_tc.checks.verdicts import failed, passed
from digit_tc.records import Conversation, Shape, Turn, Verdict

NAME = "shape"
RULE = "The calls of a turn and their uses of each other form the shape that the turn names."


def check(conversation: Conversation, context: CheckContext, *, first: int = 0) -> Verdict:  # noqa: ARG001
    """Classify each turn from its provenance and compare."""
    shapes = []
    for turn in conversation.turns[first:]:
        found = shape_made(turn)
        if found != turn.shape:
            reason = f"Turn {turn.index} says {turn.shape}, but its calls are {found}."
            return failed(NAME, reason, turn=turn.index)
        shapes.append(found)
    return passed(NAME, f"The shapes are as said: {', '.join(shapes) or 'no turns'}.")


def shape_made(turn: Turn) -> Shape:
    """The shape of the calls that were made, from what uses whose result within the turn.

    An order without a value (`after`) adds no link, as in the chain that the turn was sampled from.
    """
    places = {call.id: place for place, call in enumerate(turn.calls)}
    pairs = {
        (places[source.call], places[call.id])
        for call in turn.calls
        for source in call.provenance
        if source.call is not None and source.call in places
    }
    return shape_of_pairs(len(places), pairs)
