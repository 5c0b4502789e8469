"""Connections to DuckDB, which wait while another process has the file open.

A process that has a DuckDB file open locks out all others, readers too. So a connection lasts for
one transaction only, and a process that finds the file locked waits and tries again.
"""

from __future__ import annotations

import os
import random
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from digit_tc.errors import StoreError

_writers: dict[Path, threading.Lock] = {}
_writers_guard = threading.Lock()
_LOCK_HOLDER = re.compile(r"Conflicting lock is held in (?P<program>.*?) ?\(PID (?P<pid>\d+)\)")
_LONGEST_PAUSE_IN_SECONDS = 0.25


@contextmanager
def open_connection(
    path: Path, *, read_only: bool, wait_in_seconds: float, memory_limit: str
) -> Iterator[Any]:
    """Connect to the database at `path` for as long as the block lasts, which should be short.

    The connection can use neither other files nor the network. Raises StoreError where the file is
    locked for longer than `wait_in_seconds`, or cannot be used at all.
    """
    import duckdb

    deadline = time.monotonic() + wait_in_seconds
    with _wait_for_writers(path, read_only, deadline, wait_in_seconds):
        try:
            connection = _connect(path, read_only, memory_limit, deadline, wait_in_seconds)
            try:
                yield connection
            finally:
                connection.close()
        except duckdb.Error as error:
            raise translate_error(error, path) from error


def translate_error(error: Exception, path: Path) -> StoreError:
    """The StoreError that says what a DuckDB error means for the user."""
    text = str(error).strip()
    for pattern, message, remedy in _MEANINGS:
        if re.search(pattern, text, re.IGNORECASE):
            return StoreError(message.format(path=path), remedy=remedy)
    return StoreError(f"The database {path} cannot do this: {text.splitlines()[0]}")


_MEANINGS = (
    (
        r"no space left|out of disk|failed to offload|max_temp_directory_size",
        "The disk that holds {path} is full; nothing of this transaction was stored.",
        "Free some space and run the same command again: it goes on from what is stored.",
    ),
    (
        r"not a valid duckdb database|corrupt|checksum",
        "{path} is not a database of digit-tc, or it is damaged.",
        "Name another file, or put a backup copy in its place.",
    ),
    (
        r"is a directory",
        "{path} is a folder; the database is one file.",
        "Name a file inside it, such as digit-tc.duckdb.",
    ),
    (
        r"permission denied|read-only file system",
        "There is no permission to use {path}.",
        "Give yourself read and write permission for the file and its folder, or name another.",
    ),
    (
        r"database does not exist|no such file or directory",
        "There is no database at {path}.",
        "Make one with `digit-tc generate`, or name an existing one.",
    ),
    (
        r"out of memory|could not allocate|failed to allocate|failed to pin",
        "The database {path} needs more memory than it may use.",
        "Raise DIGIT_TC_DATABASE_MEMORY, to 4GB for example, or ask for less at once.",
    ),
)


def translate_query_error(error: Exception) -> StoreError:
    """The StoreError for a query that a user wrote."""
    text = str(error).strip()
    if re.search(r"read-only mode", text):
        return StoreError(
            "The query would change the database, which queries may not do.",
            remedy="Use SELECT; runs are changed by the pipeline only.",
        )
    if re.search(r"disabled by configuration|disabled through|has been locked", text):
        return StoreError(
            "The query reaches for a file, an extension or a setting outside the database.",
            remedy="Use the tables that `digit-tc sql --tables` lists.",
        )
    return StoreError(
        f"The query cannot be run: {text}",
        remedy="`digit-tc sql --tables` lists the tables and columns.",
    )


@contextmanager
def _wait_for_writers(
    path: Path, read_only: bool, deadline: float, wait_in_seconds: float
) -> Iterator[None]:
    # DuckDB lets two threads of one process share a file opened for writing, and then one of two
    # transactions on the same rows fails. Waiting one's turn is simpler.
    if read_only:
        yield
        return
    with _writers_guard:
        lock = _writers.setdefault(path.resolve(), threading.Lock())
    if not lock.acquire(timeout=max(0.0, deadline - time.monotonic())):
        raise _locked_error(path, os.getpid(), "this very program", wait_in_seconds)
    try:
        yield
    finally:
        lock.release()


def _connect(
    path: Path, read_only: bool, memory_limit: str, deadline: float, wait_in_seconds: float
) -> Any:
    import duckdb

    jitter = random.Random(os.getpid() ^ time.monotonic_ns())
    pause = 0.005
    while True:
        try:
            return duckdb.connect(
                str(path),
                read_only=read_only,
                config={
                    "memory_limit": memory_limit,
                    "threads": 2,
                    "enable_external_access": False,
                    "autoinstall_known_extensions": False,
                    "autoload_known_extensions": False,
                    "python_enable_replacements": False,
                    "lock_configuration": True,
                },
            )
        except duckdb.Error as error:
            holder = _LOCK_HOLDER.search(str(error))
            # Another thread of this process has the file open in another way, or is closing it.
            here = "different configuration" in str(error) or "already attached" in str(error)
            if holder is None and not here:
                raise
            if time.monotonic() >= deadline:
                pid = os.getpid() if holder is None else int(holder["pid"])
                program = "this very program" if holder is None else holder["program"]
                raise _locked_error(path, pid, program, wait_in_seconds) from error
        time.sleep(pause * jitter.uniform(0.5, 1.5))
        pause = min(pause * 1.6, _LONGEST_PAUSE_IN_SECONDS)


def _locked_error(path: Path, pid: int, program: str, wait_in_seconds: float) -> StoreError:
    return StoreError(
        f"The database {path} has been held by process {pid} ({program}) for more than "
        f"{wait_in_seconds:g} seconds.",
        remedy="Wait until that process is done, or close it if it is a database browser.",
    )
