"""One call."""

from __future__ import annotations

from digit_tc.chains.draft import Draft, Wish


def single(wish: Wish) -> Draft | None:
    """The anchor alone."""
    return Draft([wish.anchor])
