"""The commands of a file system: each takes a state and what it is called with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from difflib import unified_diff
from fnmatch import fnmatchcase

from digit_tc.world.plugins import RefusedCallError
from digit_tc.world.plugins.file_tree import (
    NO_SUCH,
    Tree,
    copy_below,
    is_folder,
    list_below,
    list_names,
    name_of,
    parent_of,
    resolve,
    without,
)


@dataclass(frozen=True, slots=True)
class Files:
    """The state of a file system."""

    tree: Tree
    cwd: str
    home: str

    def at(self, path: str) -> str:
        """The absolute path that a path means here."""
        return resolve(self.cwd, path, self.home)


@dataclass(frozen=True, slots=True)
class Given:
    """What a command is called with."""

    paths: tuple[str, ...] = ()
    """Files and folders, as they were written."""
    text: str = ""
    """Content or pattern."""
    number: int = 10
    """How many lines."""
    flags: frozenset[str] = frozenset()
    """What is switched on: `all`, `recursive`, `append`, `reverse`."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a command answers."""

    text: str = ""
    lines: tuple[str, ...] = ()
    numbers: Mapping[str, int] | None = None
    path: str = ""


Command = Callable[[Files, Given], tuple[Told, Files]]


def pwd(files: Files, _given: Given) -> tuple[Told, Files]:
    return Told(files.cwd, (files.cwd,), path=files.cwd), files


def ls(files: Files, given: Given) -> tuple[Told, Files]:
    path = files.at(given.paths[0] if given.paths else ".")
    if path not in files.tree:
        raise RefusedCallError(f"ls: cannot access '{given.paths[0]}': {NO_SUCH}")
    if not is_folder(files.tree, path):
        return _lines([given.paths[0]], path), files
    names = list_names(files.tree, path, hidden="all" in given.flags)
    return _lines(names, path), files


def cd(files: Files, given: Given) -> tuple[Told, Files]:
    told = given.paths[0] if given.paths else "~"
    path = files.at(told)
    if path not in files.tree:
        raise RefusedCallError(f"cd: {told}: {NO_SUCH}")
    if not is_folder(files.tree, path):
        raise RefusedCallError(f"cd: {told}: Not a directory")
    return Told(path, (path,), path=path), replace(files, cwd=path)


def mkdir(files: Files, given: Given) -> tuple[Told, Files]:
    told, path = _new(files, given, "mkdir: cannot create directory")
    if path in files.tree:
        raise RefusedCallError(f"mkdir: cannot create directory '{told}': File exists")
    return _done(f"created directory '{told}'", path), _with(files, path, None)


def touch(files: Files, given: Given) -> tuple[Told, Files]:
    told, path = _new(files, given, "touch: cannot touch")
    if path in files.tree:
        return _done(f"touched '{told}'", path), files
    return _done(f"created '{told}'", path), _with(files, path, "")


def cat(files: Files, given: Given) -> tuple[Told, Files]:
    content = _read(files, given.paths[0], "cat")
    return Told(content, tuple(content.splitlines()), path=files.at(given.paths[0])), files


def echo(files: Files, given: Given) -> tuple[Told, Files]:
    if not given.paths:
        return _lines([given.text], ""), files
    told, path = _new(files, given, "echo:")
    if is_folder(files.tree, path):
        raise RefusedCallError(f"echo: {told}: Is a directory")
    before = files.tree.get(path) or ""
    if "append" not in given.flags:
        before = ""
    elif before and not before.endswith("\n"):
        before += "\n"
    return _done(f"wrote '{told}'", path), _with(files, path, before + given.text)


def rm(files: Files, given: Given) -> tuple[Told, Files]:
    told = given.paths[0]
    path = files.at(told)
    if path not in files.tree:
        raise RefusedCallError(f"rm: cannot remove '{told}': {NO_SUCH}")
    if is_folder(files.tree, path) and "recursive" not in given.flags:
        raise RefusedCallError(f"rm: cannot remove '{told}': Is a directory")
    return _done(f"removed '{told}'", path), _without(files, path, told, "rm")


