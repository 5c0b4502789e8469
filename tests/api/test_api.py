"""Everything also works from Python."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import digit_tc
from digit_tc.errors import ConfigError, SpecError, YieldError
from digit_tc.records import Tool


def tool_that_nobody_can_call(tmp_path: Path) -> str:
    code = {"type": "string", "pattern": "^[0-9]{4}$", "maxLength": 2}
    parameters = {"type": "object", "properties": {"code": code}, "required": ["code"]}
    path = tmp_path / "one.json"
    path.write_text(
        json.dumps({"name": "open_safe", "description": "Open it.", "parameters": parameters})
    )
    return str(path)


def say_hello(name: str, times: int = 1) -> str:
    """Say hello to somebody.

    Args:
        name: Name of the person to greet.
        times: How often.
    """
    return " ".join([f"hello {name}"] * times)


def test_generate_gives_exactly_the_number_asked_for(tmp_path: Path) -> None:
    made = digit_tc.generate(db=tmp_path / "a.duckdb", export=tmp_path / "a.jsonl", count=12)
    lines = (tmp_path / "a.jsonl").read_text().splitlines()
    assert made.gate.passed
    assert made.export.conversations == len(lines) == len(list(made.conversations())) == 12
    assert [json.loads(line)["messages"] for line in lines] == [
        example["messages"] for example in made.examples()
    ]


def test_same_seed_gives_the_same_bytes_in_another_folder_under_another_name(
    tmp_path: Path,
) -> None:
    files = []
    for name, size in (("first", 64), ("second", 3)):
        folder = tmp_path / name
        folder.mkdir()
        config = digit_tc.RunConfig(count=15, seed=3, synthesis={"shard_size": size})
        digit_tc.generate(
            config=config, db=folder / "d.duckdb", export=folder / "out.jsonl", run_id=name
        )
        files.append((folder / "out.jsonl").read_bytes())
    assert files[0] == files[1]


def test_another_seed_gives_other_conversations() -> None:
    first = {one.turns[0].request for one in digit_tc.conversations(count=10, seed=1)}
    second = {one.turns[0].request for one in digit_tc.conversations(count=10, seed=2)}
    assert not first & second


def test_conversations_streams_what_generate_stores(tmp_path: Path) -> None:
    made = digit_tc.generate(
        db=tmp_path / "a.duckdb", export=tmp_path / "a.jsonl", count=10, seed=5
    )
    assert list(digit_tc.conversations(count=10, seed=5)) == list(made.conversations())


def test_a_run_that_is_done_is_taken_up_without_writing_anything_again(tmp_path: Path) -> None:
    place = {"db": tmp_path / "a.duckdb", "export": tmp_path / "a.jsonl"}
    first = digit_tc.generate(**place, count=8)
    before = (tmp_path / "a.jsonl").read_bytes()
    again = digit_tc.generate(**place, count=8)
    assert again.site.run_id == first.site.run_id
    assert (tmp_path / "a.jsonl").read_bytes() == before


def test_a_run_id_of_another_configuration_is_refused(tmp_path: Path) -> None:
    place = {"db": tmp_path / "a.duckdb", "export": tmp_path / "a.jsonl", "run_id": "mine"}
    digit_tc.generate(**place, count=5)
    with pytest.raises(ConfigError, match="mine"):
        digit_tc.generate(**place, count=6)


def test_tools_can_be_given_as_records() -> None:
    tools = [tool for tool in digit_tc.load_tools(["starter"]).tools if tool.namespace == "shop"]
    assert all(isinstance(tool, Tool) for tool in tools)
    made = list(digit_tc.conversations(tools, count=5))
    assert {key.partition("::")[0] for one in made for key in one.tools} == {"shop"}


def test_python_functions_are_tools() -> None:
    made = list(digit_tc.conversations([f"{Path(__file__)}:say_hello"], count=5))
    assert {call.tool.partition("::")[2] for one in made for call in one.calls} == {"say_hello"}


def test_sources_that_cannot_give_enough_say_why(tmp_path: Path) -> None:
    with pytest.raises(YieldError, match=r"0 of the 30 .*no-value"):
        digit_tc.generate(
            [tool_that_nobody_can_call(tmp_path)],
            db=tmp_path / "a.duckdb",
            export=tmp_path / "a.jsonl",
            count=30,
        )


def test_a_missing_source_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(SpecError, match=r"nothing\.yaml"):
        next(digit_tc.conversations([str(tmp_path / "nothing.yaml")]))
