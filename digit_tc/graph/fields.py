"""The scalar fields of a schema, each with its path and the containers it stands in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from digit_tc.records.paths import enter

MAX_DEPTH = 6
MAX_FIELDS = 200
"""Most fields of one schema that are looked at; deeper and later ones are left out."""

_SCALARS = frozenset({"string", "integer", "number", "boolean"})
_UNWRITABLE = frozenset(".[]$")


@dataclass(frozen=True, slots=True)
class Field:
    """One scalar place in a tool's parameters or returns."""

    path: str
    """Names joined by `.`, with `[]` for any item of an array: `flights[].flight_id`."""
    name: str
    """The last name on the path."""
    containers: tuple[tuple[str, str], ...]
    """Name and schema title of each object or array around it, outermost first."""
    schema: dict[str, Any]
    """Its own schema, with `null` alternatives taken away."""
    type: str
    description: str
    required: bool


def scalar_fields(schema: dict[str, Any] | None) -> tuple[Field, ...]:
    """Every scalar field of an object schema, in document order, at most `MAX_FIELDS`.

    Properties whose names cannot stand in a path (they hold `.`, `[`, `]` or `$`) are left out, as
    is whatever has no definite type.
    """
    if not schema:
        return ()
    found: list[Field] = []
    title = str(schema.get("title") or "")
    start = _Place("", "", (("", title),), True, 0)
    for field in _walk(schema, start):
        found.append(field)
        if len(found) == MAX_FIELDS:
            break
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the walk stands."""

    path: str
    name: str
    containers: tuple[tuple[str, str], ...]
    required: bool
    depth: int


def _walk(schema: Any, here: _Place) -> Iterator[Field]:
    schema = _plain(schema)
    if schema is None or here.depth > MAX_DEPTH:
        return
    kind = _type_of(schema)
    if kind in _SCALARS and here.path:
        text = schema.get("description")
        description = text if isinstance(text, str) else ""
        yield Field(here.path, here.name, here.containers, schema, kind, description, here.required)
    elif kind == "array" and here.path:
        yield from _walk_items(schema, here)
    elif kind == "object":
        yield from _walk_properties(schema, here)


def _walk_items(schema: dict[str, Any], here: _Place) -> Iterator[Field]:
    items = _plain(schema.get("items"))
    if items is None:
        return
    containers = (*here.containers, (here.name, str(schema.get("title") or "")))
    if _type_of(items) in _SCALARS:
        # `file_ids[]` means what the list says of itself: a list of scalars contains nothing else.
        items = {"description": schema.get("description", ""), **items}
        containers = here.containers
    inner = _Place(here.path + "[]", here.name, containers, here.required, here.depth + 1)
    yield from _walk(items, inner)


def _walk_properties(schema: dict[str, Any], here: _Place) -> Iterator[Field]:
    properties = schema.get("properties")
    if not isinstance(properties, dict):
        return
    listed = schema.get("required")
    wanted = listed if isinstance(listed, list) else []
    title = str(schema.get("title") or "")
    containers = (*here.containers, (here.name, title)) if here.path else here.containers
    for key, value in properties.items():
        if isinstance(key, str) and key and not _UNWRITABLE & set(key):
            path = enter(here.path, key)
            required = here.required and key in wanted
            yield from _walk(value, _Place(path, key, containers, required, here.depth + 1))


def _plain(schema: Any, hops: int = 0) -> dict[str, Any] | None:
    """The schema without indirection: the one real alternative taken."""
    if not isinstance(schema, dict) or hops > 8:
        return None
    for word in ("anyOf", "oneOf", "allOf"):
        options = schema.get(word)
        if isinstance(options, list) and "type" not in schema:
            real = [o for o in options if not (isinstance(o, dict) and o.get("type") == "null")]
            told = [o for o in real if isinstance(o, dict) and not _is_bare_object(o)]
            real = told or real
            if len(real) != 1 or not isinstance(real[0], dict):
                return None
            rest = {key: value for key, value in schema.items() if key != word}
            return _plain({**real[0], **rest}, hops + 1)
    return schema


def _is_bare_object(schema: dict[str, Any]) -> bool:
    """Whether an alternative says no more than that any object will do."""
    return schema.get("type") == "object" and not schema.get("properties")


def _type_of(schema: dict[str, Any]) -> str:
    kind = schema.get("type")
    if isinstance(kind, list):
        real = [item for item in kind if item != "null"]
        kind = real[0] if len(real) == 1 else None
    if isinstance(kind, str):
        return kind
    if "properties" in schema:
        return "object"
    if "items" in schema:
        return "array"
    return ""
