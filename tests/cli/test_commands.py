"""What each command prints, and the exit code of everything that can go wrong."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from digit_tc.config import RunConfig, hash_config
from digit_tc.errors import GateError, StopRequested, YieldError
from digit_tc.records import Rejection
from digit_tc.store import Store
from flows.observe.progress import RunSummary

ROOT = Path(__file__).parents[2]
COMMANDS = (
    "preview",
    "generate",
    "pilot",
    "tools",
    "graph",
    "runs",
    "show",
    "cost",
    "export",
    "sql",
    "ui",
)


def test_help_names_every_command(digit_tc: Any) -> None:
    said = digit_tc("--help")
    assert said.code == 0
    assert [name for name in COMMANDS if f"\n  {name} " not in said.out] == []


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(digit_tc: Any, command: str) -> None:
    assert digit_tc(command, "--help").code == 0


@pytest.mark.parametrize(
    "words",
    [
        ("generate", "missing.yaml"),
        ("generate", "--count", "0"),
        ("generate", "--count", "many"),
        ("generate", "--no-such-option"),
        ("generate", "--run-id", "../elsewhere"),
        ("generate", "--export", "missing/folder/x.jsonl"),
        ("tools", "missing.json"),
        ("runs",),
        ("show", "latest"),
        ("no-such-command",),
    ],
)
def test_wrong_input_is_told_in_sentences_with_exit_code_2(digit_tc: Any, words: Any) -> None:
    said = digit_tc(*words)
    assert (said.code, said.out) == (2, "")
    assert said.err.strip()
    assert len(said.err.splitlines()) <= 4


def test_tools_prints_json_for_programs(digit_tc: Any) -> None:
    said = digit_tc("tools", "starter", "--json")
    found = json.loads(said.out)
    assert said.code == 0
    assert len(found["tools"]) > 20
    assert found["rejections"] == []


def test_sources_without_a_usable_tool_are_wrong_input_and_say_why(
    digit_tc: Any, tmp_path: Path
) -> None:
    path = tmp_path / "tools.json"
    path.write_text(json.dumps([{"type": "function", "function": {"description": "No name."}}]))
    said = digit_tc("tools", path)
    assert said.code == 2
    assert "tools.json [0]" in said.err


def test_tools_lists_what_was_dropped_and_why(digit_tc: Any, tmp_path: Path) -> None:
    good = {"name": "ring", "description": "Ring the bell.", "parameters": {"type": "object"}}
    functions = [good, {"description": "No name."}]
    path = tmp_path / "tools.json"
    path.write_text(json.dumps([{"type": "function", "function": item} for item in functions]))
    said = digit_tc("tools", path)
    assert said.code == 0
    assert "Dropped: 1" in said.out
    assert "tools.json [1]" in said.out


def test_a_terminal_sequence_in_a_description_is_shown_and_not_sent(
    digit_tc: Any, tmp_path: Path
) -> None:
    tool = {
        "name": "ring",
        "description": "Ring \x1b[31mthe\x07 bell \u202edesrever.",
        "parameters": {"type": "object", "properties": {}},
    }
    path = tmp_path / "tools.json"
    path.write_text(json.dumps([{"type": "function", "function": tool}]))
    for words in (("tools", path), ("tools", path, "--json"), ("graph", path)):
        said = digit_tc(*words)
        assert said.code == 0
        assert not {"\x1b", "\x07", "\u202e"} & set(said.out + said.err)


def test_graph_describes_the_edges(digit_tc: Any) -> None:
    said = digit_tc("graph", "starter", "--json")
    found = json.loads(said.out)
    assert found["summary"]["edges"] == len(found["edges"]) > 10


def test_graph_shows_ten_edges_and_counts_the_rest(digit_tc: Any) -> None:
    edges = json.loads(digit_tc("graph", "starter", "--json").out)["summary"]["edges"]
    said = digit_tc("graph", "starter")
    head, _, below = said.out.partition("score ")
    assert f", {edges} edges" in head
    rows = below.strip().splitlines()[1:]
    assert len(rows) == 11
    assert rows[-1] == f"... and {edges - 10} more; --json lists all."


def test_graph_shows_every_edge_where_there_are_few(digit_tc: Any, tmp_path: Path) -> None:
    order = {"type": "object", "properties": {"order_id": {"type": "string"}}}
    tools = [
        {"name": "create_order", "description": "Makes an order.", "returns": order},
        {"name": "get_order", "description": "Shows an order.", "parameters": order},
        {"name": "cancel_order", "description": "Cancels an order.", "parameters": order},
    ]
    path = tmp_path / "tools.json"
    functions = [{"parameters": {"type": "object", "properties": {}}} | tool for tool in tools]
    path.write_text(json.dumps([{"type": "function", "function": one} for one in functions]))
    edges = json.loads(digit_tc("graph", path, "--json").out)["summary"]["edges"]
    said = digit_tc("graph", path)
    assert len(said.out.partition("score ")[2].strip().splitlines()[1:]) == edges >= 2
    assert "more" not in said.out


def test_graph_writes_a_page(digit_tc: Any, tmp_path: Path) -> None:
    page = tmp_path / "graph.html"
    assert digit_tc("graph", "starter", "--html", page).code == 0
    assert page.read_text(encoding="utf-8").lstrip().lower().startswith("<!doctype html>")
    refused = digit_tc("graph", "starter", "--html", tmp_path)
    assert refused.code == 2
    assert str(tmp_path) in refused.err


def test_export_writes_the_dataset_of_a_run(digit_tc: Any, database: Path, tmp_path: Path) -> None:
    target = tmp_path / "train.jsonl"
    said = digit_tc("export", "latest", "--to", target, "--db", database)
    assert (said.code, said.out) == (0, f"{target}\n")
    assert len(target.read_text(encoding="utf-8").splitlines()) == 3


def test_export_writes_each_format_that_is_named(
    digit_tc: Any, database: Path, tmp_path: Path
) -> None:
    target, beside = tmp_path / "train.jsonl", tmp_path / "train.openai.jsonl"
    words = ("export", "latest", "--to", target, "--db", database)
    said = digit_tc(*words, "--format", "trl", "--format", "openai", "--format", "trl")
    assert (said.code, said.out) == (0, f"{target}\n{beside}\n")
    assert isinstance(json.loads(target.read_text().splitlines()[0])["tools"], str)
    assert "metadata" in json.loads(beside.read_text().splitlines()[0])


def test_a_format_that_is_not_known_is_refused_with_those_that_are(
    digit_tc: Any, database: Path, tmp_path: Path
) -> None:
    target = tmp_path / "train.jsonl"
    said = digit_tc("export", "latest", "--to", target, "--db", database, "--format", "opnai")
    assert said.code == 2
    assert "no export format 'opnai'" in said.err
    assert "openai, trl" in said.err
    assert not target.exists()


def test_runs_lists_a_run_with_its_counts(digit_tc: Any, database: Path) -> None:
    said = digit_tc("runs", "--db", database)
    assert said.code == 0
    assert said.out.splitlines()[1].split()[:4] == ["demo-1", "done", "3", "3"]


@pytest.mark.parametrize("run", ["latest", "demo-1", "dem"])
def test_show_gives_a_run_by_id_beginning_or_latest(
    digit_tc: Any, database: Path, run: str
) -> None:
    said = digit_tc("show", run, "--db", database)
    assert said.code == 0
    assert "demo-1: done; 3 of 3 conversations" in said.out


def test_show_gives_a_conversation_by_index_and_by_the_beginning_of_its_id(
    digit_tc: Any, database: Path, samples: ModuleType
) -> None:
    identity = samples.build_conversation(1).id
    by_index = digit_tc("show", "latest", "1", "--db", database)
    by_id = digit_tc("show", "latest", identity[:12], "--db", database)
    assert by_index.code == 0
    assert identity in by_index.out
    assert by_index.out == by_id.out


def test_show_of_an_unknown_conversation_is_exit_code_2(digit_tc: Any, database: Path) -> None:
    said = digit_tc("show", "latest", "conv-nothing", "--db", database)
    assert said.code == 2
    assert "conv-nothing" in said.err


def test_sql_answers_as_table_csv_and_json(digit_tc: Any, database: Path) -> None:
    query = 'SELECT "index", id FROM conversations ORDER BY 1'
    table = digit_tc("sql", query, "--db", database).out.splitlines()
    rows = list(csv.reader(io.StringIO(digit_tc("sql", query, "--csv", "--db", database).out)))
    objects = json.loads(digit_tc("sql", query, "--json", "--db", database).out)
    assert len(table) == len(rows) == len(objects) + 1 == 4
    assert rows[0] == ["index", "id"]
    assert rows[2][1] == objects[1]["id"] == table[2].split()[1]


def test_sql_lists_tables_and_examples_and_asks_them(digit_tc: Any, database: Path) -> None:
    tables = digit_tc("sql", "--tables", "--db", database)
    assert "conversations" in tables.out.split()
    examples = [line.split()[0] for line in digit_tc("sql").out.splitlines()[1:]]
    assert "shapes" in examples
    for example in examples:
        assert digit_tc("sql", "--example", example, "--db", database).code == 0


@pytest.mark.parametrize("query", ["SELEC 1", "DELETE FROM runs", "SELECT * FROM 'x.csv'"])
def test_sql_that_is_wrong_or_reaches_too_far_is_exit_code_2(
    digit_tc: Any, database: Path, query: str
) -> None:
    said = digit_tc("sql", query, "--db", database)
    assert (said.code, said.out) == (2, "")


def test_a_dry_run_tells_and_writes_nothing(digit_tc: Any, tmp_path: Path) -> None:
    said = digit_tc("generate", "--count", "20", "--dry-run")
    assert said.code == 0
    for word in ("sources", "tools", "graph", "shapes", "count", "database", "export", "time"):
        assert f"\n{word} " in said.out
    assert [path.name for path in tmp_path.rglob("*")] == []


def test_a_run_id_of_another_run_file_is_refused(digit_tc: Any, database: Path) -> None:
    said = digit_tc("generate", "--run-id", "demo-1", "--count", "4", "--db", database)
    assert said.code == 2
    assert "another run file" in said.err
    assert "What differs: count." in said.err
    assert "digit-tc rerun demo-1 RUN.yaml" in said.err
    assert "digit-tc resume demo-1" in said.err


def test_at_most_five_fields_that_differ_are_named(
    digit_tc: Any, database: Path, tmp_path: Path
) -> None:
    path = tmp_path / "run.yaml"
    path.write_text(
        "count: 4\nseed: 3\nbudget: {max_tokens: 9}\ngraph: {top_k: 3}\nsample:"
        " {max_steps: 2, hidden: 0.1, offered: [3, 4], turns: {1: 1.0}}\n"
    )
    said = digit_tc("generate", path, "--run-id", "demo-1", "--db", database)
    assert said.code == 2
    assert "What differs: " in said.err, said.err
    named = said.err.partition("What differs: ")[2].partition(". `digit-tc")[0]
    fields, _, rest = named.partition(" and ")
    assert len(fields.split(", ")) == 5
    assert rest.endswith(" more")
    assert "budget" not in named
    assert {"count", "seed"} < set(fields.split(", "))


def test_a_changed_tool_file_is_what_differs(
    digit_tc: Any, pipeline: Any, database: Path, tmp_path: Path
) -> None:
    tools = tmp_path / "tools.json"
    tools.write_text("[]")
    config = RunConfig(name="x", tools=(str(tools),), count=3)
    with Store(database).reading() as reader:
        run = reader.run("demo-1")
    changed = {"config": config.model_dump(mode="json"), "config_hash": hash_config(config)}
    with Store(database).writing() as writer:
        writer.put_run(run.model_copy(update=changed))
    tools.write_text("[1]")
    said = digit_tc(
        "generate", "--tools", tools, "--count", "3", "--run-id", "demo-1", "--db", database
    )
    assert said.code == 2
    assert "What differs: the content of the files under tools." in said.err


def test_rerun_says_of_an_unknown_reason_that_nothing_was_rejected_for_it(
    digit_tc: Any, database: Path
) -> None:
    said = digit_tc("rerun", "demo-1", "--rejected", "nonsense", "--db", database)
    assert said.code == 2
    assert "Nothing of run demo-1 was ever rejected for 'nonsense'." in said.err
    assert "It rejected nothing." in said.err
    lost = [
        Rejection(stage="assess", subject="conv-x", reason=reason, detail="x")
        for reason in ("near-duplicate", "judge")
    ]
    with Store(database).writing() as writer:
        writer.put_rejections("demo-1", lost)
    said = digit_tc("rerun", "demo-1", "--rejected", "judg", "--dry-run", "--db", database)
    assert said.code == 2
    assert "Did you mean 'judge'? The reasons that there are: judge, near-duplicate." in said.err


@pytest.mark.parametrize("words", [("SELECT 1",), ("--tables",), ()])
def test_sql_refuses_a_run_that_it_would_not_look_at(
    digit_tc: Any, database: Path, words: tuple[str, ...]
) -> None:
    said = digit_tc("sql", *words, "--run", "demo-1", "--db", database)
    assert (said.code, said.out) == (2, "")
    assert "--run goes with --example alone" in said.err
    assert "WHERE run_id = 'ID'" in said.err
    assert digit_tc("sql", "--example", "shapes", "--run", "demo-1", "--db", database).code == 0


def test_a_single_scenario_is_written_anew_and_several_are(
    digit_tc: Any, database: Path, samples: ModuleType
) -> None:
    with Store(database).writing() as writer:
        writer.put_scenarios("demo-1", [samples.build_scenario(index) for index in range(3)])
    ids = [samples.build_scenario(index).id for index in range(2)]
    words = [word for one in ids for word in ("--conversations", one)]
    single = digit_tc("rerun", "demo-1", *words[:2], "--dry-run", "--db", database)
    assert single.code == 0, single.err
    assert "\n1 scenario is written anew." in single.out
    several = digit_tc("rerun", "demo-1", *words, "--dry-run", "--db", database)
    assert "\n2 scenarios are written anew." in several.out


def test_one_of_a_kind_is_told_as_one(digit_tc: Any, tmp_path: Path) -> None:
    path = tmp_path / "one.json"
    path.write_text(json.dumps([{"name": "files_list", "description": "List the files."}]))
    said = digit_tc("graph", path)
    assert said.code == 0, said.err
    assert "1 tool in 1 namespace, 0 edges (0 between namespaces)." in said.out
    assert "1 group hangs together; the largest has 1 tool; 1 tool has no edge;" in said.out


def test_a_run_that_is_done_is_only_exported_again(
    digit_tc: Any, database: Path, tmp_path: Path
) -> None:
    target = tmp_path / "again.jsonl"
    said = digit_tc(
        "generate", "--run-id", "demo-1", "--count", "3", "--db", database, "--export", target
    )
    assert said.code == 0
    assert len(target.read_text(encoding="utf-8").splitlines()) == 3
    assert str(target) in said.out


def test_a_run_prints_where_its_results_are(digit_tc: Any, pipeline: Any, tmp_path: Path) -> None:
    def made(config: Any, *, run_id: str, db: Path, export: Path, **_: object) -> RunSummary:
        return RunSummary(run_id, config.count, 3.0, db, export.parent, export)

    pipeline(made)
    said = digit_tc("generate", "--count", "6", "--quiet", "--run-id", "mine")
    lines = dict(line.split(maxsplit=1) for line in said.out.splitlines())
    assert said.code == 0
    assert said.err == ""
    assert lines["run"] == "mine"
    assert lines["made"] == "6 conversations"
    assert lines["database"] == str(tmp_path / "home" / "digit-tc.duckdb")
    assert lines["export"] == str(tmp_path / "home" / "runs" / "mine" / "dataset.jsonl")


@pytest.mark.parametrize(
    ("error", "code", "told"),
    [
        (YieldError("Only 4 of 9 can be made."), 3, "Only 4 of 9 can be made."),
        (GateError("The gate failed.", failures=("run/x: no",)), 4, "run/x: no"),
        (StopRequested("Stopped after 3."), 130, "Stopped after 3."),
        (KeyboardInterrupt(), 130, "--run-id"),
    ],
)
def test_what_ends_a_run_is_told_by_its_exit_code(
    digit_tc: Any, pipeline: Any, error: BaseException, code: int, told: str
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise error

    pipeline(fails)
    said = digit_tc("generate", "--quiet")
    assert (said.code, said.out) == (code, "")
    assert told in said.err


def test_an_unexpected_error_is_one_sentence_and_a_log_file(
    digit_tc: Any, pipeline: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_: object, **__: object) -> None:
        raise ValueError("the moon is full")

    pipeline(breaks)
    said = digit_tc("generate", "--quiet")
    log = tmp_path / "home" / "logs" / "digit-tc.log"
    assert said.code == 1
    assert len(said.err.splitlines()) == 1
    assert str(log) in said.err
    assert "ValueError: the moon is full" in log.read_text()
    monkeypatch.setenv("DIGIT_TC_DEBUG", "1")
    assert "Traceback" in digit_tc("generate", "--quiet").err


def test_a_reader_that_goes_away_is_no_error(tmp_path: Path) -> None:
    call = f"{sys.executable} -c 'from flows.cli import main; main()' tools starter --json"
    ended = subprocess.run(
        ["sh", "-c", f"{call} | head -c 1"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.stdout, ended.stderr) == ("{", "")


def test_the_process_ends_at_once_after_all_that_others_do_at_its_end() -> None:
    code = (
        "import atexit, flows.cli\n"
        "flows.cli.run_command = lambda: 3 if atexit.register(print, 'tidied up') else 0\n"
        "flows.cli.main()"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    assert (ended.returncode, ended.stdout, ended.stderr) == (3, "tidied up\n", "")
