"""What the parameters of a tool say about a place in its arguments."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .paths import equals, split_path


def resolve(schema: Any, root: dict[str, Any]) -> dict[str, Any]:
    """A schema with its own local `$ref` followed."""
    for _ in range(20):
        if not isinstance(schema, dict) or not str(schema.get("$ref", "")).startswith("#/"):
            break
        target: Any = root
        for part in schema["$ref"][2:].split("/"):
            target = target.get(part.replace("~1", "/").replace("~0", "~"), {})
        schema = target
    return schema if isinstance(schema, dict) else {}


def walk_alternatives(
    schema: Any, root: dict[str, Any], depth: int = 0
) -> Iterator[dict[str, Any]]:
    """The schema and those that it is combined of."""
    schema = resolve(schema, root)
    yield schema
    if depth < 8:
        for word in ("anyOf", "oneOf", "allOf"):
            for inner in schema.get(word, ()):
                yield from walk_alternatives(inner, root, depth + 1)


def find_schemas(
    schema: Any, parts: tuple[str | int, ...], root: dict[str, Any]
) -> Iterator[dict[str, Any]]:
    """Every schema that speaks about the place."""
    for one in walk_alternatives(schema, root):
        if not parts:
            yield one
            continue
        first, rest = parts[0], parts[1:]
        if isinstance(first, int):
            prefix = one.get("prefixItems", [])
            inner = prefix[first] if first < len(prefix) else one.get("items")
        else:
            inner = one.get("properties", {}).get(first, one.get("additionalProperties"))
        if isinstance(inner, dict):
            yield from find_schemas(inner, rest, root)


def list_choices(schema: dict[str, Any]) -> list[Any]:
    """The values that a schema lists."""
    return [*schema.get("enum", ()), *([schema["const"]] if "const" in schema else ())]


def holds_default(schema: dict[str, Any], path: str, value: Any) -> Iterator[bool]:
    """Whether the place, or a whole around it, has a default that gives the value."""
    parts = split_path(path)
    for length in range(len(parts) + 1):
        for place in find_schemas(schema, parts[:length], schema):
            if "default" in place:
                held = place["default"]
                try:
                    for part in parts[length:]:
                        held = held[part]
                except (KeyError, IndexError, TypeError):
                    continue
                yield equals(held, value)
