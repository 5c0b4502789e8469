"""The file system of `x-world: filesystem` answers as its commands do."""

from __future__ import annotations

import datetime as dt
import random
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digit_tc.errors import ConfigError
from digit_tc.language.validators import admits
from digit_tc.records import Tool
from digit_tc.specs import load_tools
from digit_tc.values.setting import Setting
from digit_tc.world import plugins
from digit_tc.world.apply import apply
from digit_tc.world.executor import Executor
from digit_tc.world.plugins import RefusedCallError, filesystem, plugin_of, register_plugin
from digit_tc.world.state import open_world
from digit_tc.world.storing import restore_world, store_world

CASES = Path(__file__).parents[1] / "cases" / "world"


@cache
def tools() -> dict[str, Tool]:
    return {tool.name: tool for tool in load_tools([str(CASES / "filesystem.yaml")]).tools}


def opened(**files: str | None) -> Executor:
    """A world of which the home holds these files (text) and folders (None)."""
    by_key = {tool.key: tool for tool in tools().values()}
    setting = Setting(random.Random(1), dt.date(2026, 5, 4))
    world = open_world(1, setting, by_key)
    tree: dict[str, str | None] = {"/": None, "/home": None, "/home/user": None}
    tree |= {f"/home/user/{name.replace('__', '.')}": text for name, text in files.items()}
    world.initial.plugins["filesystem"] = {"cwd": "/home/user", "home": "/home/user", "files": tree}
    return Executor(world, by_key)


def say(world: Executor, command: str, **arguments: Any) -> Any:
    response = world.call(command, arguments)
    if response.status == "ok":
        assert admits(tools()[command].returns or {}, response.content)
        return next(iter(response.content.values()))
    return response.content["error"]


NOTES = "pears\napples\nfigs and pears\n"


@pytest.mark.parametrize(("name", "arguments", "told"), [
    ("pwd", {}, "/home/user"),
    ("ls", {}, ["docs", "notes.txt", "todo.txt"]),
    ("ls", {"all": True}, [".profile", "docs", "notes.txt", "todo.txt"]),
    ("cat", {"file_name": "notes.txt"}, NOTES),
    ("cat", {"file_name": "./docs/../notes.txt"}, NOTES),
    ("cat", {"file_name": "none.txt"}, "cat: none.txt: No such file or directory"),
    ("cat", {"file_name": "docs"}, "cat: docs: Is a directory"),
    ("cd", {"folder": "docs"}, "/home/user/docs"),
    ("cd", {"folder": ".."}, "/home"),
    ("cd", {"folder": "none"}, "cd: none: No such file or directory"),
    ("cd", {"folder": "notes.txt"}, "cd: notes.txt: Not a directory"),
    ("mkdir", {"dir_name": "docs"}, "mkdir: cannot create directory 'docs': File exists"),
    ("mkdir", {"dir_name": "a/b"},
     "mkdir: cannot create directory 'a/b': No such file or directory"),
    ("touch", {"file_name": "no/x"}, "touch: cannot touch 'no/x': No such file or directory"),
    ("rm", {"file_name": "docs"}, "rm: cannot remove 'docs': Is a directory"),
    ("rm", {"file_name": "x"}, "rm: cannot remove 'x': No such file or directory"),
    ("rm", {"file_name": "."}, "rm: cannot remove '.': Is a directory"),
    ("mv", {"source": "x", "destination": "y"}, "mv: cannot stat 'x': No such file or directory"),
    ("cp", {"source": "docs", "destination": "y"},
     "cp: -r not specified; omitting directory 'docs'"),
    ("find", {"path": ".", "name": "*.txt"}, ["./notes.txt", "./todo.txt"]),
    ("find", {"path": "docs"}, ["docs"]),
    ("find", {"path": "no"}, "find: 'no': No such file or directory"),
    ("grep", {"file_name": "notes.txt", "pattern": "pears"}, ["pears", "figs and pears"]),
    ("wc", {"file_name": "notes.txt"}, 3),
    ("tail", {"file_name": "notes.txt", "lines": 1}, "figs and pears"),
    ("sort", {"file_name": "notes.txt"}, "apples\nfigs and pears\npears"),
    ("diff", {"file_name1": "notes.txt", "file_name2": "todo.txt"},
     "-apples\n-figs and pears\n+milk"),
])  # fmt: skip
def test_a_command_answers_as_it_does_everywhere(
    name: str, arguments: dict[str, Any], told: Any
) -> None:
    world = opened(notes__txt=NOTES, todo__txt="pears\nmilk\n", docs=None, __profile="x")
    assert say(world, name, **arguments) == told


def test_what_was_done_shows_afterwards() -> None:
    world = opened(notes__txt=NOTES)
    say(world, "mkdir", dir_name="old")
    say(world, "mv", source="notes.txt", destination="old")
    assert say(world, "ls") == ["old"]
    say(world, "cd", folder="old")
    assert say(world, "ls") == ["notes.txt"]
    say(world, "cp", source="notes.txt", destination="copy.txt")
    say(world, "echo", content="plums", file_name="copy.txt", append=True)
    assert say(world, "cat", file_name="copy.txt") == NOTES + "plums"
    say(world, "echo", content="plums", file_name="copy.txt")
    assert say(world, "cat", file_name="copy.txt") == "plums"
    say(world, "cd", folder="..")
    assert "Is a directory" in say(world, "rm", file_name="old")
    say(world, "rm", file_name="old", recursive=True)
    assert say(world, "ls") == []
    assert world.final().plugins["filesystem"]["cwd"] == "/home/user"


