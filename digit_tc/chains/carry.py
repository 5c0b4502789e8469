"""Results of earlier turns that a later turn can go on from."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from digit_tc.chains.arc import Arc, overlapping
from digit_tc.chains.course import Carried, Course
from digit_tc.chains.coverage import Usage
from digit_tc.chains.draft import Draft

_DRAWS = 12
_KEPT = 3


def follow_ups(
    course: Course, usage: Usage, rng: Random, allowed: Callable[[int], bool]
) -> list[tuple[int, int, Arc]]:
    """Ways to go on from earlier results: turn, step and arc; the best few, least used first.

    Recent turns are looked at more often, since people go on from what they were just told.
    """
    found: dict[tuple[int, int, int], tuple[float, int, int, Arc]] = {}
    for _ in range(_DRAWS):
        turn = len(course.turns) - 1
        while turn and rng.random() < 0.4:
            turn -= 1
        steps = course.turns[turn].steps
        if not steps:
            continue
        step = int(rng.random() * len(steps))
        arcs = course.index.nodes[steps[step]].out
        if not arcs:
            continue
        arc = arcs[int(rng.random() * len(arcs))]
        place = turn, step, arc.number
        if place in found or not allowed(arc.target) or not course.can_carry(turn, step, arc):
            continue
        wanted = arc is course.wanted
        worth = (
            usage.arcs[arc.number] - 2 * wanted - arc.score
            + (arc.target not in course.members) + 0.5 * rng.random()
        )  # fmt: skip
        found[place] = worth, turn, step, arc
    best = sorted(found.values(), key=lambda item: (item[0], item[3].number))[:_KEPT]
    return [(turn, step, arc) for _, turn, step, arc in best]


def attached(course: Course, draft: Draft, usage: Usage, rng: Random) -> list[Carried]:
    """A use of an earlier result by some step of a chain that was drawn without one, if any."""
    options: list[tuple[float, int, Carried]] = []
    for position, tool in enumerate(draft.steps):
        taken = draft.fed(position)
        for arc in course.index.nodes[tool].into[:40]:
            if any(overlapping(arc.slot, slot) for slot in taken):
                continue
            for turn, step in course.where.get(arc.source, ()):
                if course.can_carry(turn, step, arc):
                    worth = usage.arcs[arc.number] - arc.score + 0.5 * rng.random()
                    options.append((worth, len(options), Carried(turn, step, arc, position)))
    return [min(options)[2]] if options else []


def meant(course: Course, draft: Draft, carried: list[Carried]) -> list[Carried]:
    """What was made before, for required parameters that would otherwise take another of its kind.

    Who has just placed an order and cancels "the order" means that one.
    """
    found: list[Carried] = []
    for position, tool in enumerate(draft.steps):
        taken = [*draft.fed(position), *(c.arc.slot for c in carried if c.target == position)]
        for arc in course.index.nodes[tool].into:
            kinds = [kind for kind in arc.things if course.made.get(kind) is not None]
            for turn, step in sorted(course.made[kind] for kind in kinds):
                if (
                    arc.required
                    and course.turns[turn].steps[step] == arc.source
                    and not any(overlapping(arc.slot, slot) for slot in taken)
                    and course.can_carry(turn, step, arc)
                ):
                    found.append(Carried(turn, step, arc, position))
                    taken.append(arc.slot)
    return found


def completed(course: Course, draft: Draft, first: Carried) -> list[Carried]:
    """The carry with further ones from the same item into other required parameters."""
    carried = [first]
    taken = [*draft.fed(first.target), first.arc.slot]
    fields = {first.arc.source_path}
    for arc in course.index.between[first.arc.source, first.arc.target]:
        if (
            arc.required
            and arc.goes_with(first.arc)
            and arc.score >= 0.75
            and arc.source_path not in fields
            and not any(overlapping(arc.slot, slot) for slot in taken)
            and course.can_carry(first.turn, first.step, arc)
        ):
            carried.append(Carried(first.turn, first.step, arc, first.target))
            taken.append(arc.slot)
            fields.add(arc.source_path)
    return carried
