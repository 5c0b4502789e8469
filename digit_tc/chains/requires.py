"""Tools that must have been called before others may be."""

from __future__ import annotations

from digit_tc.chains.course import Carried, Course, Drawn
from digit_tc.chains.draft import Draft
from digit_tc.chains.shape import shape_of_pairs
from digit_tc.records import Shape


def with_required(
    course: Course, draft: Draft, carried: list[Carried], wished: Shape
) -> Drawn | None:
    """The turn with required tools put in front, where they have not been called yet.

    None where a required tool stands in the chain too late, or where two tools have one name.
    """
    nodes = course.index.nodes
    front: list[int] = []
    for position, tool in enumerate(draft.steps):
        for required in nodes[tool].requires:
            if required in course.session or required in front:
                continue
            if required in draft.steps:
                if draft.steps.index(required) > position:
                    return None
                continue
            front.append(required)
    later = set(draft.steps) - set(course.session)
    if any(
        required in later and tool not in nodes[required].requires  # a circle has no order
        for tool in front
        for required in nodes[tool].requires
    ):
        return None  # what comes first would need what comes after it
    shift = len(front)
    steps = front + draft.steps
    names: dict[int, int] = {}
    for tool in steps:
        name = nodes[tool].name
        if course.names.get(name, tool) != tool or names.setdefault(name, tool) != tool:
            return None
    place: dict[int, int] = {}
    for position, tool in enumerate(steps):
        place.setdefault(tool, position)
    needs = [
        (place[required], position)
        for position, tool in enumerate(steps)
        for required in nodes[tool].requires
        if required in place and required not in course.session and place[required] < position
    ]
    pairs = {(source + shift, target + shift) for source, _, target in draft.links}
    linked = {position for pair in pairs for position in pair}
    first = {source for source, _ in needs} - linked
    return Drawn(
        shape=shape_of_pairs(len(steps) - len(first), pairs),
        wished=wished,
        steps=steps,
        links=[(source + shift, arc, target + shift) for source, arc, target in draft.links],
        carries=[
            Carried(carry.turn, carry.step, carry.arc, carry.target + shift) for carry in carried
        ],
        needs=needs,
        added=shift,
    )
