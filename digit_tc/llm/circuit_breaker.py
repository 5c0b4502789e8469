"""Circuit breaker: a provider that does not answer is probed, not flooded."""

from __future__ import annotations

_IN_A_ROW = 12
_IN_A_ROW_WHEN_SLOW = 6
_SLOW_SECONDS = 15.0
_FIRST_PAUSE_SECONDS, _LONGEST_PAUSE_SECONDS = 1.0, 30.0


class CircuitBreaker:
    """Whether one provider answers at all. Times are seconds of one clock, given by the caller.

    It opens when a whole round of requests is lost, and at least twelve (six where they took a
    quarter of a minute), without a success in between; it closes with the first success, and names
    the time of the next probe while it is open. Faults that strike at random, even 30 % of all
    requests, do not open it, though those of one moment tend to be noticed before the successes.
    """

    def __init__(self) -> None:
        self.is_open = False
        self.last_fault = ""
        self.next_probe = 0.0
        self.failing_since: float | None = None
        """When the first fault after the last success happened; None while all is well."""
        self._faults = 0
        self._round = 0
        self._pause = _FIRST_PAUSE_SECONDS

    def record_success(self) -> None:
        """A reply came, whatever stood in it."""
        self.is_open, self.failing_since = False, None
        self._faults, self._round, self._pause = 0, 0, _FIRST_PAUSE_SECONDS

    def record_fault(
        self, now: float, reason: str, *, in_flight: int = 1, counts: bool = True
    ) -> None:
        """A sending was lost, one of so many under way.

        One that does not count shows only how long there was no success.
        """
        self.last_fault = reason
        if self.failing_since is None:
            self.failing_since = now
        if not counts:
            return
        self._faults += 1
        self._round = max(self._round, in_flight)
        slow = now - self.failing_since >= _SLOW_SECONDS
        if self.is_open:
            if now >= self.next_probe:
                self._pause = min(2 * self._pause, _LONGEST_PAUSE_SECONDS)
                self.next_probe = now + self._pause
        elif self._faults >= max(_IN_A_ROW_WHEN_SLOW if slow else _IN_A_ROW, self._round):
            self.is_open = True
            self.next_probe = now + self._pause

    def failing_for(self, now: float) -> float:
        """Seconds without any success since the first fault."""
        return 0.0 if self.failing_since is None else now - self.failing_since
