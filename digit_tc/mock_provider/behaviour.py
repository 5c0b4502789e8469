"""How a mock provider behaves: how slow, how strict, how unreliable."""

from __future__ import annotations

from dataclasses import dataclass

from digit_tc.errors import ConfigError


@dataclass(frozen=True, slots=True)
class Behaviour:
    """Latency, limits and faults. Raises ConfigError for a value out of range."""

    latency_in_ms: float = 0.0
    """Time from a request to its reply; with `latency_sigma` the median of it."""
    latency_sigma: float = 0.0
    """Spread of a log-normal latency; 0 for a fixed one."""
    requests_per_minute: int | None = None
    """More get a 429 with Retry-After; None: no limit."""
    tokens_per_minute: int | None = None
    """Prompt and completion tokens together."""
    fail_share: float = 0.0
    """Share of the replies that are spoiled, all kinds of `InjectedFault` alike."""
    seed: int = 0
    """Of latencies, faults and answers."""

    def __post_init__(self) -> None:
        limits = (self.requests_per_minute, self.tokens_per_minute)
        for wrong, what, expected in (
            (not 0 <= self.latency_in_ms <= 600_000, "latency", "0 to 600000 ms"),
            (not 0 <= self.latency_sigma <= 3, "sigma of the latency", "0 to 3"),
            (any(one is not None and one < 1 for one in limits), "rate limit", "1 or more"),
            (not 0 <= self.fail_share <= 1, "share of spoiled replies", "0 to 1"),
        ):
            if wrong:
                raise ConfigError(f"The {what} is out of range.", remedy=f"Give {expected}.")
