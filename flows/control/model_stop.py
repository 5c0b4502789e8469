"""A stage that only asks models ends between two questions where the user asks to stop."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from digit_tc.runs import Site, stop_models
from flows.control import SECONDS_BETWEEN_LOOKS
from flows.control.run_context import current_context


@contextmanager
def stop_models_on_request(where: Site) -> Iterator[None]:
    """While the block runs, the session's wish to stop reaches the run's models."""
    over, stop = threading.Event(), current_context().stop

    def watch() -> None:
        while not over.wait(SECONDS_BETWEEN_LOOKS):
            if stop.is_set():
                stop_models(where)

    watching = threading.Thread(target=watch, name="digit-tc stop", daemon=True)
    watching.start()
    try:
        yield
    finally:
        over.set()
        watching.join()
