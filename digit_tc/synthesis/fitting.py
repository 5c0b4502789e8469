"""Values and schemas made to fit: one schema for several parameters, a result for its schema."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from digit_tc.checks.common.schemas import undeclared_in
from digit_tc.prompts.briefs import leaf_schema
from digit_tc.records import JSON
from digit_tc.records.paths import branches

_LEAST = ("maximum", "exclusiveMaximum", "maxLength")
_MOST = ("minimum", "exclusiveMinimum", "minLength")


def fitting_all(schemas: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The schema of a value that fits each of these, as short as prompts have it.

    Types, choices and limits are brought together; of patterns and formats the first one is told.
    """
    merged = dict(leaf_schema(schemas[0]))
    for schema in schemas[1:]:
        for name, value in leaf_schema(schema).items():
            merged[name] = _both(name, merged[name], value) if name in merged else value
    return merged


def declared_part(returns: Mapping[str, Any] | None, value: JSON) -> JSON:
    """What a schema declares of a value: fields that it does not name are left out at any depth.

    Where it names no fields, or says expressly that there may be more, all stay.
    """
    if returns is None or undeclared_in(returns, value) is None:
        return value
    return _declared([returns], value)


def _declared(schemas: list[Mapping[str, Any]], value: JSON) -> JSON:
    every = [branch for schema in schemas for branch in branches(schema)]
    if isinstance(value, list):
        items = [one["items"] for one in every if isinstance(one.get("items"), Mapping)]
        return [_declared(items, each) for each in value] if items else value
    named = [one["properties"] for one in every if isinstance(one.get("properties"), Mapping)]
    if not isinstance(value, dict) or not named:
        return value
    kept: dict[str, JSON] = {}
    for name, each in value.items():
        inner = [fields[name] for fields in named if name in fields]
        extra = [one.get("additionalProperties") for one in every]
        inner = inner or [one for one in extra if isinstance(one, Mapping)]
        if inner:
            told = [one for one in inner if isinstance(one, Mapping)]
            kept[name] = _declared(told, each)
        elif any(one is True for one in extra) or any("patternProperties" in one for one in every):
            kept[name] = each
    return kept


def _both(name: str, one: Any, other: Any) -> Any:
    if name == "type":
        return "integer" if {one, other} == {"integer", "number"} else one
    if name == "enum":
        return [choice for choice in one if choice in other] or one
    if name in _LEAST:
        return min(one, other)
    if name in _MOST:
        return max(one, other)
    return one
