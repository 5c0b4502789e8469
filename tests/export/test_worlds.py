"""The side file: worlds that give every result again, and answer calls that nobody has made."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from digit_tc_test_support.whole_run import make, small

from digit_tc.config import ExportConfig, SynthesisConfig
from digit_tc.errors import ConfigError, ReplayError, StoreError
from digit_tc.export import export_run, replay_export
from digit_tc.runs import Site
from digit_tc.world.executor import Executor, open_world
from digit_tc.world.side_file import read_worlds

Lines = list[dict[str, Any]]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A run of which a third of the turns show a wrong call first."""
    site = Site(tmp_path_factory.mktemp("worlds") / "d.duckdb", "run-1")
    make(site, small(16, synthesis=SynthesisConfig(error_hint_share=0.3)))
    return site


@pytest.fixture
def files(site: Site, tmp_path: Path) -> tuple[Path, Path]:
    """The export and its side file."""
    path = tmp_path / "data.jsonl"
    summary = export_run(site.store, site.run_id, path, ExportConfig(), worlds=True)
    assert summary.worlds is not None
    assert summary.files == {"data.jsonl": 16, "data.worlds.jsonl": 16}
    assert "`data.worlds.jsonl`" in summary.card.read_text(encoding="utf-8")
    return path, summary.worlds


def spoil(path: Path, change: Callable[[Lines], None]) -> None:
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    change(lines)
    path.write_text("".join(_text(line) + "\n" for line in lines), encoding="utf-8")


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def test_every_result_comes_out_of_its_world_again(files: tuple[Path, Path]) -> None:
    export, worlds = files
    summary = replay_export(worlds)
    assert summary.conversations == 16
    assert summary.calls > 50
    assert "wrong_calls" in export.read_text(encoding="utf-8")


def test_the_same_run_gives_the_same_bytes(site: Site, files: tuple[Path, Path]) -> None:
    again = files[0].with_name("again.jsonl")
    export_run(site.store, site.run_id, again, ExportConfig(), worlds=True)
    assert again.with_name("again.worlds.jsonl").read_bytes() == files[1].read_bytes()
    assert again.read_bytes() == files[0].read_bytes()


def test_rows_of_trl_are_compared_too_and_a_part_of_them(site: Site, tmp_path: Path) -> None:
    path = tmp_path / "data.jsonl"
    section = ExportConfig(format=("trl",), validation_share=0.3)
    summary = export_run(
        site.store, site.run_id, path, section, worlds=True, split_files=True
    )  # fmt: skip
    assert summary.worlds is not None
    assert replay_export(summary.worlds).conversations == 16
    part = replay_export(summary.worlds, tmp_path / "data.validation.jsonl")
    assert 0 < part.conversations < 16


def test_a_changed_result_is_named_by_conversation_call_and_place(
    files: tuple[Path, Path],
) -> None:
    export, worlds = files
    named: dict[str, str] = {}

    def change(lines: Lines) -> None:
        message = next(one for one in lines[3]["messages"] if one["role"] == "tool")
        content = json.loads(message["content"])
        content["more"] = 1
        message["content"] = _text(content)
        named.update(conversation=lines[3]["metadata"]["id"], call=message["tool_call_id"])

    spoil(export, change)
    with pytest.raises(ReplayError, match="was told, and the world answers") as raised:
        replay_export(worlds)
    assert str(raised.value).startswith(f"Conversation {named['conversation']}, {named['call']} (")
    assert raised.value.exit_code == 4


def test_the_same_result_in_other_bytes_is_a_difference(files: tuple[Path, Path]) -> None:
    export, worlds = files

    def change(lines: Lines) -> None:
        message = next(one for one in lines[0]["messages"] if one["role"] == "tool")
        message["content"] = json.dumps(json.loads(message["content"]))

    spoil(export, change)
    with pytest.raises(ReplayError, match="the same is told in other bytes"):
        replay_export(worlds)


