"""Whole runs as processes: what is made, what Prefect shows, and what happens when one is ended."""

from __future__ import annotations

import json
import signal
import time
from pathlib import Path
from typing import Any

import pytest

pytestmark = [pytest.mark.timeout(240), pytest.mark.xdist_group("server")]

STAGES = ("ingest", "graph", "sample", "synthesize", "assess", "export")


def test_prefect_shows_the_run_and_each_stage_by_name_with_tags(
    machine: Any, finished: Path
) -> None:
    found = machine.flow_runs("calm")
    assert set(found) == {"calm", *(f"{stage} of calm" for stage in STAGES)}
    assert {one["state"]["type"] for one in found.values()} == {"COMPLETED"}
    assert all(set(one["tags"]) >= {"demo", "seed 7", "calm"} for one in found.values())


def test_prefect_shows_every_task_run_as_completed(machine: Any, finished: Path) -> None:
    written = machine.flow_runs("calm")["synthesize of calm"]
    found = machine.prefect(
        "task_runs/filter", {"flow_runs": {"id": {"any_": [written["id"]]}}, "limit": 100}
    )
    names = {one["name"] for one in found}
    assert "synthesize · shard 01/12 · 2 conversations" in names
    assert len(found) == 13, "twelve shards, and what is let into the dataset"
    assert {one["state"]["type"] for one in found} == {"COMPLETED"}


def test_each_stage_leaves_a_page_and_the_gate_a_table(machine: Any, finished: Path) -> None:
    found = machine.prefect("artifacts/latest/filter", {"limit": 200})
    kinds = {one["key"]: one["type"] for one in found if one["key"].startswith("calm-")}
    assert kinds == {
        **{f"calm-{stage}": "markdown" for stage in STAGES},
        "calm-gate": "table",
        "calm-outcomes": "table",
        "calm-tool-graph": "markdown",
        "calm-funnel": "markdown",
        "calm-where": "markdown",
        "calm-progress": "progress",
    }


def test_the_library_logs_into_the_run_and_the_home(machine: Any, finished: Path) -> None:
    written = machine.flow_runs("calm")["synthesize of calm"]
    logs = machine.prefect(
        "logs/filter", {"logs": {"flow_run_id": {"any_": [written["id"]]}}, "limit": 200}
    )
    said = [one["message"] for one in logs]
    assert any(text.startswith("shard 12 of 12: 2 scenarios") for text in said)
    assert "shard 12 of 12" in (machine.folder / "home" / "logs" / "digit-tc.log").read_text()


def _stopped(machine: Any, name: str, number: signal.Signals) -> tuple[int, str]:
    process = machine.begin_and_wait_for(
        "Writing", "generate", "run.yaml", "--db", f"{name}.duckdb", "--run-id", name,
        "--export", f"{name}.jsonl",
    )  # fmt: skip
    process.send_signal(number)
    _, err = process.communicate(timeout=60)
    assert "Traceback" not in err
    assert "nanobind" not in err
    return process.returncode, err


def _goes_on(machine: Any, name: str) -> bytes:
    code, _, err = machine.run(
        "generate", "run.yaml", "--db", f"{name}.duckdb", "--run-id", name,
        "--export", f"{name}.jsonl",
    )  # fmt: skip
    assert code == 0, err
    return (machine.folder / f"{name}.jsonl").read_bytes()


def test_a_killed_run_is_told_as_interrupted_and_goes_on_to_the_same_bytes(
    machine: Any, finished: Path
) -> None:
    assert _stopped(machine, "killed", signal.SIGKILL)[0] == -signal.SIGKILL
    assert "interrupted" in machine.run("runs", "--db", "killed.duckdb")[1]
    assert _goes_on(machine, "killed") == finished.read_bytes()
    time.sleep(2.5)
    found = machine.prefect("flow_runs/filter", {"flow_runs": {"tags": {"all_": ["killed"]}}})
    states = [one["state"]["type"] for one in found]
    assert states.count("CRASHED") == 2, "the run and the stage that was under way"
    assert "RUNNING" not in states


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_run_that_is_asked_to_stop_keeps_what_it_has_and_says_how_to_go_on(
    machine: Any, finished: Path, number: signal.Signals
) -> None:
    name = f"asked-{number.name.lower()}"
    code, err = _stopped(machine, name, number)
    assert code == 130
    assert f"--run-id {name}" in err
    assert machine.run("runs", "--db", f"{name}.duckdb")[1].splitlines()[1].split()[1] == "stopped"
    time.sleep(1.5)
    found = machine.flow_runs(name)
    states = {one["name"]: one["state"]["name"] for one in found.values()}
    assert states[name] == states[f"synthesize of {name}"] == "Stopped"
    if number == signal.SIGINT:
        assert _goes_on(machine, name) == finished.read_bytes()


