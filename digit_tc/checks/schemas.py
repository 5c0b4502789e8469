"""Compiled JSON Schema validators, and the search for undeclared arguments."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import jsonschema_rs

from digit_tc.checks.paths import branches
from digit_tc.records import JSON, canonical_json

_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?")
_DATE_TIME = re.compile(r"\d{4}-\d\d-\d\d[Tt ]" + _TIME.pattern)


def first_error(schema: Mapping[str, Any], value: JSON) -> str | None:
    """What first breaks the schema, in words, or None where the value fits.

    Formats are checked. Nothing is fetched: a reference to another document is an error.
    """
    return first_error_of(compiled(schema), value)


def compiled(schema: Mapping[str, Any]) -> jsonschema_rs.Validator | str:
    """A validator kept for the life of the process, or a sentence why there is none."""
    return _compiled(canonical_json(schema))


def first_error_of(validator: jsonschema_rs.Validator | str, value: JSON) -> str | None:
    """As `first_error`, with a validator from `compiled`."""
    if isinstance(validator, str):
        return validator
    try:
        if validator.is_valid(value):
            return None
        error = next(iter(validator.iter_errors(value)))
    except (ValueError, StopIteration) as problem:
        return _short(str(problem))
    place = ".".join(str(part) for part in error.instance_path)
    return f"{place}: {_short(error.message)}" if place else _short(error.message)


def undeclared_in(schema: Mapping[str, Any], value: JSON) -> str | None:
    """The path of the first key that no schema declares, or None.

    An object schema with `properties` declares its keys in full, whatever `additionalProperties`
    leaves unsaid; an object schema without `properties` is free. A schema given as
    `additionalProperties`, and `patternProperties`, declare further keys.
    """
    return _undeclared([schema], value, schema, "")


def _undeclared(
    schemas: list[Mapping[str, Any]], value: JSON, root: Mapping[str, Any], path: str
) -> str | None:
    every = [branch for schema in schemas for branch in branches(schema, root)]
    if isinstance(value, dict):
        closed = [schema for schema in every if isinstance(schema.get("properties"), Mapping)]
        for key, item in value.items():
            place = f"{path}.{key}" if path else key
            inner = [schema["properties"][key] for schema in closed if key in schema["properties"]]
            if not inner:
                extra = [schema.get("additionalProperties") for schema in every]
                inner = [schema for schema in extra if isinstance(schema, Mapping)]
                if closed and not inner and not _is_patterned(every, key):
                    return place
            if isinstance(item, dict | list):
                found = _undeclared(inner, item, root, place)
                if found is not None:
                    return found
    elif isinstance(value, list):
        items = [s["items"] for s in every if isinstance(s.get("items"), Mapping)]
        for position, item in enumerate(value):
            if isinstance(item, dict | list):
                found = _undeclared(items, item, root, f"{path}[{position}]")
                if found is not None:
                    return found
    return None


def _is_patterned(schemas: list[Mapping[str, Any]], key: str) -> bool:
    # Patterns come from untrusted specifications: the linear-time engine matches them.
    return any(
        isinstance(schema.get("patternProperties"), Mapping)
        and first_error(
            {
                "patternProperties": dict.fromkeys(schema["patternProperties"], True),
                "additionalProperties": False,
            },
            {key: 0},
        )
        is None
        for schema in schemas
    )


@lru_cache(maxsize=8_192)
def _compiled(schema: bytes) -> jsonschema_rs.Validator | str:
    try:
        return jsonschema_rs.validator_for(
            schema.decode(),
            validate_formats=True,
            # People and most tools write a time without its zone.
            formats={
                "time": lambda text: _TIME.fullmatch(text) is not None,
                "date-time": lambda text: _DATE_TIME.fullmatch(text) is not None,
            },
            offline=True,
        )
    except ValueError as problem:
        return f"the schema itself cannot be used ({_short(str(problem))})"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 140 else line[:137] + "..."
