"""One call whose result several others use."""

from __future__ import annotations

from digit_tc.chains.draft import Draft, Wish


def fan_out(wish: Wish) -> Draft | None:
    """A tool that feeds two or three others, with the anchor among them."""
    if wish.max_steps < 3:
        return None
    for forward in wish.ways():
        draft = wish.first_arc(forward=forward)
        if draft is None:
            continue
        most = 4 if wish.max_steps > 3 and wish.rng.random() < 0.2 else 3
        while len(draft.steps) < most:
            arc = wish.arc_from(draft, 0)
            if arc is None:
                break
            draft.add_after(0, arc)
        if len(draft.steps) > 2:
            return draft
    return None
