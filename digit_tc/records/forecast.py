"""What a run is expected to need, before it is made."""

from __future__ import annotations

from digit_tc.records.base import Record


class Expected(Record):
    """A number that is not known yet."""

    low: float
    """The least to be expected."""
    likely: float
    """The best guess."""
    high: float
    """The most to be expected."""


class Forecast(Record):
    """What a run of `count` conversations is expected to need of its models."""

    count: int
    """Number of conversations that the dataset is to have."""
    basis: str
    """Where the figures come from, in a few words."""
    requests: Expected
    """Requests to all models together."""
    prompt_in_kb: Expected
    """Kilobytes of 1,000 bytes."""
    tokens: Expected | None
    """Prompts and replies together; None where no provider counts them."""
    cost_in_usd: Expected | None
    """None where a price is not known."""
    minutes: Expected | None = None
    """None where nothing has been measured yet."""
