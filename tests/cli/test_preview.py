"""A few conversations at once, the same that a run would make, and nothing is stored."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from digit_tc.api import generate

RING = {
    "name": "ring_bell",
    "description": "Ring the bell of a house.",
    "parameters": {
        "type": "object",
        "properties": {"house": {"type": "string", "enum": ["the red one", "the blue one"]}},
        "required": ["house"],
    },
}


@pytest.fixture
def tools(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file with one tool and something else, in the working folder."""
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "tools.json"
    path.write_text(json.dumps([RING, {"description": "No name."}]))
    return path


def left_behind(tmp_path: Path) -> list[str]:
    return sorted(path.name for path in tmp_path.iterdir())


def test_the_starter_tools_are_previewed_without_a_word_more(
    digit_tc: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    said = digit_tc("preview")
    assert said.code == 0
    assert said.out.count("\nTurn 1  ") == 3
    assert " ← the user in turn 1: " in said.out
    assert said.err == "Nothing was stored. A dataset: digit-tc generate --count 200\n"
    assert left_behind(tmp_path) == []
    assert "prefect" not in sys.modules


def test_a_preview_is_the_beginning_of_what_a_run_makes(digit_tc: Any, tmp_path: Path) -> None:
    said = digit_tc("preview", "--json", "--count", "4", "--seed", "11")
    made = generate(db=tmp_path / "d.duckdb", export=tmp_path / "d.jsonl", count=4, seed=11)
    assert [json.loads(line) for line in said.out.splitlines()] == list(made.examples())


def test_a_preview_looks_as_show_does(digit_tc: Any, tmp_path: Path) -> None:
    db = tmp_path / "d.duckdb"
    generate(db=db, export=tmp_path / "d.jsonl", count=2, run_id="r")
    shown = [digit_tc("show", "r", str(index), "--db", db).out for index in range(2)]
    assert digit_tc("preview", "--count", "2").out == "".join(f"{one}\n" for one in shown)


def test_what_was_left_out_is_counted_and_the_command_that_tells_why_is_named(
    digit_tc: Any, tools: Path, tmp_path: Path
) -> None:
    said = digit_tc("preview", "tools.json", "--count", "2")
    assert said.code == 0
    assert said.out.count("#1 ring_bell") == 2
    told, following = said.err.splitlines()
    assert told == f"1 item of the sources could not be used; `digit-tc tools {tools}` says why."
    assert following.endswith("digit-tc generate --tools tools.json --count 200")
    assert left_behind(tmp_path) == ["tools.json"]


def test_a_run_file_is_previewed_without_its_models(
    digit_tc: Any, tools: Path, tmp_path: Path
) -> None:
    run_file = tmp_path / "run.yaml"
    run_file.write_text("tools: [tools.json]\nseed: 3\nroles: {judge: openai/some-model}\n")
    said = digit_tc("preview", "run.yaml", "--count", "1")
    assert said.code == 0
    assert "#1 ring_bell" in said.out
    assert "No model is asked for a preview" in said.err
    assert said.err.endswith("digit-tc generate run.yaml\n")


def test_a_yaml_file_of_tools_is_no_run_file(digit_tc: Any, tmp_path: Path) -> None:
    for name, content in {
        "bare": RING,
        "wrapped": {"tools": [RING]},
        "by_name": {"x": RING},
    }.items():
        path = tmp_path / f"{name}.yaml"
        path.write_text(json.dumps(content))
        said = digit_tc("preview", path, "--count", "1")
        assert (said.code, "#1 " in said.out) == (0, True), said.err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("missing.json",), "There is no file"),
        (("run.yaml", "starter"), "run.yaml is a run file, which names its own sources."),
        (("--count", "0"), "--count"),
    ],
)
def test_what_cannot_be_previewed_is_told_in_a_sentence(
    digit_tc: Any, tools: Path, tmp_path: Path, words: tuple[str, ...], told: str
) -> None:
    (tmp_path / "run.yaml").write_text("tools: [tools.json]\n")
    said = digit_tc("preview", *words)
    assert (said.code, said.out) == (2, "")
    assert told in said.err


def test_sources_that_cannot_give_conversations_say_so(digit_tc: Any, tmp_path: Path) -> None:
    code = {"type": "string", "pattern": "^[0-9]{4}$", "maxLength": 2}
    parameters = {"type": "object", "properties": {"code": code}, "required": ["code"]}
    path = tmp_path / "one.json"
    path.write_text(json.dumps({**RING, "parameters": parameters}))
    said = digit_tc("preview", path)
    assert (said.code, said.out) == (3, "")
    assert "gave 0 of the 3 conversations asked for" in said.err
