"""Arrays have items, objects know which properties are required."""

from __future__ import annotations

import re
from collections.abc import Iterator

from digit_tc.records import Finding
from digit_tc.specs.lint.rule import Place, Schema
from digit_tc.specs.lint.told import told_default, told_optional
from digit_tc.specs.lint.type_names import says_optional

_ITEM_WORDS = (
    (r"\bintegers?\b|\bints\b", "integer"),
    (r"\bnumbers?\b|\bfloats?\b|\bnumeric\b|\bprices\b|\bcoordinates?\b", "number"),
    (r"\bdictionar(?:y|ies)\b|\bobjects?\b|\bdicts?\b|\brecords\b", "object"),
    (r"\bbooleans?\b", "boolean"),
)


def array_items(schema: Schema, place: Place) -> Iterator[Finding]:
    """An array without `items` gets them: as its description tells, else strings."""
    if schema.get("type") != "array" or schema.keys() & {"items", "prefixItems"}:
        return
    words = schema.get("description", "")
    kind = next(
        (kind for pattern, kind in _ITEM_WORDS if re.search(pattern, words, re.I)), "string"
    )
    schema["items"] = {"type": kind}
    yield place.found("array-items", "repaired", f"No items were told; they became {kind}.")


def required(schema: Schema, place: Place) -> Iterator[Finding]:
    """`required` names properties that exist; marks on the properties themselves are moved here.

    In a source that never says what is required, a parameter is required unless its type, its
    default or its description says that it may be left out.
    """
    for name, part in schema.get("properties", {}).items():
        if not isinstance(part.get("required", []), list):
            yield from _marked(schema, place, name, bool(part.pop("required")))
    if schema.get("type") != "object":
        return
    properties = schema.get("properties", {})
    told = schema.get("required")
    if not isinstance(told, list):
        schema.pop("required", None)
        if place.pointer == "/parameters" and not place.tells_required:
            yield from _untold(schema, place)
        return
    kept = [
        name for name in dict.fromkeys(n for n in told if isinstance(n, str)) if name in properties
    ]
    if kept != told:
        schema["required"] = kept
        yield place.found(
            "required-absent",
            "repaired",
            f"required named {len(told) - len(kept)} entries that do not exist.",
        )
    optional = [
        name
        for name in kept
        if says_optional(properties[name].get("type"))
        and not isinstance(properties[name].get("type"), list)
    ]
    if optional:
        schema["required"] = [name for name in kept if name not in optional]
        yield place.found(
            "optional-type", "repaired", f"Optional by their types: {', '.join(optional)}."
        )


def _marked(schema: Schema, place: Place, name: str, needed: bool) -> Iterator[Finding]:
    told = schema.get("required")
    names = told if isinstance(told, list) else []
    if needed and name not in names:
        names = [*names, name]
    if not needed and name in names:
        names = [other for other in names if other != name]
    schema["required"] = names
    word = "required" if needed else "optional"
    yield place.found("required-mark", "repaired", f"The parameter {name[:60]} was marked {word}.")


def _untold(schema: Schema, place: Place) -> Iterator[Finding]:
    names = []
    for name, part in schema.get("properties", {}).items():
        words = part.get("description", "")
        may_be_left_out = (
            "default" in part
            or says_optional(part.get("type"))
            or told_default(words, name)
            or told_optional(words)
        )
        if not may_be_left_out:
            names.append(name)
    schema["required"] = names
    if schema.get("properties"):
        yield place.found(
            "untold-required",
            "repaired",
            f"Required, for nothing says otherwise: {', '.join(names) or 'none'}.",
        )
