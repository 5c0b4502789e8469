"""Ctrl-C in two steps: the first asks to finish what is under way, the second ends it."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

_SIGNALS = (signal.SIGINT, signal.SIGTERM)
_handlers: list[Callable[[int, FrameType | None], None]] = []


@contextmanager
def stop_on_signals(
    said: str = "Finishing what is under way; press Ctrl-C again to stop at once",
) -> Iterator[threading.Event]:
    """An event that the first SIGINT or SIGTERM sets; the second raises KeyboardInterrupt.

    Outside the main thread, where Python does not deliver signals, the event is never set.
    """
    stop = threading.Event()

    def handle(number: int, frame: FrameType | None) -> None:  # noqa: ARG001
        if stop.is_set():
            raise KeyboardInterrupt
        stop.set()
        # A signal may come in the middle of a print; only a bare write is safe here.
        os.write(2, f"\n{said}\n".encode())

    if threading.current_thread() is not threading.main_thread():
        yield stop
        return
    before = {number: signal.signal(number, handle) for number in _SIGNALS}
    _handlers.append(handle)
    try:
        yield stop
    finally:
        _handlers.pop()
        for number, handler in before.items():
            signal.signal(number, handler)


def reclaim_signals() -> None:
    """Take the signals back; the first line of every flow that a user may stop.

    Prefect puts a handler of its own in the place of ours whenever a flow begins, and a SIGTERM
    would end the run at once. Without effect outside `stop_on_signals` and the main thread.
    """
    if _handlers and threading.current_thread() is threading.main_thread():
        for number in _SIGNALS:
            signal.signal(number, _handlers[-1])
