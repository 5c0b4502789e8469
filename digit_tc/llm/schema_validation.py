"""Validates JSON by a schema, and says what is wrong in sentences that a model can act on."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

import jsonschema_rs

from digit_tc.records.base import JSON

_MOST_FAULTS = 3


@lru_cache(maxsize=512)
def compile_schema(schema: bytes) -> jsonschema_rs.Validator | str:
    """A validator for a schema given as JSON; a sentence where the schema cannot be used."""
    try:
        return jsonschema_rs.validator_for(schema.decode(), validate_formats=True, offline=True)
    except ValueError as problem:
        return f"The schema itself cannot be used ({' '.join(str(problem).split())[:140]})."


def describe_faults(validator: jsonschema_rs.Validator, value: JSON) -> str:
    """What breaks the schema, at most three faults as one sentence; empty where nothing does."""
    try:
        if validator.is_valid(value):
            return ""
        found: list[str] = []
        for error in validator.iter_errors(value):
            if len(found) == _MOST_FAULTS:
                break
            fault = _describe_fault(error)
            if fault not in found:
                found.append(fault)
    except ValueError as problem:  # a reference to another document, met on the way
        return f"The schema itself cannot be used ({' '.join(str(problem).split())[:140]})."
    return "; ".join(found) + "."


def _describe_fault(error: jsonschema_rs.ValidationError) -> str:
    place = ""
    for step in error.instance_path:
        place += f"[{step}]" if isinstance(step, int) else f".{step}"
    place = place.removeprefix(".")[:200]
    kind: Any = error.kind
    match kind.name:
        case "required":
            return f"{place}.{kind.property}".removeprefix(".") + " is missing"
        case "additionalProperties":
            names = ", ".join(str(name)[:60] for name in kind.unexpected[:5])
            return f"{place or 'the reply'} has fields that are not asked for: {names}"
        case "type":
            wanted = " or ".join(kind.types)
            return f"{place or 'the reply'} must be of type {wanted}"
        case "enum":
            return f"{place or 'the reply'} must be one of {json.dumps(kind.options)[:200]}"
    fault = " ".join(error.message.split())
    return f"{place or 'the reply'}: {fault if len(fault) <= 200 else fault[:199] + '…'}"
