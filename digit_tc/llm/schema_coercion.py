"""Schema coercion: small slips of a model are corrected where the schema leaves one reading."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from digit_tc.records.base import JSON

_INTEGER = re.compile(r"-?(0|[1-9]\d{0,14})")
_NUMBER = re.compile(r"-?(0|[1-9]\d{0,14})(\.\d{1,15})?")
_BOOLEANS = {"true": True, "false": False, "True": True, "False": False}


def coerce(value: JSON, schema: Mapping[str, Any]) -> JSON:
    """The value with slips corrected, each only where the schema allows one type alone:

    - `integer`: `3.0` and `"3"` become 3; `number`: `"2.5"` becomes 2.5;
    - `boolean`: `"true"` and `"false"`, also with a capital, become truth values;
    - an optional field that is `null`, and may not be null, is left out.

    Anything else stays for validation to judge. The given value is not changed.
    """
    kind = schema.get("type")
    if isinstance(value, dict):
        return (
            _coerce_fields(value, schema) if kind == "object" or "properties" in schema else value
        )
    if isinstance(value, list):
        items = schema.get("items")
        return [coerce(each, items) for each in value] if isinstance(items, Mapping) else value
    if kind == "integer":
        if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
            return int(value)
        if isinstance(value, str) and _INTEGER.fullmatch(value):
            return int(value)
    elif kind == "number" and isinstance(value, str) and _NUMBER.fullmatch(value):
        return float(value) if "." in value else int(value)
    elif kind == "boolean" and isinstance(value, str):
        return _BOOLEANS.get(value, value)
    return value


def _coerce_fields(value: dict[str, JSON], schema: Mapping[str, Any]) -> dict[str, JSON]:
    properties = schema.get("properties")
    if not isinstance(properties, Mapping):
        return value
    required = schema.get("required", ())
    coerced = {}
    for name, each in value.items():
        inner = properties.get(name)
        if not isinstance(inner, Mapping):
            coerced[name] = each
        elif each is not None or name in required or not isinstance(inner.get("type"), str):
            coerced[name] = coerce(each, inner)
        elif inner["type"] == "null":
            coerced[name] = each
    return coerced
