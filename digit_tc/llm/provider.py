"""One provider as this run sees it: its limiter, its circuit breaker, and when to give it up."""

from __future__ import annotations

import asyncio
import logging
from random import Random

from digit_tc.errors import TransientModelError
from digit_tc.llm.circuit_breaker import CircuitBreaker
from digit_tc.llm.limiter import Limiter

_log = logging.getLogger(__name__)

_FIRST_REST_SECONDS, _LONG_REST_SECONDS, _LONGEST_REST_SECONDS = 0.2, 4.0, 30.0
_PATIENT_AFTER = 10
_PAUSE_SECONDS = 1.0
_LATELY_SECONDS = 60.0
_GO_ON = (
    "See that it runs and can be reached, then run the same command again: it goes on from what "
    "is stored and pays for nothing twice."
)


class Provider:
    """What all requests to one address with one key share."""

    def __init__(self, name: str, most: int, give_up_seconds: float) -> None:
        self.name = name
        self.limiter = Limiter(most)
        self._breaker = CircuitBreaker()
        self._give_up_seconds = give_up_seconds

    @property
    def state(self) -> str:
        """`ok`, or `waiting for the provider (why)`."""
        if self._breaker.is_open:
            return f"waiting for the provider ({self.name}: {self._breaker.last_fault})"
        if self.limiter.is_paused:
            return f"waiting for the provider ({self.name}: rate limit)"
        return "ok"

    @property
    def has_replied_lately(self) -> bool:
        """Whether it answered any request within the last minute."""
        now = asyncio.get_running_loop().time()
        return not self._breaker.is_open and self._breaker.failing_for(now) < _LATELY_SECONDS

    def record_reply(self) -> None:
        """A reply came, or a refusal of one prompt alone: the provider is well."""
        if self._breaker.is_open:
            _log.info("The provider %s answers again.", self.name)
        self._breaker.record_success()
        self.limiter.record_success()
        self.limiter.set_probing(False)

    def record_fault(self, error: TransientModelError, sent_at: float) -> None:
        """A request that was sent at `sent_at` (loop time) was lost.

        After `give_up_seconds` without any reply all waiting requests fail with a
        TransientModelError.
        """
        now = asyncio.get_running_loop().time()
        if error.kind == "rate-limit":
            # It answers, so it is not probed; the limiter finds out how much it bears.
            self._breaker.record_fault(now, "rate limit", counts=False)
            pause = min(error.retry_after_seconds or _PAUSE_SECONDS, self._seconds_left(now))
            self.limiter.record_overload(sent_at, pause)
        else:
            was_open = self._breaker.is_open
            self._breaker.record_fault(now, error.kind, in_flight=self.limiter.in_flight)
            if error.kind == "time-out":
                self.limiter.record_overload(sent_at, 0.0)
            if self._breaker.is_open:
                self._start_probing(was_open, error)
        if self._breaker.failing_for(now) >= self._give_up_seconds:
            self.limiter.fail_waiting(self._make_final_error(error))

    async def wait_before_retry(self, key: str, sent: int, error: TransientModelError) -> None:
        """Wait before a request is sent again: longer after each try, with seeded jitter.

        `key` and `sent` (which try it was) seed the jitter; a Retry-After in `error` is obeyed.
        """
        now = asyncio.get_running_loop().time()
        most = _LONG_REST_SECONDS if sent < _PATIENT_AFTER else _LONGEST_REST_SECONDS
        longest = min(most, _FIRST_REST_SECONDS * 2 ** min(sent - 1, 20))
        seconds = longest * (0.5 + Random(f"{key}:{sent}").random() / 2)
        seconds = max(seconds, error.retry_after_seconds or 0.0)
        await self.limiter.wait_before_retry(min(seconds, self._seconds_left(now)))

    def _start_probing(self, was_open: bool, error: TransientModelError) -> None:
        if not was_open:
            _log.warning(
                "Waiting for the provider %s (%s); it is asked again from time to time.",
                self.name,
                error.kind,
            )
        self.limiter.pause_until(self._breaker.next_probe)
        self.limiter.set_probing(True)

    def _seconds_left(self, now: float) -> float:
        return max(0.0, self._give_up_seconds - self._breaker.failing_for(now))

    def _make_final_error(self, error: TransientModelError) -> TransientModelError:
        minutes = self._give_up_seconds / 60
        return TransientModelError(
            f"The provider {self.name} has not answered for {minutes:g} minutes: {error.message}",
            remedy=_GO_ON,
            kind=error.kind,
        )
