"""What a machine does to a run: no server, no room, a held database, another run beside it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from digit_tc.store import Store

pytestmark = [pytest.mark.timeout(400), pytest.mark.xdist_group("server")]

HOLDS = """
import duckdb, sys, time
held = duckdb.connect(sys.argv[1])
print("held", flush=True)
time.sleep(float(sys.argv[2]))
"""
IMPATIENT = """
from digit_tc.store import Store
Store.__init__.__kwdefaults__["wait_in_seconds"] = 1.0
"""


def _accepted(path: Path) -> int:
    with Store(path).reading() as reader:
        return int(reader.sql("SELECT count(*) FROM conversations WHERE accepted").rows[0][0])


def _held(path: Path, seconds: float) -> subprocess.Popen[str]:
    while True:
        words = [sys.executable, "-c", HOLDS, str(path), str(seconds)]
        process = subprocess.Popen(
            words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        assert process.stdout is not None
        if process.stdout.readline():
            return process
        process.communicate()  # the run had it at that moment


def test_a_killed_server_ends_the_run_with_a_sentence_and_resume_finishes_it(
    machines: ModuleType, tmp_path: Path, finished: Path
) -> None:
    alone = machines.Machine(tmp_path)
    (tmp_path / "run.yaml").write_text(machines.RUN_FILE)
    place = ("--db", "x.duckdb", "--export", "x.jsonl")
    process = alone.begin_and_wait_for("Writing", "generate", "run.yaml", "--run-id", "x", *place)
    server = json.loads((tmp_path / "home" / "prefect" / "server.json").read_text())
    os.kill(server["pid"], signal.SIGKILL)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "The Prefect server went away in the middle of the run." in err
    assert "--run-id x goes on" in err
    assert "Traceback" not in err
    kept = _accepted(tmp_path / "x.duckdb")
    code, _, err = alone.run("resume", "x", *place)
    assert code == 0, err
    assert _accepted(tmp_path / "x.duckdb") >= kept
    assert (tmp_path / "x.jsonl").read_bytes() == finished.read_bytes()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of a few megabytes."""
    folder = tmp_path / "small"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=5m", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("only root can mount a small file system")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=False)


def test_a_full_disk_is_told_in_a_sentence_and_after_making_room_the_bytes_are_the_same(
    machine: Any, small_disk: Path, finished: Path
) -> None:
    words = ("--db", small_disk / "x.duckdb", "--export", small_disk / "x.jsonl")
    filler = small_disk / "filler"
    process = machine.begin_and_wait_for(
        "Writing", "generate", "run.yaml", "--run-id", "full", *words
    )
    room = os.statvfs(small_disk)
    filler.write_bytes(b"x" * (room.f_bavail * room.f_frsize))
    _, err = process.communicate(timeout=200)
    assert process.returncode == 2
    assert "is full" in err
    assert "Traceback" not in err
    assert err.strip().splitlines()[-1].count(". ") <= 3
    filler.unlink()
    subprocess.run(["mount", "-o", "remount,size=60m", str(small_disk)], check=True)
    kept = _accepted(small_disk / "x.duckdb")
    code, _, err = machine.run("resume", "full", *words)
    assert code == 0, err
    assert _accepted(small_disk / "x.duckdb") >= kept
    assert (small_disk / "x.jsonl").read_bytes() == finished.read_bytes()


def test_a_database_that_is_held_for_seconds_is_waited_for(machine: Any, finished: Path) -> None:
    words = ("--db", "held.duckdb", "--export", "held.jsonl")
    process = machine.begin_and_wait_for("Writing", "generate", "run.yaml", "--run-id", "h", *words)
    holder = _held(machine.folder / "held.duckdb", 4)
    holder.communicate()
    _, err = process.communicate(timeout=100)
    assert process.returncode == 0, err
    assert (machine.folder / "held.jsonl").read_bytes() == finished.read_bytes()


def test_a_database_that_stays_held_is_told_with_its_holder_and_nothing_is_lost(
    machine: Any, finished: Path
) -> None:
    words = ("--db", "kept.duckdb", "--export", "kept.jsonl")
    process = machine.begin("generate", "run.yaml", "--run-id", "k", *words, before=IMPATIENT)
    path = machine.folder / "kept.duckdb"
    assert process.stderr is not None
    for line in process.stderr:
        if "Writing" in line:
            break
    holder = _held(path, 300)
    _, err = process.communicate(timeout=200)
    assert process.returncode != 0
    assert f"held by process {holder.pid}" in err
    assert "Traceback" not in err
    holder.kill()
    holder.communicate()
    kept = _accepted(path)
    code, _, err = machine.run("resume", "k", *words)
    assert code == 0, err
    assert _accepted(path) >= kept
    assert (machine.folder / "kept.jsonl").read_bytes() == finished.read_bytes()


def test_two_runs_into_one_database_at_once_both_work(machine: Any, finished: Path) -> None:
    begun = {
        seed: machine.begin(
            "generate", "--seed", seed, "--db", "shared.duckdb", "--run-id", f"seed-{seed}",
            "--export", f"seed-{seed}.jsonl", "run.yaml",
        )
        for seed in (7, 8)
    }  # fmt: skip
    for process in begun.values():
        _, err = process.communicate(timeout=200)
        assert process.returncode == 0, err
    assert (machine.folder / "seed-7.jsonl").read_bytes() == finished.read_bytes()
    assert len((machine.folder / "seed-8.jsonl").read_bytes().splitlines()) == 24


def test_a_run_resumed_by_two_at_once_is_made_by_one_and_the_other_is_told(
    machine: Any, finished: Path
) -> None:
    place = ("--db", "twice.duckdb", "--export", "twice.jsonl")
    process = machine.begin_and_wait_for("Writing", "generate", "run.yaml", "--run-id", "t", *place)
    process.kill()
    process.communicate()
    both = [machine.begin("resume", "t", *place) for _ in range(2)]
    told = [one.communicate(timeout=200)[1] for one in both]
    codes = sorted(one.returncode for one in both)
    assert codes in ([0, 2], [0, 1], [0, 0]), told
    if codes != [0, 0]:
        assert any("is working at run t already" in one for one in told)
    time.sleep(0.1)
    assert (machine.folder / "twice.jsonl").read_bytes() == finished.read_bytes()
