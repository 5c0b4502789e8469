"""The library's log as a file in the home."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def log_to_file(path: Path, level: str) -> Iterator[None]:
    """While the block lasts, what the library logs is also written to `path`.

    Where that cannot be written there is no log file: a run does not end for want of one.
    """
    handler: logging.Handler = logging.NullHandler()
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        handler = _Patient(path, encoding="utf-8", errors="backslashreplace")
    handler.setLevel(level)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(process)d %(message)s"))
    logger = logging.getLogger("digit_tc")
    before = logger.level
    logger.addHandler(handler)
    logger.setLevel(min(handler.level, logging.INFO))
    try:
        yield
    finally:
        logger.setLevel(before)
        logger.removeHandler(handler)
        handler.close()


class _Patient(logging.FileHandler):
    """A file that may fill up without a word on the terminal."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  (logging's name)
        pass

    def close(self) -> None:
        with contextlib.suppress(OSError):
            super().close()
