"""Reads the events of a run, also while they are being written."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import orjson

_SECONDS_BETWEEN_LOOKS = 0.3


def read_events(path: Path) -> Iterator[dict[str, Any]]:
    """The events in a file, in order; half lines are skipped. No file means no events."""
    if path.exists():
        with path.open("rb") as file:
            for line in file:
                event = _parsed(line)
                if event is not None:
                    yield event


def follow_events(path: Path, goes_on: Callable[[], bool]) -> Iterator[dict[str, Any]]:
    """The events in a file, then each new one as long as `goes_on()` is true."""
    seen, rest, last_look = 0, b"", False
    while True:
        # Read once more after the end: something may have been written just before it.
        last_look = not goes_on()
        if path.exists():
            with path.open("rb") as file:
                file.seek(seen)
                fresh = file.read()
            seen += len(fresh)
            *lines, rest = (rest + fresh).split(b"\n")
            for line in lines:
                event = _parsed(line)
                if event is not None:
                    yield event
        if last_look:
            return
        time.sleep(_SECONDS_BETWEEN_LOOKS)


def _parsed(line: bytes) -> dict[str, Any] | None:
    try:
        event = orjson.loads(line)
    except ValueError:
        return None
    return event if isinstance(event, dict) and "event" in event else None
