"""Calls of which each uses the result of the one before."""

from __future__ import annotations

from digit_tc.chains.draft import Draft, Wish


def linear(wish: Wish) -> Draft | None:
    """A walk of two to `max_steps` tools through the anchor; None where it has no edge."""
    if wish.max_steps < 2:
        return None
    draft = wish.first_arc()
    if draft is None:
        return None
    length = 2
    while length < wish.max_steps and wish.rng.random() < 0.35:
        length += 1
    first, last = 0, 1
    while len(draft.steps) < length:
        forward = wish.rng.random() < 0.6
        arc = wish.arc_from(draft, last) if forward else wish.arc_into(draft, first)
        if arc is None:
            forward = not forward
            arc = wish.arc_from(draft, last) if forward else wish.arc_into(draft, first)
        if arc is None:
            break
        if forward:
            last = draft.add_after(last, arc)
        else:
            first = draft.add_before(first, arc)
    return draft
