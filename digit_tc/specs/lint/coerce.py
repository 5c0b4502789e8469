"""A told value as a value of the schema's type: "10" is 10 where an integer is asked for."""

from __future__ import annotations

import re
from typing import Any

import jsonschema_rs

from digit_tc.records import JSON
from digit_tc.specs.lint.rule import Schema

NOTHING: Any = object()
"""Stands for "it cannot be made to fit"; None is a value."""

_INT = re.compile(r"[-+]?\d{1,18}")
_NUMBER = re.compile(r"[-+]?\d{1,15}(\.\d{1,15})?")


def coerced(value: JSON, schema: Schema) -> JSON:
    """The value in the schema's own type, or `NOTHING`. Bounds and enums are not looked at."""
    kind = schema.get("type")
    text = value.strip() if isinstance(value, str) else ""
    if kind == "string":
        if isinstance(value, str):
            return value
        return (
            str(value)
            if isinstance(value, (int, float)) and value not in (True, False)
            else NOTHING
        )
    if kind == "boolean":
        words = {"true": True, "false": False, "yes": True, "no": False}
        return value if isinstance(value, bool) else words.get(text.lower(), NOTHING)
    if kind == "integer":
        if isinstance(value, bool):
            return NOTHING
        if isinstance(value, float):
            return int(value) if value.is_integer() and abs(value) < 2**53 else NOTHING
        if isinstance(value, int):
            return value
        return int(text) if _INT.fullmatch(text) else NOTHING
    if kind == "number":
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return value
        if _NUMBER.fullmatch(text):
            return float(text) if "." in text else int(text)
        return NOTHING
    if kind == "array":
        return value if isinstance(value, list) else NOTHING
    return value if isinstance(value, dict) else NOTHING


def allows(schema: Schema, value: JSON) -> bool:
    """True where enum, pattern and bounds take a scalar; lists and objects are not looked into."""
    if isinstance(value, (list, dict)):
        return True  # inner schemas have not been mended yet
    shallow = {key: schema[key] for key in schema if key not in ("default", "examples", "format")}
    try:
        return bool(jsonschema_rs.Draft202012Validator(shallow).is_valid(value))
    except (ValueError, jsonschema_rs.ValidationError):
        return False
