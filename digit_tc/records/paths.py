"""Places inside JSON values: `items[0].id`, and as patterns, for any item of a list, `items[].id`.

A key that is empty or holds `.`, `[`, `]`, `"` or `\\` stands in brackets as JSON text:
`filter["created[gte]"]`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from digit_tc.errors import RejectedError
from digit_tc.records.base import JSON

Step = str | int
"""A key, or the number of an item; -1 stands for any item."""

_QUOTED = r'"(?:[^"\\]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"'
_STEP = re.compile(rf'([^.\[\]"\\]+)|\[(\d*)\]|\[({_QUOTED})\]')
_NUMBER = re.compile(rf"({_QUOTED})|\[\d+\]")
_ANY = re.compile(rf"({_QUOTED})|\[\]")
_AWKWARD = re.compile(r'[.\[\]"\\]|^$')
_MOST_COMBINED = 12


class MissingValueError(RejectedError):
    """There is nothing at a path of a value; `path` says which."""

    reason = "missing-result"

    def __init__(self, path: str) -> None:
        super().__init__(f"the result has no {path}")
        self.path = path


class UnplacedError(RejectedError):
    """A value cannot be put at its path: a list has holes, or a scalar stands on the way."""

    reason = "unplaced"


class Missing:
    """Stands for a value that is not there; None is a JSON value."""


MISSING = Missing()


@lru_cache(maxsize=50_000)
def parse_path(path: str) -> tuple[Step, ...]:
    """`items[0].id` → ("items", 0, "id"); an empty index `[]` is -1. What is no step is passed."""
    return tuple(
        name or (json.loads(quoted, strict=False) if quoted else int(index) if index else -1)
        for name, index, quoted in _STEP.findall(path)
    )


def join_path(steps: Iterable[Step]) -> str:
    """The path of steps: the inverse of `parse_path`."""
    path = ""
    for step in steps:
        if isinstance(step, int):
            path = f"{path}[{step}]" if step >= 0 else f"{path}[]"
        else:
            path = enter(path, step)
    return path


def enter(path: str, key: str) -> str:
    """The place of a key in the object at a path."""
    if key.isidentifier() or not _AWKWARD.search(key):
        return f"{path}.{key}" if path else key
    return f"{path}[{json.dumps(key, ensure_ascii=False)}]"


def name_of(path: str) -> str:
    """The last key on a path: `orders[0].lines[1]` → `lines`; empty where there is none."""
    return next((step for step in reversed(parse_path(path)) if isinstance(step, str)), "")


def generalise(path: str) -> str:
    """A concrete path as a pattern: `items[2].id` → `items[].id`."""
    if "[" not in path:
        return path
    return _NUMBER.sub(lambda found: found[1] or "[]", path)


def take_first(pattern: str) -> str:
    """A pattern as a concrete path, every item the first: `items[].id` → `items[0].id`."""
    if '"' not in pattern:
        return pattern.replace("[]", "[0]")
    return _ANY.sub(lambda found: found[1] or "[0]", pattern)


def get(value: JSON, path: str) -> JSON:
    """The value at a concrete path. Raises MissingValueError where there is none."""
    for step in parse_path(path):
        if isinstance(step, int):
            if not isinstance(value, list) or not 0 <= step < len(value):
                raise MissingValueError(path)
            value = value[step]
        else:
            if not isinstance(value, dict) or step not in value:
                raise MissingValueError(path)
            value = value[step]
    return value


def find(value: JSON, path: str) -> JSON | Missing:
    """The value at a path, or MISSING; `[]` counts as the first item."""
    for step in parse_path(path):
        if isinstance(step, int):
            if not isinstance(value, list) or step >= len(value):
                return MISSING
            value = value[step if step > 0 else 0]
        else:
            if not isinstance(value, dict) or step not in value:
                return MISSING
            value = value[step]
    return value


def put(value: Any, path: str, new: JSON) -> None:
    """Set the value at a concrete path that exists already."""
    steps = parse_path(path)
    for step in steps[:-1]:
        value = value[step]
    value[steps[-1]] = new


def scalars_of(value: JSON, path: str = "") -> list[tuple[str, JSON]]:
    """Every scalar inside a JSON value with its path, in document order."""
    found: list[tuple[str, JSON]] = []
    _gather(value, path, found)
    return found


def in_order(scalars: Iterable[tuple[str, JSON]]) -> list[tuple[str, JSON]]:
    """Scalars by their concrete paths, items of lists in their order: `ids[2]` before `ids[10]`."""
    return sorted(
        scalars,
        key=lambda scalar: [
            (0, step, "") if isinstance(step, int) else (1, 0, step)
            for step in parse_path(scalar[0])
        ],
    )


def assemble(scalars: Iterable[tuple[str, JSON]]) -> dict[str, JSON]:
    """The object whose scalars these are, items of lists in order: the inverse of `scalars_of`.

    Raises UnplacedError where a list has holes or a place is two things at once.
    """
    root: dict[str, Any] = {}
    for path, scalar in scalars:
        steps = parse_path(path)
        place: Any = root
        for step, following in zip(steps, (*steps[1:], None), strict=True):
            fresh: Any = scalar if following is None else ([] if isinstance(following, int) else {})
            if not _has_place(place, step):
                raise UnplacedError(f"{path} has no place among the arguments")
            if isinstance(step, int):
                if step == len(place):
                    place.append(fresh)
                elif following is None:
                    place[step] = fresh
                place = place[step]
            else:
                if step not in place or following is None:
                    place[step] = fresh
                place = place[step]
    return root


def find_schemas(root: Mapping[str, Any], path: str) -> list[Mapping[str, Any]]:
    """Every schema that speaks about a path or a pattern; none where it is not declared."""
    current = list(branches(root))
    for step in parse_path(path):
        current = [
            branch
            for schema in current
            for inner in _inside(schema, step)
            for branch in branches(inner)
        ]
        if not current:
            return []
    return current


def branches(schema: Mapping[str, Any], depth: int = 0) -> Iterator[Mapping[str, Any]]:
    """A schema itself and all that it is combined from."""
    if depth > _MOST_COMBINED or not isinstance(schema, Mapping):
        return
    yield schema
    for word in ("allOf", "anyOf", "oneOf"):
        for inner in schema.get(word) or ():
            yield from branches(inner, depth + 1)


def _has_place(holder: object, step: Step) -> bool:
    if isinstance(step, int):
        return isinstance(holder, list) and 0 <= step <= len(holder)
    return isinstance(holder, dict)


def _gather(value: JSON, path: str, found: list[tuple[str, JSON]]) -> None:
    if isinstance(value, dict):
        for key, item in value.items():
            _gather(item, enter(path, key), found)
    elif isinstance(value, list):
        for position, item in enumerate(value):
            _gather(item, f"{path}[{position}]", found)
    else:
        found.append((path, value))


def _inside(schema: Mapping[str, Any], step: Step) -> Iterator[Mapping[str, Any]]:
    if isinstance(step, int):
        prefix = schema.get("prefixItems")
        if isinstance(prefix, list) and step < len(prefix):
            yield prefix[max(step, 0)]
        elif isinstance(schema.get("items"), Mapping):
            yield schema["items"]
        return
    properties = schema.get("properties")
    if isinstance(properties, Mapping) and isinstance(properties.get(step), Mapping):
        yield properties[step]
    elif isinstance(schema.get("additionalProperties"), Mapping):
        yield schema["additionalProperties"]
