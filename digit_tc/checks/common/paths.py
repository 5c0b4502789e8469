"""Concrete paths such as `items[0].id`, in values and in schemas."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from digit_tc.records import JSON, scalars_of

_PART = re.compile(r"([^.\[\]]+)|\[(\d*)\]")
_DEPTH = 12


class Missing:
    """Stands for a value that is not there; None is a JSON value."""


MISSING = Missing()


@lru_cache(maxsize=50_000)
def parts_of(path: str) -> tuple[str | int, ...]:
    """`items[0].id` → ("items", 0, "id"); `[]` counts as the first item."""
    return tuple(
        match[1] if match[1] is not None else int(match[2] or 0) for match in _PART.finditer(path)
    )


def value_at(value: JSON, path: str) -> JSON | Missing:
    """What stands at a concrete path, or MISSING. Keys that hold dots are found too."""
    place = value
    for part in parts_of(path):
        if isinstance(part, int):
            if not isinstance(place, list) or part >= len(place):
                return dict(scalars_of(value)).get(path, MISSING)
            place = place[part]
        else:
            if not isinstance(place, dict) or part not in place:
                return dict(scalars_of(value)).get(path, MISSING)
            place = place[part]
    return place


def schemas_at(root: Mapping[str, Any], path: str) -> list[Mapping[str, Any]]:
    """Every schema that speaks about a path; none where the path is not declared."""
    current = list(branches(root))
    for part in parts_of(path):
        current = [
            branch
            for schema in current
            for inner in _step(schema, part)
            for branch in branches(inner)
        ]
        if not current:
            return []
    return current


def branches(schema: Mapping[str, Any], depth: int = 0) -> Iterator[Mapping[str, Any]]:
    """A schema itself and all that it is combined from."""
    if depth > _DEPTH or not isinstance(schema, Mapping):
        return
    yield schema
    for word in ("allOf", "anyOf", "oneOf"):
        for inner in schema.get(word) or ():
            yield from branches(inner, depth + 1)


def _step(schema: Mapping[str, Any], part: str | int) -> Iterator[Mapping[str, Any]]:
    if isinstance(part, int):
        prefix = schema.get("prefixItems")
        if isinstance(prefix, list) and part < len(prefix):
            yield prefix[part]
        elif isinstance(schema.get("items"), Mapping):
            yield schema["items"]
        return
    properties = schema.get("properties")
    if isinstance(properties, Mapping) and isinstance(properties.get(part), Mapping):
        yield properties[part]
    elif isinstance(schema.get("additionalProperties"), Mapping):
        yield schema["additionalProperties"]
