"""The same run file and seed give the same bytes, whatever happens around them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from digit_tc.runs import Site, is_locked, lock_run, read_status

ROOT = Path(__file__).parents[2]
STEPS = ("ingest", "graph", "sample", "synthesize", "shard", "admit")

TOOLS: list[dict[str, Any]] = [
    {
        "name": "find_order",
        "description": "Find the order of a customer.",
        "parameters": {
            "type": "object",
            "properties": {
                "customer_name": {"type": "string", "description": "Full name of the customer."}
            },
            "required": ["customer_name"],
        },
        "returns": {
            "type": "object",
            "properties": {
                "order_id": {"type": "string", "description": "Id of the order."},
                "total": {"type": "number", "description": "Amount in euros."},
            },
        },
    },
    {
        "name": "cancel_order",
        "description": "Cancel an order.",
        "parameters": {
            "type": "object",
            "properties": {
                "order_id": {"type": "string", "description": "Id of the order."},
                "reason": {"type": "string", "enum": ["late", "damaged", "not needed"]},
            },
            "required": ["order_id", "reason"],
        },
        "returns": {
            "type": "object",
            "properties": {"refund_id": {"type": "string", "description": "Id of the refund."}},
        },
    },
    {
        "name": "list_stores",
        "description": "List the stores of a city.",
        "parameters": {
            "type": "object",
            "properties": {"city": {"type": "string", "description": "Name of the city."}},
            "required": ["city"],
        },
    },
]


class Died(BaseException):
    """Stands for a process that ended in the middle."""


def dies_at(step: str, time: int) -> Callable[[str], None]:
    """A breaker that lets the `time`-th such step be the last."""
    met: Counter[str] = Counter()

    def breaker(name: str) -> None:
        met[name] += 1
        if (name, met[name]) == (step, time):
            raise Died

    return breaker


def test_cut_run_id_and_folder_do_not_matter(
    run: Any, small: Any, undisturbed: bytes, tmp_path: Path
) -> None:
    for shard_size, name in ((1, "one"), (7, "seven"), (1000, "all at once")):
        folder = tmp_path / name
        made = run(Site(folder / "data.duckdb", name.split()[0]), small(shard_size=shard_size))
        assert made == undisturbed


def test_an_export_has_exactly_as_many_lines_as_asked_for_and_none_twice(
    undisturbed: bytes,
) -> None:
    lines = undisturbed.splitlines()
    assert len(lines) == len(set(lines)) == 12
    assert len({json.loads(line)["metadata"]["id"] for line in lines}) == 12


@pytest.mark.parametrize("step", STEPS)
def test_a_run_that_died_goes_on_to_the_same_bytes(
    run: Any, small: Any, undisturbed: bytes, site: Site, step: str
) -> None:
    with pytest.raises(Died):
        run(site, small(), dies_at(step, 2 if step == "shard" else 1))
    assert run(site, small()) == undisturbed
    with site.store.reading() as reader:
        counts = reader.counts(site.run_id)
        assert counts["admitted"] == counts["scenarios"] == 12, "no round is done twice"
        assert {one.status for one in reader.stage_runs(site.run_id)} <= {"done", "failed"}


def test_a_run_that_dies_again_and_again_comes_to_the_same_bytes(
    run: Any, small: Any, undisturbed: bytes, site: Site
) -> None:
    for step in STEPS:
        with pytest.raises(Died):
            run(site, small(), dies_at(step, 1))
    assert run(site, small()) == undisturbed


def test_order_of_sources_and_folder_of_files_do_not_matter(
    run: Any, small: Any, tmp_path: Path
) -> None:
    made = set()
    for place in ("here", "there/and/deeper"):
        folder = tmp_path / place
        folder.mkdir(parents=True)
        files = [folder / "orders.json", folder / "stores.json"]
        files[0].write_text(json.dumps(TOOLS[:2]))
        files[1].write_text(json.dumps(TOOLS[2:]))
        for number, sources in enumerate((files, files[::-1])):
            site = Site(folder / f"{number}.duckdb", f"run-{number}")
            made.add(run(site, small(6, tools=tuple(map(str, sources)))))
    assert len(made) == 1


def test_hash_seed_and_time_zone_do_not_matter(tmp_path: Path) -> None:
    program = (
        "import sys, pathlib\n"
        "sys.path.insert(0, sys.argv[2])\n"
        "from importlib.util import spec_from_file_location as at, module_from_spec as new\n"
        "spec = at('helper', sys.argv[2] + '/tests/support/whole_run.py')\n"
        "helper = new(spec)\n"
        "spec.loader.exec_module(helper)\n"
        "from digit_tc.config import GraphConfig, RunConfig\n"
        "from digit_tc.runs import Site\n"
        "config = RunConfig(count=6, graph=GraphConfig(embeddings='none'))\n"
        "sys.stdout.buffer.write(helper.make(Site(pathlib.Path(sys.argv[1]), 'run'), config))\n"
    )
    made = set()
    for number, zone in enumerate(("Pacific/Kiritimati", "America/Anchorage")):
        made.add(
            subprocess.run(
                [sys.executable, "-c", program, str(tmp_path / f"{number}.duckdb"), str(ROOT)],
                env={
                    **os.environ,
                    "PYTHONPATH": str(ROOT),
                    "PYTHONHASHSEED": str(number + 1),
                    "TZ": zone,
                },
                cwd=tmp_path,
                capture_output=True,
                check=True,
            ).stdout
        )
    assert len(made) == 1
    assert len(made.pop().splitlines()) == 6


HOLDER = """
import sys, pathlib
from digit_tc.runs import Site, lock_run
with lock_run(Site(pathlib.Path(sys.argv[1]), "demo-1")):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_one_process_works_at_a_run_and_a_dead_one_does_not_hold_it(
    run: Any, small: Any, site: Site
) -> None:
    from digit_tc import runs
    from digit_tc.errors import StoreError

    begun = runs.register(site, small())
    assert read_status(site, begun) == "interrupted"
    other = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(site.db)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert other.stdout is not None
    try:
        assert other.stdout.readline() == "held\n"
        assert is_locked(site)
        assert read_status(site, begun) == "running"
        with pytest.raises(StoreError, match=str(other.pid)), lock_run(site):
            pytest.fail("another process has it")
    finally:
        other.kill()
        other.communicate()
    with lock_run(site), lock_run(site):
        assert is_locked(site)
    assert not is_locked(site)