COMMANDS = st.sampled_from([
    ("ls", {}), ("cd", {"folder": "docs"}), ("cd", {"folder": ".."}), ("touch", {"file_name": "a"}),
    ("mkdir", {"dir_name": "docs"}), ("rm", {"file_name": "a"}), ("pwd", {}),
    ("rm", {"file_name": "docs", "recursive": True}), ("cp", {"source": "a", "destination": "b"}),
    ("mv", {"source": "a", "destination": "docs"}), ("mv", {"source": "docs", "destination": "a"}),
    ("echo", {"content": "x", "file_name": "b"}), ("find", {"path": "/"}),
])  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(COMMANDS, max_size=12))
def test_a_state_is_never_changed_in_place_and_always_whole(calls: list[Any]) -> None:
    state = filesystem.cast(random.Random(3), ())
    for name, arguments in calls:
        before = deepcopy(state)
        try:
            result, after = filesystem.apply(state, tools()[name], arguments)
        except RefusedCallError:
            after = state
        else:
            assert admits(tools()[name].returns or {}, result)
        assert state == before
        files = after["files"]
        assert files[after["cwd"]] is None
        assert all(files[path.rpartition("/")[0] or "/"] is None for path in files)
        state = after


def test_what_a_plan_names_is_there_and_what_it_makes_is_not() -> None:
    asked = [
        (tools()["mkdir"], {"dir_name": "trips"}),
        (tools()["cd"], {"folder": "trips"}),
        (tools()["touch"], {"file_name": "oslo.txt"}),
        (tools()["cat"], {"file_name": "../costs.txt"}),
    ]
    for seed in range(20):
        files = filesystem.cast(random.Random(seed), asked)["files"]
        assert "/home/user/costs.txt" in files
        assert not [path for path in files if "trips" in path or "oslo" in path]


def test_a_world_with_files_is_stored_and_restored() -> None:
    by_key = {tool.key: tool for tool in tools().values()}
    world = open_world(5, Setting(random.Random(5), dt.date(2026, 5, 4)), by_key)
    listed, world = apply(world, tools()["ls"], {})
    stored = store_world(world)
    again, _ = apply(restore_world(stored, by_key), tools()["ls"], {})
    assert again == listed
    assert type(stored).model_validate_json(stored.model_dump_json()) == stored


class Echo:
    """A plug-in that says what it was asked."""

    NAME = "echo-world"

    def answers(self, tool: Tool) -> bool:  # noqa: ARG002
        return True

    def cast(self, rng: random.Random, asked: Any) -> Any:  # noqa: ARG002
        return 0

    def apply(self, state: Any, tool: Tool, arguments: Any) -> tuple[Any, Any]:  # noqa: ARG002
        return {"number": state}, state + 1


def test_one_s_own_plug_in_is_registered_by_name_and_a_specification_names_no_code(
    tmp_path: Path,
) -> None:
    path = tmp_path / "own.yaml"
    names = ("echo-world", "os:system", "json", "../x")
    path.write_text("".join(
        f"- name: count_{number}\n  description: Count it.\n  x-world: '{name}'\n"
        "  parameters: {type: object, properties: {}}\n"
        "  returns: {type: object, properties: {number: {type: integer}}}\n"
        for number, name in enumerate(names)
    ), "utf-8")  # fmt: skip
    own, *others = load_tools([str(path)]).tools
    assert plugin_of(own) is None
    register_plugin(Echo())
    by_key = {own.key: own}
    world = Executor(
        open_world(1, Setting(random.Random(1), dt.date(2026, 5, 4)), by_key), by_key
    )  # fmt: skip
    told = [world.call(own.name, {}).content for _ in range(3)]
    assert told == [{"number": number} for number in range(3)]
    assert [plugin_of(tool) for tool in others] == [None] * 3
    assert [[one.rule for one in tool.findings] for tool in others] == [
        ["unknown-hint"], [], ["unknown-hint"],
    ]  # fmt: skip


def test_an_installed_package_makes_a_plug_in_known_and_one_that_breaks_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    class Entry:
        value = "some_package:world"

        def __init__(self, found: Any) -> None:
            self.found = found

        def load(self) -> Any:
            if isinstance(self.found, Exception):
                raise self.found
            return self.found

    known = {"installed-world": Entry(Echo()), "broken-world": Entry(ImportError("no such thing"))}
    monkeypatch.setattr(
        plugins,
        "entry_points",
        lambda **asked: [known[asked["name"]]] if asked["name"] in known else [],
    )
    path = tmp_path / "own.yaml"
    path.write_text("".join(
        f"- {{name: count_{number}, description: Count it., x-world: {name}, parameters: {{}}}}\n"
        for number, name in enumerate(known)
    ), "utf-8")  # fmt: skip
    good, broken = load_tools([str(path)]).tools
    assert isinstance(plugin_of(good), Echo)
    with pytest.raises(ConfigError, match=r"broken-world \(some_package:world\) cannot be loaded"):
        plugin_of(broken)


def test_a_catalogue_can_say_it_once_for_all_its_tools(tmp_path: Path) -> None:
    path = tmp_path / "all.yaml"
    path.write_text(
        "x-world: filesystem\n"
        "tools:\n"
        "  - {name: pwd, description: Show the working directory., parameters: {}}\n"
        "  - {name: ls, description: List the files., parameters: {}, x-world: nobody}\n",
        "utf-8",
    )
    found = {tool.name: plugin_of(tool) for tool in load_tools([str(path)]).tools}
    assert found == {"pwd": filesystem, "ls": None}