def rmdir(files: Files, given: Given) -> tuple[Told, Files]:
    told = given.paths[0]
    path = files.at(told)
    if path not in files.tree:
        raise RefusedCallError(f"rmdir: failed to remove '{told}': {NO_SUCH}")
    if not is_folder(files.tree, path):
        raise RefusedCallError(f"rmdir: failed to remove '{told}': Not a directory")
    if list_names(files.tree, path, hidden=True):
        raise RefusedCallError(f"rmdir: failed to remove '{told}': Directory not empty")
    return _done(f"removed directory '{told}'", path), _without(files, path, told, "rmdir")


def mv(files: Files, given: Given) -> tuple[Told, Files]:
    source, target = _from_to(files, given, "mv")
    if source == target:
        raise RefusedCallError(f"mv: '{given.paths[0]}' and '{given.paths[1]}' are the same file")
    if target.startswith(f"{source}/"):
        raise RefusedCallError(
            f"mv: cannot move '{given.paths[0]}' to a subdirectory of itself, '{given.paths[1]}'"
        )
    tree = without(copy_below(files.tree, source, target), source)
    moved = replace(files, tree=tree)
    if files.cwd == source or files.cwd.startswith(f"{source}/"):
        moved = replace(moved, cwd=target + files.cwd[len(source) :])
    return _done(f"renamed '{given.paths[0]}' -> '{given.paths[1]}'", target), moved


def cp(files: Files, given: Given) -> tuple[Told, Files]:
    source, target = _from_to(files, given, "cp")
    if source == target:
        raise RefusedCallError(f"cp: '{given.paths[0]}' and '{given.paths[1]}' are the same file")
    if is_folder(files.tree, source) and "recursive" not in given.flags:
        raise RefusedCallError(f"cp: -r not specified; omitting directory '{given.paths[0]}'")
    if target.startswith(f"{source}/"):
        raise RefusedCallError(
            f"cp: cannot copy a directory, '{given.paths[0]}', into itself, '{given.paths[1]}'"
        )
    tree = copy_below(files.tree, source, target)
    told = f"'{given.paths[0]}' -> '{given.paths[1]}'"
    return _done(told, target), replace(files, tree=tree)


def find(files: Files, given: Given) -> tuple[Told, Files]:
    told = given.paths[0] if given.paths else "."
    path = files.at(told)
    if path not in files.tree:
        raise RefusedCallError(f"find: '{told}': {NO_SUCH}")
    found = [
        (told.rstrip("/") or "/") + one[len(path.rstrip("/")) :]
        for one in list_below(files.tree, path)
        if not given.text or fnmatchcase(name_of(one), given.text)
    ]
    return _lines(found, path), files


def grep(files: Files, given: Given) -> tuple[Told, Files]:
    content = _read(files, given.paths[0], "grep")
    lines = [line for line in content.splitlines() if given.text in line]
    return _lines(lines, files.at(given.paths[0])), files


def wc(files: Files, given: Given) -> tuple[Told, Files]:
    content = _read(files, given.paths[0], "wc")
    numbers = {
        "lines": content.count("\n"),
        "words": len(content.split()),
        "characters": len(content),
    }
    text = f"{numbers['lines']} {numbers['words']} {numbers['characters']} {given.paths[0]}"
    return Told(text, (text,), numbers, files.at(given.paths[0])), files


def tail(files: Files, given: Given) -> tuple[Told, Files]:
    lines = _read(files, given.paths[0], "tail").splitlines()
    return _lines(lines[-given.number :] if given.number > 0 else [], given.paths[0]), files


def head(files: Files, given: Given) -> tuple[Told, Files]:
    lines = _read(files, given.paths[0], "head").splitlines()
    return _lines(lines[: max(0, given.number)], given.paths[0]), files


