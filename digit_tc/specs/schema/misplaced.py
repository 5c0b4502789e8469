"""Keywords that stand among the properties of an object instead of beside them."""

from __future__ import annotations

from typing import Any

from digit_tc.records import JSON


def lift(schema: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """The schema with such keywords beside its properties, and their names.

    `properties: {name: {…}, required: [name]}` is meant so; a property that is called `required`
    has a schema.
    """
    properties = schema.get("properties")
    if not isinstance(properties, dict):
        return schema, []
    has_schemas = any(isinstance(part, dict) for part in properties.values())
    moved = {
        key: value for key, value in properties.items() if has_schemas and _is_keyword(key, value)
    }
    if not moved:
        return schema, []
    rest = {key: value for key, value in properties.items() if key not in moved}
    return {**moved, **schema, "properties": rest}, list(moved)


def _is_keyword(key: str, value: JSON) -> bool:
    if key == "required":
        return isinstance(value, (list, bool))
    if key == "additionalProperties":
        return isinstance(value, bool)
    if key == "type":
        return bool(value == "object")
    # A property may be told by the name of its type alone, which is one word.
    return key in ("description", "title", "$schema") and isinstance(value, str) and " " in value
