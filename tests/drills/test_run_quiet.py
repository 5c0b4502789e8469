"""Nothing leaves the machine unasked: every connection of a run, its server and its models."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

pytestmark = [pytest.mark.timeout(400), pytest.mark.xdist_group("server")]

# Put into every Python process of the run: notes whom it calls, and refuses everybody outside.
WITNESS = """
import ipaddress, json, os, socket, sys

def _note(kind, where):
    with open(os.environ["WITNESS"], "a") as file:
        file.write(json.dumps([kind, str(where), sys.argv[:3]]) + "\\n")

def _watched(name):
    real = getattr(socket.socket, name)
    def call(self, address, *more):
        if self.family in (socket.AF_INET, socket.AF_INET6):
            try:
                inside = ipaddress.ip_address(address[0]).is_loopback
            except ValueError:
                inside = address[0] == "localhost"
            _note("inside" if inside else "outside", address)
            if not inside:
                raise ConnectionRefusedError(address)
        return real(self, address, *more)
    setattr(socket.socket, name, call)

for name in ("connect", "connect_ex"):
    _watched(name)
_real = socket.getaddrinfo
def _asked(host, *more, **named):
    if host not in (None, "", "localhost", "127.0.0.1", "::1", "0.0.0.0"):
        _note("outside", host)
        raise socket.gaierror(host)
    return _real(host, *more, **named)
socket.getaddrinfo = _asked
"""
SWITCHES = {
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    "GX_ANALYTICS_ENABLED": "false",
}
TOLD = f"""
import atexit, json, os, pathlib, sys
def tell():
    import litellm
    found = {{name: seen.get(name) for name in {sorted(SWITCHES)!r}}}
    found["litellm.telemetry"] = litellm.telemetry
    pathlib.Path("switches.json").write_text(json.dumps(found))
seen = {{}}
import digit_tc.stages as stages
real = stages.assess
def assess(site):
    try:
        return real(site)
    finally:
        seen.update(os.environ)
        tell()
stages.assess = assess
"""


OUTSIDE = """
import contextlib, urllib.request
with contextlib.suppress(OSError):
    urllib.request.urlopen("http://192.0.2.7", timeout=1)
"""


@pytest.fixture(scope="module")
def watched(machines: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A machine without a server yet, whose processes note whom they call."""
    made = machines.Machine(tmp_path_factory.mktemp("watched"))
    (made.folder / "witness").mkdir()
    (made.folder / "witness" / "sitecustomize.py").write_text(WITNESS)
    (made.folder / "run.yaml").write_text(machines.RUN_FILE.replace("count: 24", "count: 6"))
    provider = made.begin("rehearse", "--port", 0)
    try:
        assert provider.stdout is not None
        made.api_url = provider.stdout.readline().partition("--api-base ")[2].split()[0]
        yield made
    finally:
        provider.send_signal(signal.SIGINT)
        provider.communicate(timeout=60)


def _called(machine: Any) -> list[list[Any]]:
    text = (machine.folder / "calls.jsonl").read_text()
    return [json.loads(line) for line in text.splitlines()]


@pytest.fixture(scope="module")
def calls(watched: Any) -> list[list[Any]]:
    """Whom a run with a model, its private server and its quality gate called."""
    more = {
        "PYTHONPATH": f"{watched.folder / 'witness'}:{watched.environment['PYTHONPATH']}",
        "WITNESS": str(watched.folder / "calls.jsonl"),
        "OPENAI_API_KEY": "sk-quiet-drill-Zq7x9Wv2-Distinctive",
    }
    code, _, err = watched.run(
        "generate", "--role", "user=openai/rehearsal", "--api-base", watched.api_url,
        "--run-id", "quiet", "--db", "quiet.duckdb", "--export", "quiet.jsonl", "run.yaml",
        before=TOLD, more=more,
    )  # fmt: skip
    assert code == 0, err
    return _called(watched)


def test_a_run_calls_nobody_but_this_machine(calls: list[list[Any]]) -> None:
    assert [call for call in calls if call[0] != "inside"] == []
    assert len(calls) > 5, "the witness was there"


def test_the_private_server_was_watched_too(calls: list[list[Any]], watched: Any) -> None:
    programs = {" ".join(map(str, call[2])) for call in calls}
    assert any("-c" in program for program in programs)


def test_analytics_of_all_that_a_run_uses_are_switched_off(
    calls: list[list[Any]], watched: Any
) -> None:
    found = json.loads((watched.folder / "switches.json").read_text())
    assert found == {**SWITCHES, "litellm.telemetry": False}


def test_no_event_holds_the_key(calls: list[list[Any]], watched: Any) -> None:
    text = (watched.folder / "runs" / "quiet" / "events.jsonl").read_text()
    assert "conversation.accepted" in text
    assert "Zq7x9Wv2" not in text


def test_no_file_holds_the_key(calls: list[list[Any]], watched: Any) -> None:
    files = [path for path in watched.folder.rglob("*") if path.is_file()]
    assert any(path.name == "prefect.db" for path in files), "the server's records are looked at"
    assert [path for path in files if b"Zq7x9Wv2" in path.read_bytes()] == []


def test_the_witness_sees_whoever_calls_outside(watched: Any, tmp_path: Path) -> None:
    more = {
        **watched.environment,
        "PYTHONPATH": str(watched.folder / "witness"),
        "WITNESS": str(tmp_path / "calls.jsonl"),
    }
    subprocess.run([sys.executable, "-c", OUTSIDE], env=more, check=True)
    assert '"outside"' in (tmp_path / "calls.jsonl").read_text()
