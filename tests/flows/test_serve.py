"""`digit-tc serve` and a real server: what it serves, a failure, its alert, retry and end."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

pytestmark = [pytest.mark.timeout(280), pytest.mark.xdist_group("server")]

COMMAND = [sys.executable, "-c", "from flows.cli import main; main()"]
PLANTED = Path(__file__).parents[1] / "support" / "planted"
FINAL = {"COMPLETED", "FAILED", "CRASHED", "CANCELLED"}


@contextmanager
def _hook() -> Iterator[tuple[str, list[dict[str, str]]]]:
    """An address on this machine, and what is posted to it."""
    told: list[dict[str, str]] = []

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            told.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Hook)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/hook", told
    finally:
        server.shutdown()
        server.server_close()


def _begin(machine: Any, monkeypatch: pytest.MonkeyPatch, *words: object) -> subprocess.Popen[str]:
    monkeypatch.setenv("DIGIT_TC_PLANT_SHARD", "8")
    monkeypatch.setenv("DIGIT_TC_PLANT_FILE", str(machine.folder / "planted"))
    path = os.pathsep.join([machine.environment["PYTHONPATH"], str(PLANTED)])
    process = subprocess.Popen(
        ["env", f"PYTHONPATH={path}", *COMMAND, "serve", *map(str, words)],
        cwd=machine.folder,
        env=machine.environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    for said in process.stderr:
        if "Press Ctrl-C" in said:
            return process
    pytest.fail("it ended before it served")


def _end_of(machine: Any, flow_run: str) -> dict[str, Any]:
    deadline = time.monotonic() + 100
    while time.monotonic() < deadline:
        (found,) = machine.prefect("flow_runs/filter", {"flow_runs": {"id": {"any_": [flow_run]}}})
        if found["state"]["type"] in FINAL:
            return dict(found)
        time.sleep(0.5)
    pytest.fail("the run did not end")


def _shards(machine: Any, run_id: str) -> list[list[str]]:
    """States of the task runs of shards, for each time that synthesis was begun."""
    found = machine.prefect("flow_runs/filter", {"flow_runs": {"tags": {"all_": [run_id]}},
                                                 "sort": "START_TIME_ASC"})  # fmt: skip
    states = []
    for one in found:
        if one["name"].startswith("synthesize of"):
            tasks = machine.prefect(
                "task_runs/filter", {"flow_runs": {"id": {"any_": [one["id"]]}}, "limit": 100}
            )
            states.append([task["state"]["type"] for task in tasks if "shard" in task["name"]])
    return states


def test_a_failed_shard_is_told_and_retry_goes_on_from_it_to_the_same_bytes(
    machine: Any, finished: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (machine.folder / "planted").touch()
    with _hook() as (address, told):
        served = _begin(
            machine, monkeypatch, "run.yaml", "--cron", "0 2 * * *", "--db",
            "served.duckdb", "--export", "out", "--alert", address,
        )  # fmt: skip
        try:
            deployments = machine.prefect("deployments/filter", {})
            assert {one["name"] for one in deployments} >= {"run", "dataset", "rerun", "export"}
            (ours,) = [one for one in deployments if one["name"] == "run"]
            assert ours["schedules"][0]["schedule"]["cron"] == "0 2 * * *"
            begun = machine.prefect(
                f"deployments/{ours['id']}/create_flow_run",
                {"parameters": {"seed": 7, "run_id": "served"}, "state": {"type": "SCHEDULED"}},
            )["id"]
            failed = _end_of(machine, begun)
            assert failed["state"]["type"] == "FAILED"
            assert set(failed["tags"]) >= {"digit-tc", "served", "demo", "seed 7"}

            (machine.folder / "planted").unlink()
            machine.prefect(
                f"flow_runs/{begun}/set_state",
                {"state": {"type": "SCHEDULED", "name": "AwaitingRetry"}},
            )
            time.sleep(1.5)
            retried = _end_of(machine, begun)
            assert (retried["state"]["type"], retried["run_count"]) == ("COMPLETED", 2)
            assert (machine.folder / "out" / "served.jsonl").read_bytes() == finished.read_bytes()
            time.sleep(2.5)
            first, second = _shards(machine, "served")
            assert sorted(first) == ["COMPLETED"] * 4 + ["FAILED"]
            assert second == ["COMPLETED"] * 8, "the failed shard and those after it, of twelve"
            about_run = [one for one in told if one["state"] == "Failed"]
            assert len(about_run) == 1
            assert "this failure was planted" in about_run[0]["text"]
            assert about_run[0]["page"].endswith(begun)
        finally:
            served.send_signal(signal.SIGTERM)
            _, err = served.communicate(timeout=60)
    assert served.returncode == 0
    assert "Traceback" not in err
    paused = {one["name"]: one["paused"] for one in machine.prefect("deployments/filter", {})}
    assert paused["run"], "a night without anybody who serves it is left out"