def test_a_run_with_models_that_is_asked_to_stop_can_be_exported_and_goes_on_to_the_same_bytes(
    machine: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "anything")
    provider = machine.begin("rehearse", "--port", "0", "--latency-ms", "50")
    try:
        base = provider.stdout.readline().split()[2].rstrip(".")
        (machine.folder / "asked.yaml").write_text(
            "name: asked\ncount: 16\ngraph: {embeddings: none}\nsynthesis: {shard_size: 16}\n"
            "quality: {min_multi_call_turns: 0.0, implicit_tolerance: 1.0}\n"
            f"models: {{api_base: '{base}', max_concurrency: 8}}\n"
        )
        words = ("generate", "asked.yaml", "--model", "openai/rehearsal")

        def there(name: str) -> tuple[str, ...]:
            return ("--db", f"{name}.duckdb", "--run-id", name, "--export", f"{name}.jsonl")

        process = machine.begin(*words, *there("asked"))
        _wait_for_accepted(machine, process, 3)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
        assert process.returncode == 130, err
        told = machine.run("runs", "--db", "asked.duckdb")[1].splitlines()[1].split()
        assert told[1] == "stopped"
        assert 3 <= int(told[2]) < 16, "one shard, and it has not come to its end"
        code, _, err = machine.run("export", "asked", "--to", "part.jsonl", "--db", "asked.duckdb")
        assert (code, f"{told[2]} of 16" in err) == (0, True)
        part = (machine.folder / "part.jsonl").read_bytes().splitlines()
        assert len(part) == int(told[2])
        for name in ("asked", "never-asked"):
            code, _, err = machine.run(*words, *there(name))
            assert code == 0, err
    finally:
        provider.terminate()
        provider.communicate(timeout=30)
    whole = (machine.folder / "never-asked.jsonl").read_bytes()
    assert (machine.folder / "asked.jsonl").read_bytes() == whole


def _wait_for_accepted(machine: Any, process: Any, wanted: int) -> None:
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline:
        assert process.poll() is None, "it ended before it was stopped"
        events = machine.folder / "runs" / "asked" / "events.jsonl"
        if events.exists() and events.read_text().count("conversation.accepted") >= wanted:
            return
        time.sleep(0.05)
    pytest.fail("it accepted nothing")


def test_a_run_can_be_looked_at_while_it_is_made_and_not_be_made_twice(
    machine: Any, finished: Path
) -> None:
    words = ("generate", "run.yaml", "--db", "busy.duckdb", "--run-id", "busy")
    process = machine.begin_and_wait_for("Building", *words, "--export", "busy.jsonl")
    code, out, err = machine.run(*words, "--export", "other.jsonl")
    assert (code, out) == (2, "")
    assert f"Process {process.pid} is working at run busy" in err
    try:
        for look in (("runs",), ("show", "latest"), ("sql", "FROM runs")):
            code, _, err = machine.run(*look, "--db", "busy.duckdb")
            assert (code, err) == (0, "")
        code, _, err = machine.run("export", "busy", "--to", "part.jsonl", "--db", "busy.duckdb")
        # By now there may be nothing yet, a part, or all of it.
        told = {2: "nothing was written", 0: "Run busy is not whole" if err else ""}
        assert told[code] in err
        assert process.poll() is None
    finally:
        process.kill()
        process.communicate()


def test_a_gate_that_fails_names_expectation_and_rows_and_keeps_the_data(machine: Any) -> None:
    strict = machine.folder / "strict.yaml"
    strict.write_text("count: 8\ngraph: {embeddings: none}\nquality: {min_multi_call_turns: 1.0}\n")
    place = ("--db", "strict.duckdb", "--run-id", "strict")
    code, out, err = machine.run("generate", strict, *place, "--export", "strict.jsonl")
    assert (code, out) == (4, "")
    assert "run/multi-call-turns: " in err
    assert err.count("run/multi-call-turns") == 1
    assert not (machine.folder / "strict.jsonl").exists()
    code, _, err = machine.run("export", "strict", "--to", "strict.jsonl", "--db", "strict.duckdb")
    assert (code, err) == (0, "")
    assert len((machine.folder / "strict.jsonl").read_bytes().splitlines()) == 8
    time.sleep(1.5)
    found = machine.flow_runs("strict")
    assert found["assess of strict"]["state"]["type"] == "FAILED"
    assert "multi" in found["assess of strict"]["state"]["message"]


def test_sources_that_cannot_give_what_was_asked_are_exit_code_3(machine: Any) -> None:
    door = machine.folder / "door.json"
    code = {"type": "string", "pattern": "^(?!x)x$"}
    parameters = {"type": "object", "properties": {"code": code}, "required": ["code"]}
    tool = {"name": "open_door", "description": "Open the door.", "parameters": parameters}
    door.write_text(json.dumps([tool]))
    code, out, err = machine.run(
        "generate", "--tools", door, "--count", 500, "--db", "door.duckdb", "--run-id", "door"
    )
    assert (code, out) == (3, "")
    assert "of the 500 conversations asked for" in err
    assert "digit-tc export door" in err
