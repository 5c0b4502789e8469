"""What a small run teaches about the full one."""

from __future__ import annotations

import datetime as dt

from digit_tc.records.base import Record
from digit_tc.records.cost import CostRow
from digit_tc.records.forecast import Forecast


class YieldStep(Record):
    """How many scenarios came to one step on the way to the dataset, and how many passed it."""

    name: str
    """The step, in a few words."""
    entered: int
    """How many came to it."""
    passed: int
    """How many got through."""
    low: float
    """Share that passes, at least: lower end of its 95 % interval (Wilson)."""
    high: float
    """Share that passes, at most: upper end of the same interval."""
    reasons: dict[str, int] = {}  # noqa: RUF012  (pydantic copies it)
    """Why the others did not: reason → how many ended there."""

    @property
    def share(self) -> float:
        """Share that passed."""
        return self.passed / self.entered if self.entered else 0.0


class PilotReport(Record):
    """What a pilot, a small run, measured, and what the full run is expected to need."""

    run_id: str
    """The pilot's run."""
    config_hash: str
    """Content id of the run file without its count: runs of the same kind share it."""
    ended_at: dt.datetime
    """When the pilot was done, with time zone."""
    conversations: int
    """Conversations that it put into its dataset."""
    steps: tuple[YieldStep, ...]
    """From scenarios to the dataset, in order; steps that nobody did are left out."""
    overall: YieldStep
    """From the first to the last of them."""
    requests_each: float
    """Requests for one conversation of the dataset, dropped ones included. Replies that came out
    of the cache count as the requests that brought them."""
    prompt_in_kb_each: float
    """Kilobytes of 1,000 bytes for one conversation of the dataset."""
    tokens_each: float | None
    """Prompt and completion tokens for one conversation; None where none are known."""
    cost_in_usd_each: float | None
    """None where any cost is unknown."""
    minutes_each: float
    """Minutes of writing for one conversation; so long as replies came from the provider."""
    cache_share: float
    """Share of the replies that came out of the cache: where it is high, minutes say little."""
    roles: tuple[CostRow, ...]
    """What each role cost, in the order of the roles."""
    dearest: str
    """The role that costs most: in money, else in tokens, else in requests; empty without any."""
    dearest_share: float
    """Its share of that sum, in [0, 1]."""
    forecast: Forecast
    """For the full count of the run file."""
