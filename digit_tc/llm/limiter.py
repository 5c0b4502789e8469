"""Limiter: how many requests may be under way to one provider, and whose turn is next."""

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
    """Concurrency that finds what a provider bears; whoever has the lower ticket goes first.

    It starts at 16 (or `most`), doubles with every round of successes, and shrinks once a round
    when most of the recent replies were rate limits or time-outs; from then on it grows by a
    tenth a round. Single ones among successes delay only the request they hit.
    """

    def __init__(self, most: int) -> None:
        self.most = most
        self.in_flight = 0
        self._limit = float(min(_START, most))
        self._growth = 1.0
        self._strain = 0.0
        self._shrunk_at = float("-inf")
        self._paused_until = float("-inf")
        self._only_probes = False
        self._error: BaseException | None = None
        self._order = count()
        self._queue: list[tuple[int, int, asyncio.Future[None]]] = []
        self._resting: set[asyncio.Future[None]] = set()
        self._timer: asyncio.TimerHandle | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    @property
    def limit(self) -> int:
        """Most requests under way right now."""
        return 1 if self._only_probes else int(self._limit)

    @property
    def waiting(self) -> int:
        """Requests that wait for their turn or before another try."""
        return len(self._queue) + len(self._resting)

    @property
    def is_paused(self) -> bool:
        """Nothing is sent for the moment."""
        return self._loop is not None and self._loop.time() < self._paused_until

    async def enter(self, ticket: int) -> None:
        """Wait for a turn, among equal tickets in order. Raises what `end` was given."""
        if self._error is not None:
            raise copy(self._error)
        self._loop = asyncio.get_running_loop()
        if not self._queue and self._is_free():
            self.in_flight += 1
            return
        turn: asyncio.Future[None] = self._loop.create_future()
        heapq.heappush(self._queue, (ticket, next(self._order), turn))
        self._admit()
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled() and turn.exception() is None:
                self.leave()
            raise

    def leave(self) -> None:
        """A request is no longer under way."""
        self.in_flight -= 1
        self._admit()

    def success(self) -> None:
        """A reply came: more may be sent, if as many as allowed were under way."""
        self._strain *= 1 - _MEMORY
        if self.in_flight >= self._limit / 2 and self._strain < _EASY:
            self._limit = min(self._limit + self._growth, self.most)

    def strain(self, sent_at: float, pause_seconds: float) -> None:
        """A rate limit or a time-out came for a request that was sent at this time.

        Where it comes to shrinking, nothing is sent for `pause_seconds`.
        """
        now = asyncio.get_running_loop().time()
        if sent_at < self._shrunk_at:
            return  # it belongs to the round that was already answered by shrinking
        self._strain += (1 - self._strain) * _MEMORY
        if self._strain > _STRAINED:
            self._limit = max(1.0, self._limit * _SHRINK)
            self._growth, self._strain, self._shrunk_at = _REGROW, 0.0, now
            self.pause(now + pause_seconds)

    def pause(self, until: float) -> None:
        """Send nothing before this time of the loop."""
        self._paused_until = max(self._paused_until, until)

    def only_probes(self, probing: bool) -> None:
        """One request at a time, or as many as the limit allows."""
        if self._only_probes != probing:
            self._only_probes = probing
            if not probing:
                self._paused_until = float("-inf")
            self._admit()

    async def rest(self, seconds: float) -> None:
        """Wait before another try. Raises what `end` was given as soon as it is given."""
        if self._error is not None:
            raise copy(self._error)
        loop = asyncio.get_running_loop()
        rested: asyncio.Future[None] = loop.create_future()
        self._resting.add(rested)
        timer = loop.call_later(seconds, _wake, rested)
        try:
            await rested
        finally:
            timer.cancel()
            self._resting.discard(rested)

    def end(self, error: BaseException) -> None:
        """Nothing more is sent: whoever waits, now or later, gets this error."""
        if self._error is None:
            self._error = error
        for turn in [*(entry[2] for entry in self._queue), *self._resting]:
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


def _wake(rested: asyncio.Future[None]) -> None:
    if not rested.done():
        rested.set_result(None)
