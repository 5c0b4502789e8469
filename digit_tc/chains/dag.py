"""Calls that feed one another in a way that no simpler shape describes."""

from __future__ import annotations

from digit_tc.chains.arc import overlapping
from digit_tc.chains.draft import CHOICES, Draft, Wish
from digit_tc.chains.shape import shape_of_pairs


def dag(wish: Wish) -> Draft | None:
    """A connected mixed chain of three to `max_steps` tools around the anchor."""
    if wish.max_steps < 3:
        return None
    draft = wish.first_arc()
    if draft is None:
        return None
    for _ in range(3 * CHOICES):
        if _mixed(draft) and (len(draft.steps) >= 4 or wish.rng.random() < 0.3):
            break
        if len(draft.steps) < wish.max_steps:
            _grow(wish, draft)
        _close(wish, draft)
    return draft if _mixed(draft) else None


def _mixed(draft: Draft) -> bool:
    pairs = {(source, target) for source, _, target in draft.links}
    return shape_of_pairs(len(draft.steps), pairs) == "dag"


def _grow(wish: Wish, draft: Draft) -> None:
    position = int(wish.rng.random() * len(draft.steps))
    if wish.rng.random() < 0.5:
        arc = wish.arc_from(draft, position)
        if arc is not None:
            draft.add_after(position, arc)
    else:
        arc = wish.arc_into(draft, position)
        if arc is not None:
            draft.add_before(position, arc)


def _close(wish: Wish, draft: Draft) -> None:
    """Walk one more edge between steps that are not linked yet, if there is one."""
    linked = {(source, target) for source, _, target in draft.links}
    for source, tool in enumerate(draft.steps):
        for target, other in enumerate(draft.steps):
            arcs = wish.index.between.get((tool, other))
            if not arcs or (source, target) in linked or draft.reaches(target, source):
                continue
            taken = draft.fed(target)
            if wish.reserved and other == wish.anchor:
                taken.append(wish.reserved)
            for arc in arcs:
                free = not any(overlapping(arc.slot, slot) for slot in taken)
                if free and not (arc.undo or arc.side):
                    draft.links.append((source, arc, target))
                    return
