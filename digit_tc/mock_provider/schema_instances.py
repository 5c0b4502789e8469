"""The smallest value that fits a JSON Schema: the answer to any prompt that is not one of ours."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from digit_tc.records import JSON
from digit_tc.specs.schema.references import place_at

PLACEHOLDER = "This is a rehearsal; it answers DiGiT-TC's prompts only."
_MOST_DEPTH = 12
_MOST_SIZE = 2_000
"""Most values in an instance, a long text counted as several: a schema may want any number."""
_MOST_CHARACTERS = 4_000
_CHARACTERS_OF_A_VALUE = 40
_MOST_FIGURE = 2**53


def build_instance(schema: Mapping[str, Any]) -> JSON:
    """A small value that fits a schema.

    References and alternatives are followed where that is simple; patterns are not. A schema that
    wants more than some kilobytes gets less.
    """
    return _Instance(schema).of(schema, 0)


class _Instance:
    """One instance while it is made: the schema that references are about, and what is left."""

    def __init__(self, root: Mapping[str, Any]) -> None:
        self._root = root
        self._left = _MOST_SIZE

    def of(self, schema: Any, depth: int) -> JSON:
        self._left -= 1
        if not isinstance(schema, Mapping) or depth > _MOST_DEPTH or self._left < 0:
            return None
        if "const" in schema:
            return schema["const"]
        if isinstance(schema.get("enum"), list) and schema["enum"]:
            return schema["enum"][0]
        if "default" in schema:
            return schema["default"]
        if isinstance(schema.get("$ref"), str):
            return self.of(place_at(self._root, schema["$ref"].removeprefix("#")), depth + 1)
        for key in ("anyOf", "oneOf"):
            if isinstance(schema.get(key), list) and schema[key]:
                return self.of(schema[key][0], depth + 1)
        if isinstance(schema.get("allOf"), list) and schema["allOf"]:
            merged: dict[str, Any] = {}
            for part in schema["allOf"]:
                merged.update(part if isinstance(part, Mapping) else {})
            return self.of(merged, depth + 1)
        return self._of_type(schema, depth)

    def _of_type(self, schema: Mapping[str, Any], depth: int) -> JSON:
        kind = schema.get("type")
        if isinstance(kind, list):
            kind = kind[0] if kind else None
        if kind is None:
            kind = (
                "object" if "properties" in schema else "array" if "items" in schema else "string"
            )
        if kind == "object":
            return self._fields(schema, depth)
        if kind == "array":
            size = min(_count(schema.get("minItems")), max(0, self._left))
            return [
                self.of(schema.get("items", {}), depth + 1) for _ in range(size) if self._left > 0
            ]
        if kind in ("integer", "number"):
            return _number(schema, kind)
        if kind == "boolean":
            return False
        return None if kind == "null" else self._text(schema)

    def _fields(self, schema: Mapping[str, Any], depth: int) -> JSON:
        properties, required = schema.get("properties"), schema.get("required")
        known = properties if isinstance(properties, Mapping) else {}
        return {
            name: self.of(known.get(name, {}), depth + 1)
            for name in (required if isinstance(required, list) else ())
            if isinstance(name, str)
        }

    def _text(self, schema: Mapping[str, Any]) -> str:
        least, most = (
            min(_count(schema.get("minLength")), _MOST_CHARACTERS),
            schema.get("maxLength"),
        )
        text = PLACEHOLDER.ljust(least, ".")
        if most is not None:
            text = text[: _count(most)]
        self._left -= len(text) // _CHARACTERS_OF_A_VALUE
        return text


def _number(schema: Mapping[str, Any], kind: str) -> JSON:
    least = _figure(schema.get("minimum"), _figure(schema.get("exclusiveMinimum"), 0))
    most = _figure(schema.get("maximum"), 0)
    value = max(0, least) if most >= 0 else most
    if "exclusiveMinimum" in schema and value <= _figure(schema["exclusiveMinimum"], -1):
        value += 1
    return int(-(-value // 1)) if kind == "integer" else value


def _count(given: object) -> int:
    return max(0, int(_figure(given, 0)))


def _figure(given: object, otherwise: float) -> float:
    if isinstance(given, bool) or not isinstance(given, (int, float)):
        return otherwise
    return given if abs(given) < _MOST_FIGURE else otherwise
