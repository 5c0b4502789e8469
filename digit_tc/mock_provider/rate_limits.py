"""Rate limits as providers have them: so much a minute, refilled continuously."""

from __future__ import annotations

import math
from dataclasses import dataclass

_BURST_IN_SECONDS = 10.0


class TokenBucket:
    """A token bucket that holds ten seconds' worth, at least 1. Times are seconds of one clock."""

    def __init__(self, per_minute: int) -> None:
        self.per_minute = per_minute
        self._rate = per_minute / 60
        self._room = max(1.0, self._rate * _BURST_IN_SECONDS)
        self._level = self._room
        self._at: float | None = None

    def count_seconds_until(self, amount: float, now: float) -> float:
        """Seconds until `amount` may be taken; 0 where it may be now.

        What is more than the bucket ever holds may be taken once it is full.
        """
        self._refill(now)
        missing = min(amount, self._room) - self._level
        return missing / self._rate if missing > 1e-9 else 0.0

    def take(self, amount: float, now: float) -> None:
        """Take `amount`. The level may fall below 0; later requests wait for it."""
        self._refill(now)
        self._level -= amount

    @property
    def remaining(self) -> int:
        """What could be taken at once."""
        return max(0, math.floor(self._level))

    @property
    def reset_seconds(self) -> float:
        """Until the bucket is full again."""
        return max(0.0, (self._room - self._level) / self._rate)

    def _refill(self, now: float) -> None:
        if self._at is not None:
            self._level = min(self._room, self._level + (now - self._at) * self._rate)
        self._at = now


@dataclass(frozen=True, slots=True)
class RateLimitDelay:
    """A rate limit that was reached."""

    what: str
    """`requests` or `tokens`."""
    per_minute: int
    """The limit that was reached."""
    seconds: float
    """How long until the request would be admitted."""


class RateLimits:
    """Limits on requests and tokens a minute; None: no limit. Times are seconds of one clock."""

    def __init__(self, requests_per_minute: int | None, tokens_per_minute: int | None) -> None:
        self._buckets = {
            what: TokenBucket(per_minute)
            for what, per_minute in (
                ("requests", requests_per_minute),
                ("tokens", tokens_per_minute),
            )
            if per_minute is not None
        }

    def admit(self, prompt_tokens: int, now: float) -> RateLimitDelay | None:
        """Admit a request and return None, or return how long it has to wait."""
        amounts = {"requests": 1, "tokens": prompt_tokens}
        waits = {
            what: one.count_seconds_until(amounts[what], now) for what, one in self._buckets.items()
        }
        longest = max(waits, key=lambda what: waits[what], default="")
        if longest and waits[longest] > 0:
            return RateLimitDelay(longest, self._buckets[longest].per_minute, waits[longest])
        for what, bucket in self._buckets.items():
            bucket.take(amounts[what], now)
        return None

    def charge(self, completion_tokens: int, now: float) -> None:
        """Charge the tokens of a reply, which are known only afterwards."""
        if "tokens" in self._buckets:
            self._buckets["tokens"].take(completion_tokens, now)

    def render_headers(self) -> dict[str, str]:
        """`x-ratelimit-*` for the limits that are set."""
        headers: dict[str, str] = {}
        for what, bucket in self._buckets.items():
            headers[f"x-ratelimit-limit-{what}"] = str(bucket.per_minute)
            headers[f"x-ratelimit-remaining-{what}"] = str(bucket.remaining)
            headers[f"x-ratelimit-reset-{what}"] = f"{bucket.reset_seconds:.3f}s"
        return headers
