"""A JSON schema out of the fields that a model tells of a result."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from digit_tc.prompts.shortened import cut

MOST_FIELDS = 24
MOST_DEPTH = 4
"""Most names on a path: `orders[].lines[].product.id` has four."""
_TYPES = frozenset({"string", "integer", "number", "boolean"})
_STEP = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,63}(?:\[\d{0,3}\])?")
_DESCRIPTION_CHARACTERS = 120
_NAMELESS_LIST = "items"


def schema_of_fields(fields: Iterable[Mapping[str, Any]]) -> dict[str, Any] | None:
    """An object schema with each `{"path", "type", "description"}` in its place; all required.

    What cannot be read is left out: a path that is none, is too deep, or contradicts an earlier
    one, and a type that is no scalar's. None where nothing is left.
    """
    root: dict[str, Any] = _object()
    placed = 0
    for field in fields:
        steps = _steps(str(field.get("path", "")))
        if placed == MOST_FIELDS or not steps or field.get("type") not in _TYPES:
            continue
        leaf: dict[str, Any] = {"type": field["type"]}
        meaning = cut(str(field.get("description", "")), _DESCRIPTION_CHARACTERS)
        placed += _place(root, steps, leaf | ({"description": meaning} if meaning else {}))
    return root if placed else None


def _steps(path: str) -> list[tuple[str, bool]]:
    """`orders[].id` → [("orders", True), ("id", False)]; empty where it is no path."""
    plain = path.strip().removeprefix("$").removeprefix(".")
    if plain.startswith("["):
        plain = _NAMELESS_LIST + plain
    parts = plain.split(".")
    if len(parts) > MOST_DEPTH or not all(_STEP.fullmatch(part) for part in parts):
        return []
    return [(part.partition("[")[0], "[" in part) for part in parts]


def _place(root: dict[str, Any], steps: list[tuple[str, bool]], leaf: dict[str, Any]) -> bool:
    """Whether the leaf could be put where the steps lead."""
    here: dict[str, Any] | None = root
    for name, is_list in steps[:-1]:
        here = _entered(here, name, is_list)
        if here is None:
            return False
    name, is_list = steps[-1]
    if here is None or name in here["properties"]:
        return False
    _put(here, name, {"type": "array", "items": leaf} if is_list else leaf)
    return True


def _entered(here: dict[str, Any] | None, name: str, is_list: bool) -> dict[str, Any] | None:
    """The object under a name, made where it is missing; None where something else is there."""
    if here is None:
        return None
    if name not in here["properties"]:
        inner = _object()
        _put(here, name, {"type": "array", "items": inner} if is_list else inner)
        return inner
    found = here["properties"][name]
    if (found["type"] == "array") is not is_list:
        return None
    inside: dict[str, Any] = found["items"] if is_list else found
    return inside if "properties" in inside else None


def _put(here: dict[str, Any], name: str, schema: dict[str, Any]) -> None:
    here["properties"][name] = schema
    here["required"].append(name)


def _object() -> dict[str, Any]:
    return {"type": "object", "properties": {}, "required": [], "additionalProperties": False}
