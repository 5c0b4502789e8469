"""Slips of a model that change nothing: what they are, and putting them right."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from digit_tc.records.base import JSON

_INTEGER = re.compile(r"-?(0|[1-9]\d{0,14})")
_NUMBER = re.compile(r"-?(0|[1-9]\d{0,14})(\.\d{1,15})?")
_BOOLEANS = {"true": True, "false": False, "True": True, "False": False}


def put_right(value: JSON, schema: Mapping[str, Any]) -> JSON:
    """The value with harmless slips put right, each only where the schema allows one type alone:

    - `integer`: `3.0` and `"3"` are 3; `number`: `"2.5"` is 2.5;
    - `boolean`: `"true"` and `"false"`, also with a capital;
    - an optional field that is `null` and may not be null is left out.

    Everything else stays as it is, and the schema decides. The value given is not changed.
    """
    kind = schema.get("type")
    if isinstance(value, dict):
        return _fields(value, schema) if kind == "object" or "properties" in schema else value
    if isinstance(value, list):
        items = schema.get("items")
        return [put_right(each, items) for each in value] if isinstance(items, Mapping) else value
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


def _fields(value: dict[str, JSON], schema: Mapping[str, Any]) -> dict[str, JSON]:
    properties = schema.get("properties")
    if not isinstance(properties, Mapping):
        return value
    required = schema.get("required", ())
    kept = {}
    for name, each in value.items():
        inner = properties.get(name)
        if not isinstance(inner, Mapping):
            kept[name] = each
        elif each is not None or name in required or not isinstance(inner.get("type"), str):
            kept[name] = put_right(each, inner)
        elif inner["type"] == "null":
            kept[name] = each
    return kept
