"""Figures about a run's use of models at one moment."""

from __future__ import annotations

from digit_tc.records import Record


class ModelFigures(Record):
    """What a run has asked and spent over all its starts, and what it is doing now."""

    requests: int
    """Sent, lost ones included."""
    lost: int
    """Of those of this start: lost on the way and sent again."""
    cache_hits: int
    """Answers that came from the reply cache; nothing was sent for them."""
    tokens: int
    """Prompt and completion; estimated where the provider did not say."""
    usd: float | None
    """None where the price of a reply is not known."""
    in_flight: int
    """Requests under way."""
    limit: int
    """Most requests under way that the providers bear right now, as far as found out."""
    waiting: int
    """Requests that wait for their turn, or before another try."""
    state: str
    """`ok`, or `waiting for the provider (why)`."""
