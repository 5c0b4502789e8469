"""The one event loop of the process, in a thread of its own. Every model is asked from it."""

from __future__ import annotations

import asyncio
import atexit
import os
import threading
from collections.abc import Coroutine
from concurrent.futures import Future
from concurrent.futures import TimeoutError as WaitTimeout
from typing import Any, TypeVar

_T = TypeVar("_T")
_LOOK_UP_SECONDS = 0.2
_END_SECONDS = 5.0

_guard = threading.Lock()
_loop: asyncio.AbstractEventLoop | None = None
_thread: threading.Thread | None = None


def run_coroutine(coroutine: Coroutine[Any, Any, _T]) -> _T:
    """Run a coroutine on the process's loop from any other thread, and wait for its result.

    Interrupting the waiting thread cancels the coroutine. Raises what the coroutine raises, and
    RuntimeError where it is called from the loop itself, which would wait for ever.
    """
    if threading.current_thread() is _thread:
        coroutine.close()
        raise RuntimeError("the loop cannot wait for itself: await the coroutine instead")
    future = asyncio.run_coroutine_threadsafe(coroutine, _start())
    try:
        return _wait_for(future)
    except BaseException:
        future.cancel()
        raise


def stop_event_loop() -> None:
    """Cancel what still runs, close the loop and end its thread; the next use starts anew."""
    global _loop, _thread
    with _guard:
        loop, thread, _loop, _thread = _loop, _thread, None, None
    if loop is not None and thread is not None and thread.is_alive():
        loop.call_soon_threadsafe(loop.stop)
        thread.join(_END_SECONDS)


def _wait_for(future: Future[_T]) -> _T:
    # In slices: an exception that is thrown into a waiting thread arrives between two of them.
    while True:
        try:
            return future.result(_LOOK_UP_SECONDS)
        except WaitTimeout:
            if future.done():
                return future.result()


def _start() -> asyncio.AbstractEventLoop:
    global _loop, _thread  # noqa: PLW0603
    with _guard:
        if _loop is None:
            _loop = asyncio.new_event_loop()
            _thread = threading.Thread(
                target=_serve, args=(_loop,), name="digit-tc models", daemon=True
            )
            _thread.start()
        return _loop


def _serve(loop: asyncio.AbstractEventLoop) -> None:
    asyncio.set_event_loop(loop)
    try:
        loop.run_forever()
    finally:
        open_tasks = asyncio.all_tasks(loop)
        for task in open_tasks:
            task.cancel()
        if open_tasks:
            loop.run_until_complete(asyncio.wait(open_tasks, timeout=_END_SECONDS / 2))
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.run_until_complete(loop.shutdown_default_executor())
        loop.close()


def _reset_after_fork() -> None:
    # The thread does not live on in a forked child, so its loop would never answer.
    global _guard, _loop, _thread
    _guard, _loop, _thread = threading.Lock(), None, None


atexit.register(stop_event_loop)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_reset_after_fork)
