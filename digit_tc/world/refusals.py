"""What a tool says to arguments that it does not take."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import jsonschema_rs

from digit_tc.language.validators import compiled, property_of
from digit_tc.records import JSON, Tool

Fault = Literal["value", "missing", "type", "tool"]
"""A wrong value, a required argument left out, a value of a wrong type, an argument of another
tool."""
_WORDS: Mapping[Fault, str] = {
    "value": "Invalid value for argument: {name}.",
    "missing": "Missing required argument: {name}.",
    "type": "Invalid type of argument: {name}.",
    "tool": "Unexpected argument: {name}.",
}
_NAMELESS = "The request could not be completed with these arguments."


def word_refusal(fault: Fault, name: str = "") -> JSON:
    """The error for an argument of this name, or for arguments that cannot be told apart."""
    return {"error": _WORDS[fault].format(name=name) if name else _NAMELESS}


def refuse_arguments(tool: Tool, arguments: Mapping[str, JSON]) -> JSON:
    """The error for arguments that break the schema of a tool; None where they fit.

    An argument that the tool does not declare is refused too, whatever its schema leaves open.
    """
    properties = tool.parameters.get("properties", {})
    for name in tool.parameters.get("required", ()):
        if name not in arguments:
            return word_refusal("missing", name)
    for name in arguments:
        if name not in properties:
            return word_refusal("tool", name)
    for name, value in arguments.items():
        fault = _fault_of(property_of(tool.parameters, name), value)
        if fault is not None:
            return word_refusal(fault, name)
    return None if _fits(compiled(tool.parameters), arguments) else word_refusal("value")


def _fault_of(schema: Mapping[str, JSON], value: JSON) -> Fault | None:
    if not schema or _fits(compiled(schema), value):
        return None
    kinds = schema.get("type")
    return "type" if kinds and not _fits(compiled({"type": kinds}), value) else "value"


def _fits(validator: jsonschema_rs.Validator | str, value: JSON) -> bool:
    try:
        return not isinstance(validator, str) and validator.is_valid(value)
    except ValueError:
        return False
