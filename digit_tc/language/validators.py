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


_validator_of = Kept(compiled)
