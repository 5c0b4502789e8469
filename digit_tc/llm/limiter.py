"""How many requests may be under way to one provider, and which request is next."""

from __future__ import annotations

import asyncio
import heapq
from copy import copy
from itertools import count

_START = 16
_STRAINED, _EASY = 0.5, 0.4
_MEMORY = 1 / 24
_SHRINK, _REGROW = 0.6, 0.1


class Limiter:
    """Adaptive concurrency. Among waiting requests the one with the lowest `priority` goes first.

    It starts at 16 (or `most`) and doubles with every round of successes. It shrinks to 60 % when
    most of the recent replies were rate limits or time-outs, once a round; from then on it grows by
    a tenth a round. A single rate limit among successes delays only the request that it hit.
    """

    def __init__(self, most: int) -> None:
        self.most = most
        self.in_flight = 0
        self._limit = float(min(_START, most))
        self._growth = 1.0
        self._strain = 0.0
        self._shrunk_at = float("-inf")
        self._paused_until = float("-inf")
        self._is_probing = False
        self._error: BaseException | None = None
        self._order = count()
        self._queue: list[tuple[int, int, asyncio.Future[None]]] = []
        self._retrying: set[asyncio.Future[None]] = set()
        self._timer: asyncio.TimerHandle | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    @property
    def limit(self) -> int:
        """Most requests under way right now."""
        return 1 if self._is_probing else int(self._limit)

    @property
    def waiting(self) -> int:
        """Requests that wait for their turn or before another try."""
        return len(self._queue) + len(self._retrying)

    @property
    def is_paused(self) -> bool:
        """Whether nothing is sent for the moment."""
        return self._loop is not None and self._loop.time() < self._paused_until

    async def acquire(self, priority: int) -> None:
        """Wait for a turn, among equals by arrival. Raises what `fail_waiting` was given."""
        if self._error is not None:
            raise copy(self._error)
        self._loop = asyncio.get_running_loop()
        if not self._queue and self._is_free():
            self.in_flight += 1
            return
        turn: asyncio.Future[None] = self._loop.create_future()
        heapq.heappush(self._queue, (priority, next(self._order), turn))
        self._admit()
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled() and turn.exception() is None:
                self.release()
            raise

    def release(self) -> None:
        """A request is no longer under way: the next one may be sent."""
        self.in_flight -= 1
        self._admit()

    def record_success(self) -> None:
        """A reply came. The limit grows if it was nearly used up."""
        self._strain *= 1 - _MEMORY
        if self.in_flight >= self._limit / 2 and self._strain < _EASY:
            self._limit = min(self._limit + self._growth, self.most)

    def record_overload(self, sent_at: float, pause_seconds: float) -> None:
        """A rate limit or a time-out came for a request that was sent at `sent_at` (loop time).

        If this makes the limit shrink, nothing is sent for `pause_seconds`.
        """
        now = asyncio.get_running_loop().time()
        if sent_at < self._shrunk_at:
            return  # it belongs to the round that was already answered by shrinking
        self._strain += (1 - self._strain) * _MEMORY
        if self._strain > _STRAINED:
            self._limit = max(1.0, self._limit * _SHRINK)
            self._growth, self._strain, self._shrunk_at = _REGROW, 0.0, now
            self.pause_until(now + pause_seconds)

    def pause_until(self, until: float) -> None:
        """Send nothing before this time of the loop."""
        self._paused_until = max(self._paused_until, until)

    def set_probing(self, probing: bool) -> None:
        """While probing, one request is under way at a time, whatever the limit."""
        if self._is_probing != probing:
            self._is_probing = probing
            if not probing:
                self._paused_until = float("-inf")
            self._admit()

    async def wait_before_retry(self, seconds: float) -> None:
        """Wait these seconds. Raises what `fail_waiting` is given as soon as it is given."""
        if self._error is not None:
            raise copy(self._error)
        loop = asyncio.get_running_loop()
        waited: asyncio.Future[None] = loop.create_future()
        self._retrying.add(waited)
        timer = loop.call_later(seconds, _wake, waited)
        try:
            await waited
        finally:
            timer.cancel()
            self._retrying.discard(waited)

    def fail_waiting(self, error: BaseException) -> None:
        """Send nothing more: raise this error in whoever waits, now or later."""
        if self._error is None:
            self._error = error
        for turn in [*(entry[2] for entry in self._queue), *self._retrying]:
            if not turn.done():
                turn.set_exception(copy(self._error))  # a traceback of its own for each
        self._queue.clear()
        if self._timer is not None:
            self._timer.cancel()

    def _is_free(self) -> bool:
        return (
            self.in_flight < self.limit and asyncio.get_running_loop().time() >= self._paused_until
        )

    def _admit(self) -> None:
        while self._queue and self._is_free():
            turn = heapq.heappop(self._queue)[2]
            if not turn.done():
                self.in_flight += 1
                turn.set_result(None)
        loop = asyncio.get_running_loop()
        if self._queue and loop.time() < self._paused_until:
            if self._timer is not None:
                self._timer.cancel()
            self._timer = loop.call_at(self._paused_until, self._admit)


def _wake(waited: asyncio.Future[None]) -> None:
    if not waited.done():
        waited.set_result(None)
