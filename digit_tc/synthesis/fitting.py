"""One schema for a value that several parameters take."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from digit_tc.prompts.briefs import leaf_schema

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
