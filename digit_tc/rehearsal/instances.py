"""The smallest instance of a schema: the answer to a question that the rehearsal does not know."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from digit_tc.records import JSON

SAID = "This is a rehearsal; it answers DiGiT-TC's prompts only."
_MOST_DEPTH = 12


def instance_of(schema: Mapping[str, Any]) -> JSON:
    """A value that fits, as far as a schema says it plainly: references, combinations of
    alternatives and patterns are met where that is simple."""
    return _instance(schema, schema, 0)


def _instance(schema: Any, root: Mapping[str, Any], depth: int) -> JSON:
    if not isinstance(schema, Mapping) or depth > _MOST_DEPTH:
        return None
    if "const" in schema:
        return schema["const"]
    if schema.get("enum"):
        return schema["enum"][0]
    if "default" in schema:
        return schema["default"]
    if isinstance(schema.get("$ref"), str):
        return _instance(_referred(schema["$ref"], root), root, depth + 1)
    for key in ("anyOf", "oneOf"):
        if isinstance(schema.get(key), list) and schema[key]:
            return _instance(schema[key][0], root, depth + 1)
    if isinstance(schema.get("allOf"), list) and schema["allOf"]:
        merged: dict[str, Any] = {}
        for part in schema["allOf"]:
            merged.update(part if isinstance(part, Mapping) else {})
        return _instance(merged, root, depth + 1)
    return _of_type(schema, root, depth)


def _of_type(schema: Mapping[str, Any], root: Mapping[str, Any], depth: int) -> JSON:
    kind = schema.get("type")
    if isinstance(kind, list):
        kind = kind[0] if kind else None
    if kind is None:
        kind = "object" if "properties" in schema else "array" if "items" in schema else "string"
    if kind == "object":
        properties = schema.get("properties") or {}
        return {
            name: _instance(properties.get(name, {}), root, depth + 1)
            for name in schema.get("required") or ()
        }
    if kind == "array":
        size = int(schema.get("minItems") or 0)
        return [_instance(schema.get("items", {}), root, depth + 1) for _ in range(size)]
    if kind in ("integer", "number"):
        return _number(schema, kind)
    if kind == "boolean":
        return False
    return None if kind == "null" else _text(schema)


def _number(schema: Mapping[str, Any], kind: str) -> JSON:
    least = schema.get("minimum", schema.get("exclusiveMinimum", 0))
    value = max(0, least) if schema.get("maximum", 0) >= 0 else schema["maximum"]
    if "exclusiveMinimum" in schema and value <= schema["exclusiveMinimum"]:
        value += 1
    return int(-(-value // 1)) if kind == "integer" else value


def _text(schema: Mapping[str, Any]) -> str:
    least, most = schema.get("minLength", 0), schema.get("maxLength")
    text = SAID.ljust(least, ".")
    return text if most is None else text[:most]


def _referred(reference: str, root: Mapping[str, Any]) -> Any:
    place: Any = root
    for step in reference.removeprefix("#").strip("/").split("/"):
        name = step.replace("~1", "/").replace("~0", "~")
        place = place.get(name) if isinstance(place, Mapping) and name else place
    return place
