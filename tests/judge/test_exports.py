"""The judge reads whole exports, prints what it found, and shares no code with what it judges."""

from __future__ import annotations

import ast
import copy
import json
import subprocess
import sys
from pathlib import Path

import pytest
from digit_tc_test_support.judging import edit_arguments, failing, judged

from digit_tc.formats.openai import build_example

ROOT = Path(__file__).parents[2]
EXPORTS = ROOT / "tests" / "golden" / "exports"


def test_the_judge_shares_no_code_with_what_it_judges():
    imported, files = set(), sorted((ROOT / "benchmarks" / "judge").glob("**/*.py"))
    assert len(files) > 20
    for path in files:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {name.name.split(".")[0] for name in node.names}
            elif isinstance(node, ast.ImportFrom):
                # One dot is the package itself; two would reach its neighbours.
                assert node.level <= 1, path
                imported |= {node.module.split(".")[0]} if node.level == 0 else set()
    assert not imported & {"digit_tc", "flows", "tasks", "benchmarks"}
    assert imported - set(sys.stdlib_module_names) == {"jsonschema_rs"}


def test_right_conversations_fail_nothing(samples):
    tools = samples.build_graph().by_key
    judge = judged(
        *(build_example(samples.build_conversation(index), tools, "train") for index in range(40)),
    )
    assert failing(judge) == set()
    figures = judge.figures()
    assert figures["provenance_share"] == figures["grounded_share"] == 1
    assert figures["implicit_share"] == 0.25
    assert figures["calls_needing_a_result"] == 0.75
    assert figures["calls_needing_a_result_of_same_turn"] == 0.25
    assert figures["calls_needing_a_result_of_earlier_turn"] == 0.5
    assert figures["later_turns_using_earlier_result"] == 1
    assert figures["tools_offered"] == 5
    # Of choices nothing is promised yet.
    assert not judge.tally.offences.keys() - {"hidden_writes", "arbitrary_picks"}


def test_exact_duplicates_are_counted_whatever_their_ids(example):
    twin = copy.deepcopy(example)
    twin["metadata"] |= {"id": "conv-2", "index": 1}
    judge = judged(example, twin)
    assert judge.figures()["exact_duplicates"] == 1
    assert judge.figures()["distinct_first_request_share"] == 0.5


def test_a_dataflow_chain_in_both_parts_is_named(example, samples):
    other = build_example(samples.build_conversation(1), samples.build_graph().by_key, "validation")
    assert failing(judged(example, other)) == {"chains_in_both_parts"}


def test_shares_that_miss_what_was_configured_are_named(example):
    judge = judged(example)
    assert failing(judge, implicit=0.15) == {"implicit_share"}
    example["messages"] = [*example["messages"][:4], example["messages"][-1]]
    assert "multi_call_turn_share" in failing(judged(example))


def test_the_program_prints_a_table_or_json_and_tells_by_its_exit_code(tmp_path, example):
    path = tmp_path / "data.jsonl"

    def run(*options):
        path.write_text(json.dumps(example) + "\n", encoding="utf-8")
        return subprocess.run(
            [sys.executable, "-m", "benchmarks.judge", path, "--implicit-share", "0.25", *options],
            capture_output=True, text=True, check=False, cwd=ROOT,
        )  # fmt: skip

    assert run().returncode == 0
    edit_arguments(example, "call_2", city_id="CTY-99")
    table = run("--show", "1")
    assert table.returncode == 1
    assert "FAILS: must be >= 0.99" in table.stdout
    assert "line 1 call_2 search_flights: city_id = 'CTY-99'" in table.stdout
    report = json.loads(run("--json").stdout)
    assert set(report["failures"]) == {"grounded_share", "provenance_share"}
    path.unlink()
    missing = subprocess.run(
        [sys.executable, ROOT / "benchmarks" / "judge_export.py", path],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert missing.returncode == 2
    assert "cannot be read" in missing.stderr


def test_an_empty_file_does_not_pass():
    assert "conversations" in failing(judged())


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("of_0_1", {"conversations": 2, "gold_steps": 0, "wrong_calls": 1,
                    "turns_per_conversation": 1.5, "words_p90": 28}),
        ("with_acts", {"conversations": 2, "gold_steps": 11, "wrong_calls": 1,
                       "turns_per_conversation": 2.5, "words_p90": 25}),
    ],
)  # fmt: skip
def test_exports_of_any_version_are_read(name, wanted):
    lines = (EXPORTS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    judge = judged(*lines)
    figures = judge.figures()
    assert {figure: figures[figure] for figure in wanted} == wanted
    assert figures["grounded_share"] == figures["provenance_share"] == 1
    # Of choices nothing is promised yet.
    assert not judge.tally.offences.keys() - {"hidden_writes", "arbitrary_picks"}
