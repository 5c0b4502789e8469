"""Starting, recognising and stopping the process of a private server."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from digit_tc.errors import ServerError
from flows.server.database import make_database
from flows.server.environment import server_environment

_PORTS_TRIED = 3
_POLL_SECONDS = 0.1
_SAID_EVERY_SECONDS = 5.0


@dataclass(frozen=True)
class ServerRecord:
    """What is written down about a private server, so that other runs find it."""

    pid: int
    born: str
    """When the process began, as the system tells it: a pid alone may be another's by now."""
    api_url: str


def is_healthy(api_url: str, *, seconds: float = 3.0) -> bool:
    """Whether a Prefect API answers there."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler(_proxies(api_url)))
    try:
        with opener.open(f"{api_url}/health", timeout=seconds) as answer:
            # The pages of the interface answer 200 to every path, too.
            return answer.status == 200 and not answer.read(64).lstrip().startswith(b"<")
    except (OSError, ValueError, urllib.error.URLError):
        return False


def is_alive(record: ServerRecord) -> bool:
    """Whether that very process still runs, and not another one with its number."""
    return _born(record.pid) == record.born


def start(
    home: Path,
    log: Path,
    *,
    wait_seconds: float,
    say: Callable[[str], None],
    launched: Callable[[str], object],
    port: int | None = None,
) -> ServerRecord:
    """A private server that answers, at `port` where that is free. Raises `ServerError` where none
    can be started.

    `launched` is told the address as soon as it is settled, while the server is starting.
    """
    for _ in range(_PORTS_TRIED):
        api_url = f"http://127.0.0.1:{_free_port(port)}/api"
        process = _launch(home, log, api_url)
        record = ServerRecord(process.pid, _born(process.pid) or "", api_url)
        write_record(home, record)
        try:
            launched(api_url)
            answered = _wait_until_healthy(process, api_url, wait_seconds, say)
        except BaseException:
            # Whoever gives up waiting must not leave a server that nobody knows of.
            stop(record, seconds=0)
            process.returncode = 0
            remove_record(home)
            raise
        # Another run may be the one that ends it: it is not for this one to wait for.
        alive, process.returncode = process.poll() is None, 0
        if answered:
            return record
        stop(record, seconds=0)
        remove_record(home)
        # Once Prefect has been imported it knows this address, and would not hear of another one.
        if alive or "in use" not in _tail(log) or "prefect" in sys.modules:
            break
    raise ServerError(
        "No Prefect server could be started.",
        remedy=f"The last lines of {log} say why:\n{_tail(log)}",
    )


def stop(record: ServerRecord, *, seconds: float) -> None:
    """End the server: in order, and by force where it has not ended within `seconds`."""
    if not is_alive(record):
        return
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if seconds > 0:
            os.kill(record.pid, signal.SIGINT)
            deadline = time.monotonic() + seconds
            while is_alive(record) and time.monotonic() < deadline:
                _reap(record.pid)
                time.sleep(_POLL_SECONDS / 2)
        if is_alive(record):
            os.kill(record.pid, signal.SIGKILL)
            while is_alive(record):
                _reap(record.pid)
                time.sleep(_POLL_SECONDS / 2)
    _reap(record.pid)


def write_record(home: Path, record: ServerRecord) -> None:
    """Write the record down in one step, so that nobody reads half of it."""
    draft = _record_path(home).with_suffix(".draft")
    draft.write_text(json.dumps(asdict(record)), encoding="utf-8")
    draft.replace(_record_path(home))


def read_record(home: Path) -> ServerRecord | None:
    """The record, or None where there is none that can be read."""
    try:
        fields = json.loads(_record_path(home).read_text(encoding="utf-8"))
        return ServerRecord(int(fields["pid"]), str(fields["born"]), str(fields["api_url"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def remove_record(home: Path) -> None:
    """Forget the server."""
    _record_path(home).unlink(missing_ok=True)


def _record_path(home: Path) -> Path:
    return home / "server.json"


def _launch(home: Path, log: Path, api_url: str) -> subprocess.Popen[bytes]:
    port = api_url.rpartition(":")[2].removesuffix("/api")
    # `-P`: the script's folder must hide no module of the same name.
    command = [sys.executable, "-P", str(Path(__file__).with_name("api_process.py"))]
    migrate = not make_database(home / "prefect.db")
    with log.open("ab") as output:
        # A session of its own: Ctrl-C in the terminal is for the run, which ends the server last.
        return subprocess.Popen(  # noqa: S603  (every part of the command is ours)
            [*command, "127.0.0.1", port],
            cwd=home,
            env=server_environment(home, api_url, migrate=migrate),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def _wait_until_healthy(
    process: subprocess.Popen[bytes], api_url: str, seconds: float, say: Callable[[str], None]
) -> bool:
    began = said = time.monotonic()
    while process.poll() is None:
        if is_healthy(api_url, seconds=1.0):
            return True
        now = time.monotonic()
        if now - began > seconds:
            return False
        if now - said >= _SAID_EVERY_SECONDS:
            said = now
            say(f"Waiting for the Prefect server ({now - began:.0f} s)")
        time.sleep(_POLL_SECONDS)
    return False


def _free_port(wanted: int | None = None) -> int:
    if wanted is not None:
        with contextlib.suppress(OSError), socket.socket() as probe:
            # Connections of a server that has just ended do not keep the next one out.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", wanted))
            return wanted
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _born(pid: int) -> str | None:
    """A mark of when the process began, or None where it does not run (any more)."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
        state, *rest = fields.rpartition(")")[2].split()
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except (FileNotFoundError, ProcessLookupError):
        return None if Path("/proc/self/stat").exists() else _born_by_ps(pid)
    return None if state in "ZX" else f"{boot}:{rest[18]}"


def _born_by_ps(pid: int) -> str | None:
    command = ["ps", "-o", "stat=,lstart=", "-p", str(pid)]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    state, _, began = answer.stdout.strip().partition(" ")
    return began.strip() if began and not state.startswith("Z") else None


def _reap(pid: int) -> None:
    with contextlib.suppress(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)


def _tail(log: Path, lines: int = 12) -> str:
    try:
        return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])
    except OSError:
        return ""


def _proxies(api_url: str) -> dict[str, str] | None:
    return {} if api_url.startswith(("http://127.", "http://localhost")) else None
