"""Whether values of one schema can stand where another schema is asked for."""

from __future__ import annotations

import re
from typing import Any

from digit_tc.graph.fields import Field

_LITERAL_START = re.compile(r"^\^([A-Za-z0-9_\-:]+)(?![A-Za-z0-9_\-:]*[?*{|])")
_FIXED_CLASS = re.compile(r"^\^\[[^\]\\]+\]\{(\d+)\}\$$")
_NUMBERS = frozenset({"integer", "number"})
_SAME_FORMAT = {"url": "uri", "uri-reference": "uri", "guid": "uuid", "datetime": "date-time"}


def type_compatibility(source: Field, target: Field) -> float:
    """In [0, 1]: 1 for equal types, 0 for values that can never meet.

    integer and number 0.8; one item of a list for a single value, or a single value for an item of
    a list, 0.9; formats, enums, patterns and ranges that cannot meet give 0. Objects meet property
    by property, so both sides are scalars here.
    """
    score = _types(source.type, target.type)
    if score == 0.0:
        return 0.0
    if source.path.count("[]") != target.path.count("[]"):
        score *= 0.9
    return score * _formats(source.schema, target.schema) * _choices(source, target) * _patterns(
        source.schema, target.schema
    ) * _ranges(source.schema, target.schema)  # fmt: skip


def describe_types(source: Field, target: Field) -> str:
    """The types in plain words: `both strings, from a list`."""
    words = f"both {source.type}s" if source.type == target.type else (
        f"{source.type} for {target.type}"
    )  # fmt: skip
    if source.path.count("[]") > target.path.count("[]"):
        words += ", from a list"
    elif source.path.count("[]") < target.path.count("[]"):
        words += ", into a list"
    return words


def _types(source: str, target: str) -> float:
    if "boolean" in (source, target):
        return 0.0
    if source == target:
        return 1.0
    return 0.8 if {source, target} == _NUMBERS else 0.0


def _formats(source: dict[str, Any], target: dict[str, Any]) -> float:
    one, other = (_format_of(schema) for schema in (source, target))
    return 0.0 if one and other and one != other else 1.0


def _format_of(schema: dict[str, Any]) -> str:
    value = schema.get("format")
    return _SAME_FORMAT.get(value, value) if isinstance(value, str) else ""


def _choices(source: Field, target: Field) -> float:
    wanted = _enum_of(target.schema)
    if wanted is None:
        return 1.0
    given = _enum_of(source.schema)
    if given is None:
        # A free value seldom happens to be one of the few that are allowed.
        return 0.5
    return len(given & wanted) / len(given) if given else 0.0


def _enum_of(schema: dict[str, Any]) -> frozenset[str] | None:
    if "const" in schema:
        return frozenset({repr(schema["const"])})
    values = schema.get("enum")
    return frozenset(map(repr, values)) if isinstance(values, list) else None


def _patterns(source: dict[str, Any], target: dict[str, Any]) -> float:
    """0 where two patterns visibly exclude each other. Patterns are read, never executed."""
    one, other = source.get("pattern"), target.get("pattern")
    if not isinstance(one, str) or not isinstance(other, str) or one == other:
        return 1.0
    starts = [_LITERAL_START.match(pattern) for pattern in (one, other)]
    if starts[0] and starts[1]:
        first, second = starts[0].group(1), starts[1].group(1)
        if not (first.startswith(second) or second.startswith(first)):
            return 0.0
    lengths = [_FIXED_CLASS.match(pattern) for pattern in (one, other)]
    if lengths[0] and lengths[1] and lengths[0].group(1) != lengths[1].group(1):
        return 0.0
    return 1.0


def _ranges(source: dict[str, Any], target: dict[str, Any]) -> float:
    for least, most in (("minimum", "maximum"), ("minLength", "maxLength")):
        for low, high in ((source, target), (target, source)):
            bottom, top = low.get(least), high.get(most)
            if isinstance(bottom, int | float) and isinstance(top, int | float) and bottom > top:
                return 0.0
    return 1.0