def test_a_dataset_that_grows_in_steps_is_the_one_that_is_made_at_once(
    run: Any, small: Any, undisturbed: bytes, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    from digit_tc import runs

    growing: list[runs.RunDataset] = []
    seen: list[int] = []

    def step(name: str) -> None:
        if name == "shard":
            growing[:] = growing or [runs.RunDataset(site)]
            seen.append(growing[0].grow()["admitted"])

    monkeypatch.setattr(runs, "admit", lambda _site: growing[0].grow())
    assert run(site, small(), step) == undisturbed
    assert seen == [0, 4, 8]


def test_what_could_not_be_stored_is_stored_at_the_next_try(
    run: Any, small: Any, undisturbed: bytes, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    from digit_tc import runs
    from digit_tc.errors import StoreError
    from digit_tc.store import Writer

    admit, calls = Writer.admit, []

    def full_once(self: Any, *arguments: Any, **more: Any) -> int:
        calls.append(1)
        if len(calls) == 1:
            raise StoreError("The disk is full.")
        return admit(self, *arguments, **more)

    def patient(where: Site) -> None:
        growing = runs.RunDataset(where)
        with pytest.raises(StoreError):
            growing.grow()
        growing.grow()

    monkeypatch.setattr(Writer, "admit", full_once)
    monkeypatch.setattr(runs, "admit", patient)
    assert run(site, small()) == undisturbed