def sort(files: Files, given: Given) -> tuple[Told, Files]:
    lines = _read(files, given.paths[0], "sort").splitlines()
    return _lines(sorted(lines, reverse="reverse" in given.flags), given.paths[0]), files


def diff(files: Files, given: Given) -> tuple[Told, Files]:
    one, other = (_read(files, path, "diff").splitlines() for path in given.paths[:2])
    compared = [*unified_diff(one, other, n=0, lineterm="")][2:]  # the names come first
    lines = [line for line in compared if not line.startswith("@@")]
    return _lines(lines, ""), files


COMMANDS: Mapping[str, tuple[Command, int]] = {
    "pwd": (pwd, 0), "ls": (ls, 0), "cd": (cd, 0), "mkdir": (mkdir, 1), "touch": (touch, 1),
    "cat": (cat, 1), "echo": (echo, 0), "rm": (rm, 1), "rmdir": (rmdir, 1), "mv": (mv, 2),
    "cp": (cp, 2), "find": (find, 0), "grep": (grep, 1), "wc": (wc, 1), "tail": (tail, 1),
    "head": (head, 1), "sort": (sort, 1), "diff": (diff, 2),
}  # fmt: skip
"""Name → command, and how many paths it needs."""


def _lines(lines: list[str], path: str) -> Told:
    return Told("\n".join(lines), tuple(lines), {"lines": len(lines)}, path)


def _done(text: str, path: str) -> Told:
    return Told(text, (text,), path=path)


def _read(files: Files, told: str, command: str) -> str:
    path = files.at(told)
    if path not in files.tree:
        raise RefusedCallError(f"{command}: {told}: {NO_SUCH}")
    content = files.tree[path]
    if content is None:
        raise RefusedCallError(f"{command}: {told}: Is a directory")
    return content


def _new(files: Files, given: Given, complaint: str) -> tuple[str, str]:
    """A path as written and as it is meant, the folder of which is there."""
    told = given.paths[0]
    path = files.at(told)
    if not is_folder(files.tree, parent_of(path)):
        missing = "Not a directory" if parent_of(path) in files.tree else NO_SUCH
        raise RefusedCallError(f"{complaint} '{told}': {missing}")
    return told, path


def _from_to(files: Files, given: Given, command: str) -> tuple[str, str]:
    """Where something is, and where it is to be: in a folder that is there, by its own name."""
    source, target = (files.at(path) for path in given.paths[:2])
    if source not in files.tree:
        raise RefusedCallError(f"{command}: cannot stat '{given.paths[0]}': {NO_SUCH}")
    if is_folder(files.tree, target):
        target = f"{target.rstrip('/')}/{name_of(source)}"
    verb = "move" if command == "mv" else "create regular file"
    if not is_folder(files.tree, parent_of(target)):
        raise RefusedCallError(f"{command}: cannot {verb} '{given.paths[1]}': {NO_SUCH}")
    if is_folder(files.tree, source) and files.tree.get(target) is not None:
        raise RefusedCallError(
            f"{command}: cannot overwrite non-directory '{given.paths[1]}' with directory "
            f"'{given.paths[0]}'"
        )
    if is_folder(files.tree, target) and not is_folder(files.tree, source):
        raise RefusedCallError(
            f"{command}: cannot overwrite directory '{given.paths[1]}' with non-directory"
        )
    if is_folder(files.tree, target) and list_names(files.tree, target, hidden=True):
        raise RefusedCallError(f"{command}: cannot {verb} '{given.paths[1]}': Directory not empty")
    return source, target


def _with(files: Files, path: str, content: str | None) -> Files:
    return replace(files, tree={**files.tree, path: content})


def _without(files: Files, path: str, told: str, command: str) -> Files:
    if path in ("/", files.cwd) or files.cwd.startswith(f"{path}/"):
        raise RefusedCallError(f"{command}: refusing to remove '{told}': Device or resource busy")
    return replace(files, tree=without(files.tree, path))
