"""Group commit: replies that arrive within two milliseconds are stored in one transaction."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from copy import copy

from digit_tc.errors import StoreError
from digit_tc.llm.protocol import ModelReply
from digit_tc.llm.reply_cache import CacheEntry, ReplyCache

_GATHER_SECONDS = 0.002
_LONGEST_WAIT_SECONDS = 60.0
_CHECKPOINT_EVERY = 1500


class GroupCommit:
    """Stores entries together. `on_failure` is called with a StoreError that nobody waits for."""

    def __init__(self, replies: ReplyCache, on_failure: Callable[[StoreError], None]) -> None:
        self._replies = replies
        self._on_failure = on_failure
        self._waiting: list[tuple[CacheEntry, asyncio.Future[ModelReply | None] | None]] = []
        self._timer: asyncio.TimerHandle | None = None
        self._locked_since: float | None = None
        self._since_checkpoint = 0
        self._checkpoint: asyncio.Future[None] | None = None

    def add(self, entry: CacheEntry) -> None:
        """Store an entry soon, without waiting for it."""
        self._add(entry, None)

    async def store(self, entry: CacheEntry) -> ModelReply:
        """Store an entry that has a reply; returns once it is on disk.

        Returns the reply that stands under its key, which is the first one ever stored. Raises
        StoreError.
        """
        stored: asyncio.Future[ModelReply | None] = asyncio.get_running_loop().create_future()
        self._add(entry, stored)
        reply = await stored
        if reply is None:
            raise ValueError("an entry without a reply is added, and not waited for")
        return reply

    async def close(self) -> None:
        """Store what is still waiting and end the last checkpoint. Raises StoreError."""
        while self._waiting:
            if self._timer is not None:
                self._timer.cancel()
            self._locked_since = self._locked_since or asyncio.get_running_loop().time()
            if not self._commit():
                await asyncio.sleep(_GATHER_SECONDS)
        if self._checkpoint is not None:
            await asyncio.wait([self._checkpoint])

    def _add(self, entry: CacheEntry, stored: asyncio.Future[ModelReply | None] | None) -> None:
        self._waiting.append((entry, stored))
        if self._timer is None:
            self._schedule(_GATHER_SECONDS)

    def _schedule(self, seconds: float) -> None:
        self._timer = asyncio.get_running_loop().call_later(seconds, self._on_timer)

    def _on_timer(self) -> None:
        self._timer = None
        loop = asyncio.get_running_loop()
        try:
            done = self._commit()
        except StoreError as error:
            self._on_failure(error)
            return
        if not done:
            self._locked_since = self._locked_since or loop.time()
            self._schedule(_GATHER_SECONDS)

    def _commit(self) -> bool:
        batch, loop = self._waiting, asyncio.get_running_loop()
        try:
            stored = self._replies.store([entry for entry, _ in batch])
            if stored is None and loop.time() - (self._locked_since or loop.time()) > (
                _LONGEST_WAIT_SECONDS
            ):
                raise StoreError(
                    f"Another process has held {self._replies.path} for a minute.",
                    remedy="End that process and run the same command again.",
                )
        except StoreError as error:
            # The entries stay: closing tries once more, when there may be room again.
            self._waiting = [(entry, None) for entry, _ in batch]
            for _, future in batch:
                if future is not None and not future.done():
                    future.set_exception(copy(error))
            raise
        if stored is None:
            return False
        self._waiting, self._locked_since = [], None
        for (_, future), reply in zip(batch, stored, strict=True):
            if future is not None and not future.done():
                future.set_result(reply)
        self._checkpoint_at_times(len(batch))
        return True

    def _checkpoint_at_times(self, added: int) -> None:
        self._since_checkpoint += added
        if self._since_checkpoint < _CHECKPOINT_EVERY or (
            self._checkpoint and not self._checkpoint.done()
        ):
            return
        self._since_checkpoint = 0
        self._checkpoint = asyncio.get_running_loop().run_in_executor(
            None, self._replies.checkpoint
        )
        self._checkpoint.add_done_callback(lambda future: future.cancelled() or future.exception())
