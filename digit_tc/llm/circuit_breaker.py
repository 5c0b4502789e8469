"""Circuit breaker: a provider that does not answer gets single probes, not the whole load."""

from __future__ import annotations

_IN_A_ROW = 12
_IN_A_ROW_WHEN_SLOW = 6
_SLOW_SECONDS = 15.0
_FIRST_PAUSE_SECONDS, _LONGEST_PAUSE_SECONDS = 1.0, 30.0


class CircuitBreaker:
    """Whether one provider answers at all. Times are seconds of one clock, given by the caller.

    It opens after a whole round of lost requests (as many as were under way) with no success in
    between: at least twelve, or six where that took 15 seconds. It closes with the first success.
    While it is open `next_probe` is the time of the next probe. Faults that strike at random, even
    30 % of all requests, do not open it.
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
        """A reply came, whatever is in it: close the breaker."""
        self.is_open, self.failing_since = False, None
        self._faults, self._round, self._pause = 0, 0, _FIRST_PAUSE_SECONDS

    def record_fault(
        self, now: float, reason: str, *, in_flight: int = 1, counts: bool = True
    ) -> None:
        """A request was lost while `in_flight` requests were under way.

        With `counts=False` it does not bring the breaker nearer to opening, as for a rate limit:
        the provider answers. It still counts as a time without success.
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
        """Seconds since the first fault after the last success; 0 where there is none."""
        return 0.0 if self.failing_since is None else now - self.failing_since
