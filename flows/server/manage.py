"""Which server a run uses, and who ends a private one.

Several runs with one home share one private server. Each holds a shared lock while it uses it;
whoever can have that lock for itself at the end is the last, and stops the server. The lock of a
run that was killed is released by the system, so a server that was left over is found, used and
in the end stopped by the next run.
"""

from __future__ import annotations

import fcntl
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from digit_tc.errors import ServerError
from flows.server import process
from flows.server.drain import drain_client, settle
from flows.server.environment import client_environment, configured_api_url
from flows.server.watch import answers, watched

_LEFTOVER_SECONDS = 20.0


@dataclass(frozen=True)
class ServerInfo:
    """A Prefect server that answers."""

    api_url: str
    ui_url: str
    """Address of its pages, for a browser."""
    private: bool
    """True for a server that was started for runs with this home."""


@contextmanager
def prefect_server(
    home: Path,
    *,
    say: Callable[[str], None],
    wait_seconds: float = 90.0,
    stop_seconds: float = 15.0,
    meanwhile: Callable[[], object] = lambda: None,
    lost: Callable[[ServerError], object] = lambda _: None,
    port: int | None = None,
) -> Iterator[ServerInfo]:
    """A server for as long as the block runs; this process talks to it.

    The configured one where it answers, else a private one that keeps everything in
    `home/prefect`. Enter before Prefect is imported: Prefect reads its settings only once. `say`
    is told, in sentences, what happens. A private server that is started takes `port`, where that
    is given and free. `meanwhile` is called while a private server starts, and
    may import Prefect. `lost` is called in a thread where the server goes away before the block is
    done. Raises `ServerError` where no server can be had.
    """
    _refuse_late_import()
    folder = home.absolute() / "prefect"
    _make(folder)
    url = configured_api_url()
    if url is not None and process.is_healthy(url, seconds=5.0):
        with client_environment(folder, url, private=False):
            try:
                with watched(answers(url), lost):
                    yield ServerInfo(url, _ui_url(url), private=False)
            finally:
                drain_client()
        return
    if url is not None:
        hint = "" if "/api" in url else " (its address should end with /api)"
        say(f"The configured Prefect server {url} does not answer{hint}; a private one is used.")
    with (
        _private(folder, say, wait_seconds, stop_seconds, meanwhile, port) as record,
        client_environment(folder, record.api_url, private=True),
    ):
        try:
            with watched(lambda: process.is_alive(record), lost):
                yield ServerInfo(record.api_url, _ui_url(record.api_url), private=True)
        finally:
            drain_client(10.0 if process.is_alive(record) else 0.1)


@contextmanager
def _private(
    folder: Path,
    say: Callable[[str], None],
    wait_seconds: float,
    stop_seconds: float,
    meanwhile: Callable[[], object],
    port: int | None,
) -> Iterator[process.ServerRecord]:
    with (folder / "users.lock").open("a") as users, (folder / "turn.lock").open("a") as turn:
        with _turn(turn):
            record = _running(folder) or _started(folder, say, wait_seconds, meanwhile, port)
            fcntl.flock(users, fcntl.LOCK_SH)
        in_haste = False
        try:
            yield record
        except (KeyboardInterrupt, SystemExit):
            in_haste = True
            raise
        finally:
            with _turn(turn):
                if _is_last(users):
                    settle(record.api_url, seconds=0.0 if in_haste else 5.0)
                    process.stop(record, seconds=stop_seconds)
                    process.remove_record(folder)


@contextmanager
def _turn(lock: IO[str]) -> Iterator[None]:
    """Only one run at a time looks for, starts or stops the server."""
    fcntl.flock(lock, fcntl.LOCK_EX)
    try:
        yield
    finally:
        fcntl.flock(lock, fcntl.LOCK_UN)


def _is_last(users: IO[str]) -> bool:
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        fcntl.flock(users, fcntl.LOCK_UN)
        return False
    return True


def _running(folder: Path) -> process.ServerRecord | None:
    """The server of another run with this home, if there is one that works."""
    record = process.read_record(folder)
    if record is None:
        return None
    if process.is_alive(record):
        if process.is_healthy(record.api_url, seconds=_LEFTOVER_SECONDS):
            return record
        process.stop(record, seconds=0)
    process.remove_record(folder)
    return None


def _started(
    folder: Path,
    say: Callable[[str], None],
    seconds: float,
    meanwhile: Callable[[], object],
    port: int | None,
) -> process.ServerRecord:
    def launched(api_url: str) -> None:
        with client_environment(folder, api_url, private=True):
            meanwhile()

    first = not (folder / "prefect.db").exists()
    say(f"Starting a private Prefect server{' (the first time takes longer)' if first else ''}")
    return process.start(
        folder, folder / "server.log", wait_seconds=seconds, say=say, launched=launched, port=port
    )


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "turn.lock").touch()
    except OSError as error:
        raise ServerError(
            f"The folder {folder} cannot be written: {error.strerror}.",
            remedy="Set DIGIT_TC_HOME to one that can.",
        ) from None


def _ui_url(api_url: str) -> str:
    return api_url.removesuffix("/api")


def _refuse_late_import() -> None:
    if "prefect" in sys.modules:
        raise ServerError(
            "Prefect was imported before its server was chosen, and would not find it.",
            remedy="Enter prefect_server(...) first.",
        )
