"""Places inside JSON values: `items[0].id`."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from digit_tc.records import JSON

_STEP = re.compile(r"([^.\[\]]+)|\[(\d*)\]")


@lru_cache(maxsize=50_000)
def steps_of(path: str) -> tuple[str | int, ...]:
    """`items[0].id` → ("items", 0, "id"); an empty index `[]` is -1."""
    found = _STEP.findall(path)
    return tuple(name if name else (int(index) if index else -1) for name, index in found)


def get(value: JSON, path: str) -> JSON:
    """The value at a concrete path. Raises LookupError where there is none."""
    for step in steps_of(path):
        if isinstance(step, int):
            if not isinstance(value, list) or not 0 <= step < len(value):
                raise LookupError(path)
            value = value[step]
        else:
            if not isinstance(value, dict) or step not in value:
                raise LookupError(path)
            value = value[step]
    return value


def put(value: Any, path: str, new: JSON) -> None:
    """Set the value at a concrete path that exists already."""
    steps = steps_of(path)
    for step in steps[:-1]:
        value = value[step]
    value[steps[-1]] = new


def assemble(scalars: list[tuple[str, JSON]]) -> dict[str, JSON]:
    """The object whose scalars these are: the inverse of `digit_tc.records.scalars_of`."""
    root: dict[str, Any] = {}
    for path, scalar in scalars:
        steps = steps_of(path)
        place: Any = root
        for step, following in zip(steps, (*steps[1:], None), strict=True):
            fresh: Any = scalar if following is None else ([] if isinstance(following, int) else {})
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


def first_items(path: str) -> str:
    """A pattern with every item the first: `items[].id` → `items[0].id`."""
    return path.replace("[]", "[0]")
