"""Paths into arguments and results, and what stands at them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any


def walk_scalars(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every scalar with its path."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from walk_scalars(item, extend_path(path, key))
    elif isinstance(value, list):
        for position, item in enumerate(value):
            yield from walk_scalars(item, f"{path}[{position}]")
    else:
        yield path, value


def extend_path(path: str, key: str) -> str:
    """The place of a key: `order.id`, and `order["a.b"]` for a key that would be misread."""
    if not key or set(key) & set('.[]"\\'):
        return f"{path}[{json.dumps(key, ensure_ascii=False)}]"
    return f"{path}.{key}" if path else key


@lru_cache(maxsize=10_000)
def split_path(path: str) -> tuple[str | int, ...]:
    """`items[0].id` as ("items", 0, "id")."""
    found = re.findall(r'\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]|([^.\[\]]+)', path)
    return tuple(
        int(index) if index else json.loads(quoted) if quoted else name
        for index, quoted, name in found
    )


def read_at(value: Any, path: str) -> Any:
    """What stands at a path. Keys that hold dots themselves are tried whole first."""
    if isinstance(value, dict) and path in value:
        return value[path]
    for part in split_path(path):
        value = value[part]
    return value


def equals(left: Any, right: Any) -> bool:
    """3 equals 3.0; True does not equal 1; text is compared exactly."""
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, int | float) and isinstance(right, int | float):
        return float(left) == float(right)
    return type(left) is type(right) and left == right
