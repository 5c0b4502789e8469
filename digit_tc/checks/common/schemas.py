"""What breaks a schema, in words, and the search for undeclared arguments."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import jsonschema_rs

from digit_tc.language.validators import compiled
from digit_tc.records import JSON
from digit_tc.records.paths import branches, enter


def first_error(schema: Mapping[str, Any], value: JSON) -> str | None:
    """What first breaks the schema, in words, or None where the value fits.

    Formats are checked. Nothing is fetched: a reference to another document is an error.
    """
    return first_error_of(compiled(schema), value)


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
    return _undeclared([schema], value, "")


def _undeclared(schemas: list[Mapping[str, Any]], value: JSON, path: str) -> str | None:
    every = [branch for schema in schemas for branch in branches(schema)]
    if isinstance(value, dict):
        closed = [schema for schema in every if isinstance(schema.get("properties"), Mapping)]
        for key, item in value.items():
            place = enter(path, key)
            inner = [schema["properties"][key] for schema in closed if key in schema["properties"]]
            if not inner:
                extra = [schema.get("additionalProperties") for schema in every]
                inner = [schema for schema in extra if isinstance(schema, Mapping)]
                if closed and not inner and not _is_patterned(every, key):
                    return place
            if isinstance(item, dict | list):
                found = _undeclared(inner, item, place)
                if found is not None:
                    return found
    elif isinstance(value, list):
        items = [s["items"] for s in every if isinstance(s.get("items"), Mapping)]
        for position, item in enumerate(value):
            if isinstance(item, dict | list):
                found = _undeclared(items, item, f"{path}[{position}]")
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


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 140 else line[:137] + "..."
