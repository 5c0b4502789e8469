"""What is executed again, as Prefect's books and the run's events tell it."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from digit_tc.observe import read_events

pytestmark = [pytest.mark.timeout(400), pytest.mark.xdist_group("server")]

# Shard 7 of 12 begins at scenario 12.
PLANTED = """
from digit_tc import stages
real = stages.synthesize_shard
def planted(site, shard):
    if shard.first == 12:
        raise RuntimeError("planted")
    return real(site, shard)
stages.synthesize_shard = planted
"""


def _events(machine: Any, run_id: str, name: str) -> list[dict[str, Any]]:
    path = machine.folder / "runs" / run_id / "events.jsonl"
    return [one for one in read_events(path) if one["event"] == name]


def _all_flow_runs(machine: Any, run_id: str) -> list[dict[str, Any]]:
    time.sleep(2.5)  # the server writes what it was told in batches
    body = {"flow_runs": {"tags": {"all_": [run_id]}}, "sort": "EXPECTED_START_TIME_ASC"}
    found: list[dict[str, Any]] = machine.prefect("flow_runs/filter", body)
    return found


def _task_runs(machine: Any, flow_run: dict[str, Any]) -> list[str]:
    body = {"flow_runs": {"id": {"any_": [flow_run["id"]]}}, "limit": 100}
    return sorted(one["name"] for one in machine.prefect("task_runs/filter", body))


def _names(flow_runs: Sequence[dict[str, Any]]) -> list[str]:
    return [one["name"] for one in flow_runs]


def test_after_a_failure_in_one_shard_that_shard_and_what_follows_are_executed_and_no_other(
    machine: Any, finished: Path
) -> None:
    place = ("--db", "one.duckdb", "--export", "one.jsonl")
    code, _, err = machine.run("generate", "run.yaml", "--run-id", "one", *place, before=PLANTED)
    assert code == 1, err
    before = [one["first"] for one in _events(machine, "one", "shard.begun")]
    assert before == [0, 2, 4, 6, 8, 10]
    code, _, err = machine.run("resume", "one", *place)
    assert code == 0, err
    after = [one["first"] for one in _events(machine, "one", "shard.begun")][len(before) :]
    assert after == [12, 14, 16, 18, 20, 22]
    assert (machine.folder / "one.jsonl").read_bytes() == finished.read_bytes()
    runs = _all_flow_runs(machine, "one")
    assert _names(runs).count("ingest of one") == _names(runs).count("graph of one") == 1
    tried = [one for one in runs if one["name"] == "synthesize of one"]
    counted = [len([name for name in _task_runs(machine, one) if "shard" in name]) for one in tried]
    assert counted == [7, 6], "the planted one failed in the first"


def test_an_equal_run_executes_no_synthesis(machine: Any, finished: Path) -> None:
    code, _, err = machine.run(
        "generate",
        "run.yaml",
        "--db",
        "calm.duckdb",
        "--run-id",
        "again",
        "--export",
        "again.jsonl",
    )
    assert code == 0, err
    assert "Synthesize: taken over from run calm" in err
    assert (machine.folder / "again.jsonl").read_bytes() == finished.read_bytes()
    found = _all_flow_runs(machine, "again")
    assert _names(found) == ["again", "assess of again", "export of again"]
    assert _events(machine, "again", "shard.begun") == []


def test_a_changed_export_section_redoes_the_export_only(machine: Any, finished: Path) -> None:
    changed = machine.folder / "changed.yaml"
    text = (machine.folder / "run.yaml").read_text()
    changed.write_text(text + "export: {validation_share: 0.5}\n")
    place = ("--db", "calm.duckdb", "--export", "changed.jsonl")
    words = ("generate", "run.yaml", "--run-id", "other", *place)
    assert machine.run(*words)[0] == 0
    before = (machine.folder / "changed.jsonl").read_bytes()
    begun = len(_events(machine, "other", "stage.begun"))
    code, out, err = machine.run("rerun", "other", changed, "--explain", *place)
    assert code == 0, err
    explained = {line.split()[0]: line.split()[1] for line in out.splitlines()[1:7]}
    assert [stage for stage, what in explained.items() if what == "redo"] == ["export"]
    stages = [one["stage"] for one in _events(machine, "other", "stage.begun")][begun:]
    assert stages == ["export"]
    assert (machine.folder / "changed.jsonl").read_bytes() != before


def test_a_dry_run_says_what_a_new_seed_means_and_changes_nothing(
    machine: Any, finished: Path
) -> None:
    changed = machine.folder / "seed.yaml"
    changed.write_text((machine.folder / "run.yaml").read_text() + "seed: 9\n")
    before = machine.run("sql", "FROM stage_runs", "--db", "calm.duckdb")[1]
    code, out, err = machine.run("rerun", "calm", changed, "--dry-run", "--db", "calm.duckdb")
    assert (code, err) == (0, "")
    assert "Changed since: seed." in out
    assert machine.run("sql", "FROM stage_runs", "--db", "calm.duckdb")[1] == before


def test_a_finished_run_that_is_resumed_is_only_exported(machine: Any, finished: Path) -> None:
    code, _, err = machine.run("resume", "calm", "--db", "calm.duckdb", "--export", "more.jsonl")
    assert code == 0
    assert "Run calm is done" in err
    assert (machine.folder / "more.jsonl").read_bytes() == finished.read_bytes()


def test_events_are_shown_for_people_and_for_programs(machine: Any, finished: Path) -> None:
    code, out, err = machine.run("events", "calm", "--db", "calm.duckdb")
    assert (code, err) == (0, "")
    assert "run.registered" in out.splitlines()[0]
    assert "run.ended" in out
    code, out, _ = machine.run("events", "calm", "--db", "calm.duckdb", "--json", "--follow")
    assert code == 0
    assert out.count('"event": "conversation.accepted"') == 24
