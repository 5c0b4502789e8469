"""Notices that a server went away while a run was reporting to it.

Prefect's client would try each record again for seconds, one after the other, for minutes. All
data are in the database after each shard, so the run ends at once instead, and goes on later.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from digit_tc.errors import DigitError, ServerError
from flows.server import process

_EVERY_SECONDS = 0.5
_SILENT_SECONDS = 60.0


@contextmanager
def watched(is_there: Callable[[], bool], lost: Callable[[ServerError], object]) -> Iterator[None]:
    """While the block lasts `lost` is called, in a thread of its own, when the server is gone.

    An error that comes of it before is raised as ServerError.
    """
    done = threading.Event()

    def watch() -> None:
        while not done.wait(_EVERY_SECONDS):
            if not is_there():
                lost(_gone())
                return

    thread = threading.Thread(target=watch, name="server-watch", daemon=True)
    thread.start()
    try:
        yield
    except DigitError:
        raise
    except Exception:
        if not is_there():
            raise _gone() from None
        raise
    finally:
        done.set()
        thread.join(timeout=10)


def answers(api_url: str) -> Callable[[], bool]:
    """Whether somebody else's server is there: false once it has been silent for a minute."""
    heard = asked = time.monotonic()

    def is_there() -> bool:
        nonlocal heard, asked
        now = time.monotonic()
        if now - asked >= _SILENT_SECONDS / 6:
            asked = now
            if process.is_healthy(api_url, seconds=5.0):
                heard = time.monotonic()
        return now - heard < _SILENT_SECONDS

    return is_there


def _gone() -> ServerError:
    return ServerError("The Prefect server went away in the middle of the run.")
