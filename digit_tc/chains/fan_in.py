"""One call that uses the results of several others."""

from __future__ import annotations

from digit_tc.chains.draft import Draft, Wish


def fan_in(wish: Wish) -> Draft | None:
    """A tool that is fed by two or three others, each in a parameter of its own."""
    if wish.max_steps < 3:
        return None
    for forward in wish.ways():
        draft = wish.first_arc(forward=forward)
        if draft is None:
            continue
        most = 4 if wish.max_steps > 3 and wish.rng.random() < 0.15 else 3
        while len(draft.steps) < most:
            arc = wish.arc_into(draft, 1)
            if arc is None:
                break
            draft.add_before(1, arc)
        if len(draft.steps) > 2:
            return draft
    return None
