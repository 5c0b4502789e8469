"""A file system with a working directory, for tools that are called like its commands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from random import Random
from typing import Any

from digit_tc.language.words import split_identifier
from digit_tc.records import JSON, Tool
from digit_tc.values.fields import type_of
from digit_tc.world.plugins import Asked, RefusedCallError
from digit_tc.world.plugins.commands import COMMANDS, Files, Given, Told
from digit_tc.world.plugins.file_tree import is_folder, parent_of, with_folders, without

NAME = "filesystem"
_ALIASES = {
    "list": "ls", "dir": "ls", "read": "cat", "write": "echo", "remove": "rm", "delete": "rm",
    "move": "mv", "rename": "mv", "copy": "cp", "search": "grep", "count": "wc", "compare": "diff",
}  # fmt: skip
_PATHS = frozenset(
    "file files filename path folder dir directory source src destination dest dst target".split()
)
_TEXTS = frozenset("content contents text pattern query name string glob".split())
_NUMBERS = frozenset("lines count n num number".split())
_FLAGS = {
    "all": frozenset(("a", "all", "hidden")),
    "recursive": frozenset(("r", "recursive", "recursively", "force")),
    "append": frozenset(("append",)),
    "reverse": frozenset(("reverse", "reversed", "descending")),
}
_MODES = {"l": "lines", "w": "words", "c": "characters", "m": "characters"}
_WHERE = frozenset("path cwd directory folder dir location".split())
_NEW = frozenset(("mkdir", "touch", "echo"))
_FOLDERS = ("documents", "photos", "projects", "archive", "notes", "reports", "music", "recipes")
_FILES = (
    "todo.txt", "minutes.txt", "budget.csv", "readme.md", "draft.txt", "contacts.csv",
    "packing_list.txt", "summary.md", "ideas.txt", "invoice.txt",
)  # fmt: skip
_HIDDEN = (".profile", ".config", ".cache", ".history")
_LINES = (
    "Call the electrician about the lamp.", "Water the plants on Friday.",
    "The meeting moves to ten o'clock.", "Send the figures to accounting.",
    "Buy bread, apples and coffee.", "Check the draft before noon.",
    "The train leaves from platform four.", "Ask for a second quote.",
    "Book the small room.", "Return the library books.",
)  # fmt: skip
_HOME = "/home/user"


def answers(tool: Tool) -> bool:
    """Whether a tool is called like one of the commands: `ls`, `read_file`, `fs_mkdir`."""
    return command_of(tool) != ""


def command_of(tool: Tool) -> str:
    """The command that a tool is; empty where it is none."""
    for word in split_identifier(tool.name):
        command = _ALIASES.get(word, word)
        if command in COMMANDS:
            folders = {"dir", "directory", "folder"} & set(split_identifier(tool.name))
            if folders and word in ("create", "make"):
                return "mkdir"
            return "rmdir" if command == "rm" and folders else command
    return ""


def cast(rng: Random, asked: Sequence[Asked]) -> JSON:
    """A home with some folders and files, and with all that a plan names and does not make."""
    tree: dict[str, str | None] = with_folders({"/": None}, _HOME)
    for folder in rng.sample(_FOLDERS, rng.randint(2, 4)):
        tree[f"{_HOME}/{folder}"] = None
    places = [path for path in tree if path.startswith(_HOME)]
    for name in rng.sample(_FILES, rng.randint(4, 7)):
        tree[f"{rng.choice(places)}/{name}"] = _draw_text(rng)
    for name in rng.sample(_HIDDEN, rng.randint(1, 2)):
        tree[f"{_HOME}/{name}"] = _draw_text(rng)
    files = Files(tree, _HOME, _HOME)
    return _dump(_with_named(files, rng, asked))


def apply(state: JSON, tool: Tool, arguments: Mapping[str, JSON]) -> tuple[JSON, JSON]:
    """The result of a command in the shape that its tool declares, and the state after it."""
    name = command_of(tool)
    command, needed = COMMANDS[name]
    given = _read_arguments(tool, arguments)
    if len(given.paths) < needed:
        raise RefusedCallError(f"{name}: missing operand")
    told, files = command(_load(state), given)
    mode = next((_MODES[str(one)] for one in arguments.values() if str(one) in _MODES), "")
    schema = tool.returns or {"type": "object", "properties": {"result": {"type": "string"}}}
    return _fill(schema, told, mode), _dump(files)


def _read_arguments(tool: Tool, arguments: Mapping[str, JSON]) -> Given:
    """What a command is called with, by what the parameters are called, in their order."""
    paths: list[str] = []
    given = Given()
    for name in [*tool.parameters.get("properties", {})]:
        value = arguments.get(name)
        words = {word.rstrip("0123456789") for word in split_identifier(name)}
        if value is None:
            continue
        if isinstance(value, bool):
            flags = {flag for flag, names in _FLAGS.items() if value and words & names}
            given = replace(given, flags=given.flags | flags)
        elif isinstance(value, int) and words & _NUMBERS:
            given = replace(given, number=value)
        elif isinstance(value, str) and words & _PATHS:
            paths.append(value)
        elif isinstance(value, str) and words & _TEXTS:
            given = replace(given, text=value)
    return replace(given, paths=tuple(paths))


def _with_named(files: Files, rng: Random, asked: Sequence[Asked]) -> Files:
    """The files in the beginning, grown by what the calls of a plan name and none of them makes."""
    now, named = files, set[str]()
    for tool, arguments in asked:
        name, given = command_of(tool), _read_arguments(tool, arguments)
        for place in map(now.at, given.paths if name == "mkdir" else ()):
            if place not in named:  # what is to be made is not there yet
                files = replace(files, tree=without(files.tree, place))
                now = replace(now, tree=without(now.tree, place))
        named.update(map(now.at, given.paths))
        for path in _list_needed(name, given):
            place = now.at(path)
            if place in now.tree:
                continue
            folder = name in ("cd", "ls", "rmdir", "find")
            content = None if folder else _draw_text(rng)
            for one in (place, *_folders_to(place)):
                whole = content if one == place else None
                files = replace(files, tree={**files.tree, one: files.tree.get(one, whole)})
                now = replace(now, tree={**now.tree, one: now.tree.get(one, whole)})
        command, needed = COMMANDS[name]
        if len(given.paths) >= needed:
            try:
                now = command(now, given)[1]
            except RefusedCallError:
                continue  # the conversation finds out for itself
    return files


def _list_needed(name: str, given: Given) -> tuple[str, ...]:
    """The paths that must be there before a command."""
    if name in ("mv", "cp"):
        return given.paths[:1]
    if name in _NEW:
        return tuple(p for path in given.paths if (p := path.rpartition("/")[0]))
    return given.paths


def _folders_to(path: str) -> Iterator[str]:
    while path != "/":
        path = parent_of(path)
        yield path


def _draw_text(rng: Random) -> str:
    return "".join(f"{line}\n" for line in rng.sample(_LINES, rng.randint(2, 5)))


def _load(state: JSON) -> Files:
    return Files(state["files"], state["cwd"], state["home"])


def _dump(files: Files) -> JSON:
    tree = dict(sorted(files.tree.items()))
    assert is_folder(tree, files.cwd)  # noqa: S101
    return {"cwd": files.cwd, "home": files.home, "files": tree}


def _fill(schema: Mapping[str, Any], told: Told, mode: str) -> JSON:
    """What a command answers, in the shape of a schema: each field by its type and name."""
    properties = schema.get("properties") or {}
    return {name: _value(name, inner, told, mode) for name, inner in properties.items()}


def _value(name: str, schema: Mapping[str, Any], told: Told, mode: str) -> JSON:
    kind, words = type_of(schema), set(split_identifier(name))
    if kind == "object":
        return _fill(schema, told, mode)
    if kind == "array":
        return list(told.lines)
    if kind == "boolean":
        return True
    if kind in ("integer", "number"):
        numbers = told.numbers or {"lines": len(told.lines)}
        named = next((key for key in numbers if words & {key, key.rstrip("s")}), "")
        return numbers.get(named or mode, next(iter(numbers.values())))
    if schema.get("enum"):
        return schema["enum"][0]
    return told.path if words & _WHERE and told.path else told.text
