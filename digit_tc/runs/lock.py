"""One process at a time works at a run; whoever looks can tell whether one does."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from digit_tc.errors import StoreError
from digit_tc.observe import close_observer
from digit_tc.records import Run, RunStatus
from digit_tc.runs.site import Site

_PATIENCE_IN_SECONDS = 1.0
_mine: set[Path] = set()


@contextmanager
def lock_run(site: Site) -> Iterator[None]:
    """Keep a run to this process while the block lasts; a block inside a block changes nothing.

    The system takes the lock back when the process ends, however it ends. Raises StoreError,
    naming the process, where another one works at the run.
    """
    path = (site.folder / "run.lock").absolute()
    if path in _mine:
        yield
        return
    with _opened(path) as file:
        if not _locked(file):
            file.seek(0)
            raise StoreError(
                f"Process {file.read(20).strip() or 'of another user'} is working at run "
                f"{site.run_id} already.",
                remedy="Wait until it is done, or end that process and do this again.",
            )
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        _mine.add(path)
        try:
            yield
        finally:
            _mine.discard(path)
            close_observer(site.db.parent / "runs" / site.run_id)


def is_locked(site: Site) -> bool:
    """Whether a process works at the run right now."""
    import fcntl

    path = site.db.parent / "runs" / site.run_id / "run.lock"
    if path.absolute() in _mine:
        return True
    try:
        with path.open("r") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False


def read_status(site: Site, run: Run) -> RunStatus:
    """The status of a run as it is: one that nobody works at any more was interrupted."""
    return "interrupted" if run.status == "running" and not is_locked(site) else run.status


def _opened(path: Path) -> IO[str]:
    try:
        return path.open("a+", encoding="ascii", errors="replace")
    except OSError as problem:
        raise StoreError(
            f"The run folder {path.parent} cannot be written to: {problem.strerror}.",
            remedy="Give yourself permission, or name a database in another folder.",
        ) from problem


def _locked(file: IO[str]) -> bool:
    import fcntl

    deadline = time.monotonic() + _PATIENCE_IN_SECONDS
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            # Whoever only looks holds it for a moment, too.
            if time.monotonic() > deadline:
                return False
            time.sleep(0.05)
        else:
            return True
