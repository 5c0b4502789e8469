"""`digit-tc export --worlds` and `digit-tc replay`."""

from __future__ import annotations

import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from digit_tc.semantics.catalogue import profile_tools
from digit_tc.store import Store


@pytest.fixture
def exported(digit_tc: Any, database: Path, samples: ModuleType, tmp_path: Path) -> Path:
    """The side file of an export of the travel conversations."""
    made = [samples.build_conversation(index) for index in range(3, 6)]
    judged = [samples.build_assessment(one) for one in made]
    with Store(database).writing() as writer:
        writer.put_tools("demo-1", profile_tools(samples.build_tools()))
        worlds = {one.id: samples.build_world(one) for one in made}
        writer.put_conversations("demo-1", made, judged, worlds)
        writer.admit("demo-1", range(3, 6), only=True)
    said = digit_tc(
        "export", "latest", "--db", database, "--to", tmp_path / "train.jsonl", "--worlds"
    )
    assert said.code == 0
    assert said.out.split() == [
        str(tmp_path / name) for name in ("train.jsonl", "train.worlds.jsonl")
    ]
    return tmp_path / "train.worlds.jsonl"


def test_results_that_are_the_same_are_counted(digit_tc: Any, exported: Path) -> None:
    said = digit_tc("replay", exported)
    assert said.code == 0
    assert said.out == "3 conversations, 12 calls: every result is the same byte for byte.\n"
    counts = json.loads(digit_tc("replay", exported, "--json").out)
    assert counts == {"conversations": 3, "calls": 12}


def test_the_first_difference_is_named_with_exit_code_four(digit_tc: Any, exported: Path) -> None:
    export = exported.with_name("train.jsonl")
    text = export.read_text(encoding="utf-8")
    export.write_text(
        text.replace('\\"departs\\":\\"17:40\\"', '\\"departs\\":\\"17:45\\"', 1), "utf-8"
    )
    said = digit_tc("replay", exported)
    assert said.code == 4
    assert 'flights[1].departs = "17:45" was told, and the world answers "17:40".' in said.err


def test_a_file_that_is_not_there_is_wrong_input(digit_tc: Any, exported: Path) -> None:
    said = digit_tc("replay", exported.with_name("other.worlds.jsonl"))
    assert said.code == 2
    assert "cannot be read" in said.err
