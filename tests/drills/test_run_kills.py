"""A run that is killed at twenty moments, and gone on with each time."""

from __future__ import annotations

import json
import subprocess
import time
from pathlib import Path
from random import Random
from typing import Any

import pytest

from digit_tc.store import Store

pytestmark = [pytest.mark.timeout(600), pytest.mark.xdist_group("server")]

KILLS_ANYWHERE = 18
MOST_EVENTS = 9
LAST_MOMENTS = ("assess", "export")


def test_a_run_killed_at_twenty_moments_loses_and_doubles_nothing_and_ends_with_the_same_bytes(
    machine: Any, finished: Path
) -> None:
    moments, kept = Random(20), 0
    events = machine.folder / "runs" / "often" / "events.jsonl"
    for number in range(KILLS_ANYWHERE):
        # By events and not by time: a moment is the same one on a slow machine.
        wanted = moments.randint(1, MOST_EVENTS)
        _killed(machine, number, events, wanted, moments.uniform(0, 0.3))
        kept = _checked(machine, events, kept)
    for stage in LAST_MOMENTS:
        _killed(machine, KILLS_ANYWHERE, events, stage, moments.uniform(0, 0.3))
        kept = _checked(machine, events, kept)
    code, _, err = machine.run("resume", "often", "--db", "often.duckdb", "--export", "often.jsonl")
    assert code == 0, err
    assert (machine.folder / "often.jsonl").read_bytes() == finished.read_bytes()
    _checked(machine, events, kept)


def _killed(machine: Any, number: int, events: Path, wanted: int | str, later: float) -> None:
    words = ("resume", "often") if number else ("generate", "run.yaml", "--run-id", "often")
    seen = events.stat().st_size if events.exists() else 0
    process = machine.begin(*words, "--db", "often.duckdb", "--export", "often.jsonl")
    try:
        _wait(process, events, seen, wanted)
        time.sleep(later)
        assert process.poll() is None, process.communicate()[1]
    finally:
        process.kill()
        process.communicate()


def _wait(process: subprocess.Popen[str], events: Path, seen: int, wanted: int | str) -> None:
    deadline = time.monotonic() + 100
    while time.monotonic() < deadline and process.poll() is None:
        fresh = events.read_bytes()[seen:].splitlines() if events.exists() else []
        told = [json.loads(line) for line in fresh]
        if isinstance(wanted, int) and len(told) >= wanted:
            return
        if any((one["event"], one.get("stage")) == ("stage.begun", wanted) for one in told):
            return
        time.sleep(0.01)


def _checked(machine: Any, events: Path, kept: int) -> int:
    with Store(machine.folder / "often.duckdb").reading() as reader:
        rows = reader.sql('SELECT "index", id FROM conversations').rows
        parts = reader.sql("SELECT conversation, turn, count(*) FROM turns GROUP BY 1, 2").rows
    assert len(rows) >= kept
    assert len({index for index, _ in rows}) == len(rows)
    assert {count for _, _, count in parts} <= {1}
    told = [json.loads(line) for line in events.read_bytes().splitlines()]
    accepted = {one["conversation"] for one in told if one["event"] == "conversation.accepted"}
    assert accepted <= {identity for _, identity in rows}
    return len(rows)
