"""Subtypes of a schema that names them by a discriminator instead of listing them."""

from __future__ import annotations

import re
from typing import Any

from digit_tc.records import JSON
from digit_tc.specs.schema.references import NOWHERE, References

_VALUES = ("x-discriminator-value", "x-ms-discriminator-value")
_MOST = 100


def discriminated(schema: JSON, reference: str, references: References) -> list[dict[str, Any]]:
    """The alternatives that `schema`, which stands at `reference`, has by its discriminator.

    They are those of its mapping, else the schemas beside it that extend it with `allOf`, directly
    or through others. Each asks for its own value of the discriminating property. Empty where the
    schema has no discriminator, or lists its alternatives itself.
    """
    prop = _property(schema)
    if not prop or not isinstance(schema, dict) or schema.keys() & {"oneOf", "anyOf"}:
        return []
    named = _mapped(schema, reference) or {
        name: "" for name in _extending(reference, references) if name != reference
    }
    told = schema.get("properties")
    enum = told[prop].get("enum") if isinstance(told, dict) and _is(told.get(prop)) else None
    return [
        with_value(name, prop, value or _value(name, enum, references))
        for name, value in named.items()
    ]


def told_values(schema: dict[str, Any], options: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Listed alternatives, each with the value that the mapping of a discriminator tells for it."""
    prop, values = _property(schema), _mapped(schema, "")
    return [
        with_value(name, prop, values[name])
        if prop and isinstance(name := option.get("$ref"), str) and name in values
        else option
        for option in options
    ]


def with_value(reference: str, prop: str, value: str) -> dict[str, Any]:
    """The schema at a reference, of whose property one value is asked for."""
    if not value:
        return {"$ref": reference}
    asked = {"properties": {prop: {"enum": [value]}}, "required": [prop]}
    return {"allOf": [{"$ref": reference}, asked]}


def _property(schema: JSON) -> str:
    told = schema.get("discriminator") if isinstance(schema, dict) else None
    name = told.get("propertyName") if isinstance(told, dict) else told
    return name if isinstance(name, str) else ""


def _mapped(schema: dict[str, Any], reference: str) -> dict[str, str]:
    """{reference: value} of the mapping; a bare name is a schema beside this one."""
    told = schema.get("discriminator")
    mapping = told.get("mapping") if isinstance(told, dict) else None
    beside = reference.rpartition("/")[0] or "#/components/schemas"
    found: dict[str, str] = {}
    for value, name in mapping.items() if isinstance(mapping, dict) else ():
        if isinstance(name, str):
            bare = re.fullmatch(r"[\w.-]+", name) and not name.endswith((".json", ".yaml", ".yml"))
            found.setdefault(f"{beside}/{name}" if bare else name, value)
    return found


def _extending(reference: str, references: References) -> list[str]:
    beside, _, _ = reference.rpartition("/")
    schemas = references.find(beside) if beside else NOWHERE
    if not isinstance(schemas, dict):
        return []
    parents = {f"{beside}/{name}": _parents(part) for name, part in schemas.items()}
    found = [reference]
    for known in found:  # grows while it is walked: subtypes of subtypes
        more = [name for name, extended in parents.items() if known in extended]
        found += [name for name in more if name not in found][: _MOST - len(found)]
    return found


def _parents(schema: JSON) -> list[str]:
    parts = schema.get("allOf") if isinstance(schema, dict) else None
    listed = parts if isinstance(parts, list) else []
    return [part["$ref"] for part in listed if _is(part) and isinstance(part.get("$ref"), str)]


def _value(name: str, enum: JSON, references: References) -> str:
    schema = references.find(name)
    told = [schema[key] for key in _VALUES if isinstance(schema, dict) and key in schema]
    own = told[0] if told and isinstance(told[0], str) else name.rpartition("/")[2]
    if not isinstance(enum, list):
        return own
    alike = [value for value in enum if isinstance(value, str) and _plain(value) == _plain(own)]
    return alike[0] if alike else ""


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _is(value: JSON) -> bool:
    return isinstance(value, dict)
