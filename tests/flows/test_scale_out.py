"""A run on a Dask cluster of two worker processes, one of which is killed in the middle."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("distributed", reason="Dask is an extra: pip install 'digit-tc[dask]'")
pytestmark = [pytest.mark.timeout(300), pytest.mark.xdist_group("server")]

RUN_FILE = """
name: wide
count: 200
graph: {embeddings: none}
synthesis: {shard_size: 10}
"""
SHARDS = 20
Cluster = Callable[[int], tuple[str, list[subprocess.Popen[str]]]]


@pytest.fixture(scope="module")
def wide(machine: Any) -> Path:
    """The export of a run of twenty shards, written by one process."""
    (machine.folder / "wide.yaml").write_text(RUN_FILE)
    code, _, err = machine.run(
        "generate", "wide.yaml", "--db", "here.duckdb", "--run-id", "here",
        "--export", "here.jsonl",
    )  # fmt: skip
    assert code == 0, err
    return machine.folder / "here.jsonl"


@pytest.fixture
def cluster(machine: Any, tmp_path: Path) -> Iterator[Cluster]:
    """`cluster(2)` starts a scheduler and two workers, and gives its address and the workers."""
    begun: list[subprocess.Popen[str]] = []

    def start(*words: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-m", "dask", *words],
            cwd=tmp_path,
            env=machine.environment | {"OPENAI_API_KEY": "anything"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        begun.append(process)
        return process

    def build(workers: int) -> tuple[str, list[subprocess.Popen[str]]]:
        scheduler = start("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")
        address = _said(scheduler, r"Scheduler at: +(tcp://\S+)")
        made = [start("worker", address, "--nthreads", "1", "--no-nanny", "--no-dashboard")
                for _ in range(workers)]  # fmt: skip
        for worker in made:
            _said(worker, r"(Registered to):")
        return address, made

    yield build
    for process in reversed(begun):
        process.kill()
        process.communicate()


def _said(process: subprocess.Popen[str], pattern: str) -> str:
    assert process.stderr is not None
    for line in process.stderr:
        found = re.search(pattern, line)
        if found:
            return found[1]
    pytest.fail(f"it ended before it said {pattern!r}")


def _first_file(folder: Path, pattern: str, process: subprocess.Popen[str]) -> None:
    until = time.monotonic() + 120
    while time.monotonic() < until and process.poll() is None:
        if next(folder.glob(pattern), None) is not None:
            return
        time.sleep(0.002)
    pytest.fail(f"no {pattern} came")


def _shard_runs(machine: Any, run_id: str) -> list[str]:
    time.sleep(2.5)  # the server writes what it was told in batches
    flow = machine.flow_runs(run_id)[f"synthesize of {run_id}"]
    found = machine.prefect(
        "task_runs/filter", {"flow_runs": {"id": {"any_": [flow["id"]]}}, "limit": 100}
    )
    assert {one["state"]["type"] for one in found} == {"COMPLETED"}
    return sorted(one["name"] for one in found if "shard" in one["name"])


def test_a_worker_killed_in_the_middle_changes_no_byte(
    machine: Any, wide: Path, cluster: Cluster
) -> None:
    address, (first, _) = cluster(2)
    run = machine.begin(
        "generate", "wide.yaml", "--db", "there.duckdb", "--run-id", "there",
        "--export", "there.jsonl", "--runner", "dask", "--runner-address", address,
        "--shards-folder", "shared",
    )  # fmt: skip
    _first_file(machine.folder / "shared" / "there", "*.parquet", run)
    os.kill(first.pid, signal.SIGKILL)
    out, err = run.communicate(timeout=200)
    assert run.returncode == 0, err
    assert "2 shards at once" in err
    assert (machine.folder / "there.jsonl").read_bytes() == wide.read_bytes(), out
    assert not (machine.folder / "shared" / "there").exists()
    # Where scenarios were given up, these are the shards of a second round: each of them once.
    names = _shard_runs(machine, "there")
    total = int(names[-1].split("/")[1].split()[0])
    first_number = int(names[0].split("shard ")[1].split("/")[0])
    assert total >= 20
    wanted = range(first_number, total + 1)
    assert [name.rpartition(" · ")[0] for name in names] == [
        f"synthesize · shard {n:02d}/{total}" for n in wanted
    ]


def test_a_run_whose_workers_all_die_goes_on_with_new_ones(
    machine: Any, wide: Path, cluster: Cluster
) -> None:
    address, workers = cluster(2)
    words = (
        "--db", "lost.duckdb", "--export", "lost.jsonl", "--runner", "dask",
        "--shards-folder", "shared",
    )  # fmt: skip
    with _patience(machine, 1.0):
        run = machine.begin(
            "generate", "wide.yaml", "--run-id", "lost", *words, "--runner-address", address
        )
        _first_file(machine.folder / "shared" / "lost", "*.parquet", run)
        for worker in workers:
            os.kill(worker.pid, signal.SIGKILL)
        _, err = run.communicate(timeout=200)
    assert run.returncode == 1
    assert "no workers" in err
    assert "digit-tc resume" in err
    address, _ = cluster(1)
    code, _, err = machine.run("resume", "lost", *words, "--runner-address", address)
    assert code == 0, err
    assert (machine.folder / "lost.jsonl").read_bytes() == wide.read_bytes()


def test_with_models_a_killed_worker_changes_no_byte_and_no_request_is_paid_twice(
    machine: Any, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "anything")
    provider = machine.begin("rehearse", "--port", "0", "--latency-ms", "150")
    try:
        assert provider.stdout is not None
        base = provider.stdout.readline().split()[2].rstrip(".")
        (machine.folder / "models.yaml").write_text(
            "name: models\ncount: 20\ngraph: {embeddings: none}\nsynthesis: {shard_size: 1}\n"
            "quality: {min_multi_call_turns: 0.1, implicit_tolerance: 0.4}\n"
            f"models: {{api_base: '{base}', max_concurrency: 8}}\n"
        )
        options = ("--model", "openai/rehearsal")
        code, _, err = machine.run(
            "generate", "models.yaml", *options, "--db", "m-here/x.duckdb", "--run-id", "m-here",
            "--export", "m-here.jsonl",
        )  # fmt: skip
        assert code == 0, err
        address, (first, _) = cluster(2)
        run = machine.begin(
            "generate", "models.yaml", *options, "--db", "m-there/x.duckdb", "--run-id",
            "m-there", "--export", "m-there.jsonl", "--runner", "dask",
            "--runner-address", address,
        )  # fmt: skip
        shared = machine.folder / "m-there" / "shards" / "m-there"
        _first_file(shared, "*.parquet", run)
        os.kill(first.pid, signal.SIGKILL)
        _, err = run.communicate(timeout=240)
        assert run.returncode == 0, err
    finally:
        provider.terminate()
        provider.communicate(timeout=30)
    made = (machine.folder / "m-there.jsonl").read_bytes()
    assert made == (machine.folder / "m-here.jsonl").read_bytes()
    paid = {}
    for name in ("m-here", "m-there"):
        code, out, err = machine.run(
            "sql", "--db", f"{name}/x.duckdb", "--json",
            "SELECT count(*) AS n, count(DISTINCT key) AS keys FROM model_calls"
            " WHERE NOT cached AND outcome = 'ok'",
        )  # fmt: skip
        assert code == 0, err
        paid[name] = tuple(map(int, re.findall(r"\d+", out)))
    assert paid["m-here"] == paid["m-there"]
    assert not shared.exists(), "replies are with those of all runs now"


def test_a_dead_address_is_told_before_anything_is_written(machine: Any, wide: Path) -> None:
    code, _, err = machine.run(
        "generate", "wide.yaml", "--db", "dead.duckdb", "--runner", "dask",
        "--runner-address", "tcp://127.0.0.1:9",
    )  # fmt: skip
    assert code == 1
    assert "No Dask scheduler answers at tcp://127.0.0.1:9" in err


def test_a_worker_without_the_package_is_told(machine: Any, wide: Path, cluster: Cluster) -> None:
    with _without_the_package(machine):
        address, _ = cluster(1)
    code, _, err = machine.run(
        "generate", "wide.yaml", "--db", "bare.duckdb", "--runner", "dask",
        "--runner-address", address,
    )  # fmt: skip
    assert code == 2
    assert "A worker of the cluster has no package digit_tc." in err


@contextlib.contextmanager
def _patience(machine: Any, seconds: float) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DIGIT_TC_RUNNER_WAIT_SECONDS", str(seconds))
        yield


@contextlib.contextmanager
def _without_the_package(machine: Any) -> Iterator[None]:
    kept = {key: value for key, value in machine.environment.items() if key != "PYTHONPATH"}
    # Where the project is installed for development, its finder must not be seen either.
    blocked = machine.folder / "blocked" / "digit_tc"
    blocked.mkdir(parents=True)
    (blocked / "__init__.py").write_text(
        "raise ModuleNotFoundError(\"No module named 'digit_tc'\", name='digit_tc')"
    )
    with pytest.MonkeyPatch.context() as patch:
        environment = kept | {"PYTHONPATH": str(blocked.parent)}
        patch.setattr(type(machine), "environment", property(lambda _self: environment))
        yield
