"""Compiled JSON Schema validators: one reading of formats for all rooms, and nothing is fetched."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import jsonschema_rs

from digit_tc.language.kept import Kept
from digit_tc.records.base import JSON, canonical_json


def compiled(schema: Mapping[str, Any]) -> jsonschema_rs.Validator | str:
    """A validator kept for the life of the process, or a sentence why there is none.

    Formats are checked as JSON Schema defines them. A reference to another document is an error
    when it is met, never a request.
    """
    return _compiled(canonical_json(schema))


def admits(schema: Mapping[str, Any], value: JSON) -> bool:
    """Whether a schema allows the value. `{}` allows everything."""
    if not schema:
        return True
    validator = _validator_of(schema)
    try:
        return not isinstance(validator, str) and validator.is_valid(value)
    except ValueError:
        return False


def finds(pattern: str, text: str) -> bool:
    """Whether a pattern of JSON Schema, which is ECMA-262's, finds something in a text.

    False where it cannot be used, and where the search takes too many steps.
    """
    validator = _finder(pattern)
    try:
        return not isinstance(validator, str) and validator.is_valid(text)
    except ValueError:
        return False


def property_of(schema: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """The schema of a declared property, or `{}`."""
    properties = schema.get("properties")
    found = properties.get(name) if isinstance(properties, dict) else None
    return found if isinstance(found, dict) else {}


@lru_cache(maxsize=8_192)
def _compiled(schema: bytes) -> jsonschema_rs.Validator | str:
    try:
        return jsonschema_rs.validator_for(schema.decode(), validate_formats=True, offline=True)
    except ValueError as problem:
        return f"the schema itself cannot be used ({' '.join(str(problem).split())[:140]})"


@lru_cache(maxsize=8_192)
def _finder(pattern: str) -> jsonschema_rs.Validator | str:
    return compiled({"type": "string", "pattern": pattern})


_validator_of = Kept(compiled)