def test_what_the_calls_did_not_touch_must_be_as_it_was(files: tuple[Path, Path]) -> None:
    worlds = files[1]

    def change(lines: Lines) -> None:
        for line in lines:
            for one in line.get("world", {}).get("entities", ()):
                line["final"].setdefault("changed", []).append(
                    {"kind": one["kind"], "id": one["id"], "attributes": {"colour": "green"}}
                )
                return

    spoil(worlds, change)
    with pytest.raises(ReplayError, match="what its calls make of the world"):
        replay_export(worlds)


def test_a_world_that_is_missing_or_a_file_that_is_none_is_told(
    files: tuple[Path, Path],
) -> None:
    export, worlds = files
    spoil(worlds, lambda lines: lines.pop())
    with pytest.raises(ReplayError, match="holds no world of the conversation"):
        replay_export(worlds)
    with pytest.raises(ConfigError, match="is no line of a file of worlds"):
        replay_export(export, export)
    with pytest.raises(ConfigError, match="cannot be read"):
        replay_export(worlds, export.with_name("missing.jsonl"))
    with pytest.raises(ConfigError, match=r"does not end with \.worlds\.jsonl"):
        replay_export(export)
    with pytest.raises(ConfigError, match="cannot be read"):
        next(read_worlds(export.with_name("missing.worlds.jsonl")))


def test_of_a_conversation_without_a_world_none_can_be_written(site: Site, tmp_path: Path) -> None:
    from shutil import copy

    import duckdb

    other = tmp_path / "old.duckdb"
    copy(site.db, other)
    with duckdb.connect(str(other)) as connection:
        connection.execute("DELETE FROM worlds")
    store = Site(other, site.run_id).store
    path = tmp_path / "old.jsonl"
    with pytest.raises(StoreError, match="holds no world of the conversation"):
        export_run(store, site.run_id, path, ExportConfig(), worlds=True)
    assert not path.exists()
    export_run(store, site.run_id, path, ExportConfig())


def test_the_example_of_the_page_runs_as_it_stands(
    files: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    page = Path(__file__).parents[2].joinpath("docs", "worlds.md").read_text(encoding="utf-8")
    code = page.split("```python\n")[1].split("```")[0]
    files[1].rename(files[1].with_name("train.worlds.jsonl"))
    monkeypatch.chdir(files[1].parent)
    exec(compile(code, "docs/worlds.md", "exec"), {})  # noqa: S102
    said = capsys.readouterr().out
    assert said.count(" ok {") > 20


def executors(worlds: Path) -> list[Executor]:
    return [open_world(row) for row in read_worlds(worlds)]


def test_calls_that_nobody_planned_are_answered_and_answered_the_same(
    files: tuple[Path, Path],
) -> None:
    answered = 0
    for one, other in zip(executors(files[1]), executors(files[1]), strict=True):
        for tool in one.tools:
            if tool.parameters.get("required"):
                continue
            response = one.call(tool.name, {})
            assert one.call(tool.name, {}) == response or not (tool.profile and tool.profile.reads)
            assert other.call(tool.name, {}) == response
            answered += response.status == "ok"
    assert answered > 20


def test_what_nobody_made_is_not_found_and_what_fits_no_schema_is_refused(
    files: tuple[Path, Path],
) -> None:
    seen = 0
    for world in executors(files[1]):
        assert world.call("no_such_tool", {}).content == {"error": "There is no tool no_such_tool."}
        for tool in world.tools:
            if tool.name == "track_order":
                before = world.initial()
                assert world.call("track_order", {}).content == {
                    "error": "Missing required argument: order_id."
                }
                assert world.call("track_order", {"order_id": 3}).content == {
                    "error": "Invalid type of argument: order_id."
                }
                assert world.call("track_order", {"order_id": "OR-1", "x": 1}).content == {
                    "error": "Unexpected argument: x."
                }
                assert world.initial() == before
                missing = world.call("track_order", {"order_id": "ORD-000000"})
                assert missing.content == {"error": "There is no order ORD-000000."}
                seen += 1
    assert seen
