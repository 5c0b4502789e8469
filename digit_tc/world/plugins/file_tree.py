"""A tree of files and folders as a JSON value: absolute path → text, or null for a folder."""

from __future__ import annotations

from collections.abc import Mapping

Tree = Mapping[str, str | None]
NO_SUCH = "No such file or directory"


def resolve(cwd: str, path: str, home: str) -> str:
    """The absolute path that a path means in a working directory: `../a` in `/b/c` is `/b/a`."""
    if path == "~" or path.startswith("~/"):
        path = home + path[1:]
    parts = [] if path.startswith("/") else cwd.split("/")
    for part in path.split("/"):
        if part == "..":
            parts = parts[:-1]
        elif part not in ("", "."):
            parts.append(part)
    return "/" + "/".join(part for part in parts if part)


def parent_of(path: str) -> str:
    """The folder that a path lies in; `/` lies in itself."""
    return path.rpartition("/")[0] or "/"


def name_of(path: str) -> str:
    """The last part of a path."""
    return path.rpartition("/")[2]


def is_folder(tree: Tree, path: str) -> bool:
    """Whether there is a folder."""
    return path in tree and tree[path] is None


def list_names(tree: Tree, folder: str, *, hidden: bool) -> list[str]:
    """What lies in a folder, by name in order; names with a dot before them if wanted."""
    inside = [name_of(path) for path in tree if path != "/" and parent_of(path) == folder]
    return sorted(name for name in inside if hidden or not name.startswith("."))


def list_below(tree: Tree, path: str) -> list[str]:
    """A path and all that lies below it, in order."""
    inside = f"{path.rstrip('/')}/"
    return sorted(one for one in tree if one == path or one.startswith(inside))


def with_folders(tree: Tree, path: str) -> dict[str, str | None]:
    """The tree with a folder and all folders around it."""
    grown = dict(tree)
    while path not in grown:
        grown[path] = None
        path = parent_of(path)
    return grown


def copy_below(tree: Tree, source: str, target: str) -> dict[str, str | None]:
    """The tree with a copy of all that is at `source`, at `target`."""
    copied = {target + one[len(source) :]: tree[one] for one in list_below(tree, source)}
    return {**tree, **copied}


def without(tree: Tree, path: str) -> dict[str, str | None]:
    """The tree without a path and all below it."""
    gone = set(list_below(tree, path))
    return {one: content for one, content in tree.items() if one not in gone}
