"""Look-ups for ids that nobody knows by heart: what the user does not say has to be found."""

from __future__ import annotations

from dataclasses import dataclass

from digit_tc.chains.arc import Arc, overlapping
from digit_tc.chains.course import Carried, Course
from digit_tc.chains.draft import Draft, Wish
from digit_tc.records.profile import READING_EFFECTS
from digit_tc.semantics.vocabulary import words_of

_SAID = 0.2
"""How often an id is said that people have at hand, such as the number of an order."""
_SAID_OTHERWISE = 0.03
"""The same for other ids, which somebody may have copied from elsewhere."""
_FOLLOWED = 0.6
"""How often what an earlier turn found is taken before anything is looked up."""


@dataclass(frozen=True, slots=True)
class Gap:
    """An id that a step needs and no call gives."""

    step: int
    slot: str


def look_up(
    course: Course, draft: Draft, carried: list[Carried], wish: Wish, *, carry: bool
) -> None:
    """Let a result give each id that a step needs: that of an earlier turn where `carry` allows
    it, that of another step, or that of a reading call put before it.

    An id is left to the user where people have such ids at hand, now and then, and where nothing
    that may be called could give it. Never more than `wish.max_steps` calls.
    """
    waiting = list(range(len(draft.steps)))
    while waiting:
        step = waiting.pop(0)
        for gap in _gaps(draft, step, carried, wish):
            if carry and wish.rng.random() < _FOLLOWED and _follow(course, draft, gap, carried):
                continue
            if wish.rng.random() < _said(draft, gap, wish):
                continue
            if _link(draft, gap, wish):
                continue
            arc = _producer(draft, gap, wish)
            if arc is not None and len(draft.steps) < wish.max_steps:
                waiting.append(draft.add_before(gap.step, arc))


def _gaps(draft: Draft, step: int, carried: list[Carried], wish: Wish) -> list[Gap]:
    taken = [*draft.fed(step), *(one.arc.slot for one in carried if one.target == step)]
    return [
        Gap(step, slot)
        for slot in wish.index.nodes[draft.steps[step]].ids
        if not any(overlapping(slot, other) for other in taken)
    ]


def _said(draft: Draft, gap: Gap, wish: Wish) -> float:
    kinds = {
        kind
        for arc in wish.index.nodes[draft.steps[gap.step]].into
        if arc.slot == gap.slot
        for kind in arc.named
    }
    if kinds & words_of("nouns", "held"):
        return 1.0 if wish.says else _SAID
    return _SAID_OTHERWISE


def _follow(course: Course, draft: Draft, gap: Gap, carried: list[Carried]) -> bool:
    """Take the id from the last result that can give it."""
    options = [
        (turn, step, arc)
        for arc in course.index.nodes[draft.steps[gap.step]].into
        if arc.slot == gap.slot and not course.mistaken(arc)
        for turn, step in course.where.get(arc.source, ())
        if course.can_carry(turn, step, arc) and not _is_taken(turn, step, arc, gap, carried)
    ]
    if not options:
        return False
    turn, step, arc = max(options, key=lambda one: (not one[2].foreign, *one[:2], -one[2].number))
    carried.append(Carried(turn, step, arc, gap.step))
    return True


def _is_taken(turn: int, step: int, arc: Arc, gap: Gap, carried: list[Carried]) -> bool:
    """Whether the same step takes the same value already: nobody pays from an account into it."""
    return any(
        (one.turn, one.step, one.target, one.arc.source_path)
        == (turn, step, gap.step, arc.source_path)
        for one in carried
    )


def _link(draft: Draft, gap: Gap, wish: Wish) -> bool:
    """Take the id from a reading step of the same turn that does not itself need this one."""
    tool = draft.steps[gap.step]
    for arc in wish.index.nodes[tool].into:
        for step, source in enumerate(draft.steps):
            if (
                source == arc.source
                and arc.slot == gap.slot
                and _reads(wish, arc)
                and not draft.reaches(gap.step, step)
            ):
                draft.links.append((step, arc, gap.step))
                return True
    return False


def _producer(draft: Draft, gap: Gap, wish: Wish) -> Arc | None:
    """The look-up that asks the user for the least, among little-used ones."""
    nodes = wish.index.nodes
    arcs = [
        arc
        for arc in nodes[draft.steps[gap.step]].into
        if arc.slot == gap.slot
        and _reads(wish, arc)
        and arc.source not in draft.steps
        and wish.allowed(arc.source)
        and not wish.mistaken(arc)
    ]

    def cost(arc: Arc) -> tuple[bool, float]:
        source = nodes[arc.source]
        asked = len(source.needed) + len(source.ids)
        return (
            arc.source not in wish.members,
            asked
            + 3 * arc.foreign
            - 2 * arc.score
            + 0.1 * wish.usage.arcs[arc.number]
            + wish.rng.random(),
        )

    return min(arcs, key=cost, default=None)


def _reads(wish: Wish, arc: Arc) -> bool:
    return wish.index.nodes[arc.source].effect in READING_EFFECTS
