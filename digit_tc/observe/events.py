"""Events of a run as JSON lines, appended as they happen."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import threading
from pathlib import Path
from typing import Any, Literal, get_args

import orjson

EventName = Literal[
    "run.registered",
    "run.changed",
    "run.ended",
    "stage.begun",
    "stage.ended",
    "stage.taken-over",
    "shard.begun",
    "shard.ended",
    "conversation.accepted",
    "conversation.rejected",
    "models.state",
    "budget.spent",
    "gate.failed",
]
EVENTS: tuple[EventName, ...] = get_args(EventName)


def locate_events(folder: Path) -> Path:
    """Path of the file of events in a run's folder."""
    return folder / "events.jsonl"


class EventFile:
    """Appends one line for each event, in one write; safe for several threads and processes.

    What cannot be written, on a full disk for instance, is left out and counted: the next line
    that can be written has the number as `lost`.
    """

    def __init__(self, path: Path, run_id: str) -> None:
        self._path = path
        self._run_id = run_id
        self._guard = threading.Lock()
        self._file: int | None = None
        self._owner = 0
        self._torn = False
        self._lost = 0

    def write(self, name: EventName, facts: dict[str, Any]) -> None:
        """Append an event. What cannot be written is counted, never raised."""
        event = {
            "at": dt.datetime.now(dt.UTC).isoformat(timespec="microseconds"),
            "event": name,
            "run": self._run_id,
            **facts,
        }
        with self._guard:
            if self._lost:
                event["lost"] = self._lost
            try:
                self._append(orjson.dumps(event, default=str, option=_OPTIONS) + b"\n")
            except (OSError, TypeError, ValueError):
                self._lost += 1
            else:
                self._lost = 0

    def close(self) -> None:
        """Close the file; the next event opens it again."""
        with self._guard:
            self._let_go()

    def _append(self, line: bytes) -> None:
        file = self._opened()
        if self._torn:
            # A disk that filled up, or a killed process, left half a line.
            line = b"\n" + line
        written = os.write(file, line)
        self._torn = written < len(line) if written else self._torn
        if written < len(line):
            raise OSError("only a part of the line was written")

    def _opened(self) -> int:
        if self._file is None or self._owner != os.getpid():
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._file = os.open(self._path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o644)
            self._owner = os.getpid()
            size = os.fstat(self._file).st_size
            self._torn = size > 0 and os.pread(self._file, 1, size - 1) != b"\n"
        return self._file

    def _let_go(self) -> None:
        if self._file is not None and self._owner == os.getpid():
            with contextlib.suppress(OSError):
                os.close(self._file)
        self._file = None


_OPTIONS = orjson.OPT_NON_STR_KEYS | orjson.OPT_SERIALIZE_NUMPY
