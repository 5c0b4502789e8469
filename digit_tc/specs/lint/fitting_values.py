"""Enums, defaults, examples, bounds and patterns that must fit the type and each other."""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import lru_cache

import jsonschema_rs

from digit_tc.language.patterns import matching
from digit_tc.records import Finding, canonical_json
from digit_tc.specs.limits import PATTERN_CHARACTERS
from digit_tc.specs.lint.coerce import NOTHING, allows, coerced
from digit_tc.specs.lint.rule import Place, Schema

_PAIRS = (
    ("minimum", "maximum"), ("minimum", "exclusiveMaximum"), ("exclusiveMinimum", "maximum"),
    ("exclusiveMinimum", "exclusiveMaximum"), ("minLength", "maxLength"), ("minItems", "maxItems"),
    ("minProperties", "maxProperties"),
)  # fmt: skip
_OF_TYPE = {
    "string": ("minLength", "maxLength", "pattern", "format"),
    "number": ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
    "array": ("items", "prefixItems", "minItems", "maxItems", "uniqueItems"),
    "object": ("properties", "required", "minProperties", "maxProperties", "additionalProperties"),
}
_GIVEN = frozenset(("enum", "const", "examples", "example", "default"))
_TRIES = 12


def misplaced_keywords(schema: Schema, place: Place) -> Iterator[Finding]:
    """Keywords of another type (`minLength` on an integer) say nothing and are removed."""
    kind = "number" if schema.get("type") == "integer" else schema.get("type")
    if kind == "number" and str(schema.get("format")) in ("int32", "int64", "float", "double"):
        del schema["format"]
    for other, keywords in _OF_TYPE.items():
        for keyword in keywords if other != kind else ():
            if schema.pop(keyword, None) is not None:
                yield place.found(
                    "misplaced-keyword",
                    "repaired",
                    f"{keyword} says nothing about the type {kind}.",
                )


def patterns(schema: Schema, place: Place) -> Iterator[Finding]:
    """A pattern that the validator cannot take is removed; one that nothing was found for is told.

    Patterns are read as ECMA-262 has them, as JSON Schema asks for.
    """
    pattern = schema.get("pattern")
    if pattern is not None and not _compiles(pattern):
        del schema["pattern"]
        yield place.found(
            "invalid-pattern",
            "repaired",
            f"The pattern {pattern[:60]!r} cannot be used and was removed.",
        )
    elif pattern is not None and not schema.keys() & _GIVEN and not _has_texts(pattern):
        yield place.found(
            "pattern-without-texts",
            "note",
            f"No text was found that fits the pattern {pattern[:60]!r}: give an example of one.",
        )


def bounds(schema: Schema, place: Place) -> Iterator[Finding]:
    """Bounds between which nothing lies are removed, both of them."""
    for low, high in _PAIRS:
        if low in schema and high in schema:
            empty = schema[low] > schema[high] or (
                "exclusive" in low + high and schema[low] == schema[high]
            )
            if empty:
                told = f"{low} {schema.pop(low)} lies above {high} {schema.pop(high)}"
                yield place.found("empty-range", "repaired", f"{told}; both were removed.")


def enums(schema: Schema, place: Place) -> Iterator[Finding]:
    """Enum values become values of the type, without repetition; a strange one is removed."""
    values = schema.get("enum")
    if values is None:
        return
    fitting = [value for told in values if (value := coerced(told, schema)) is not NOTHING]
    distinct = list({canonical_json(value): value for value in fitting}.values())
    if canonical_json(distinct) == canonical_json(values):
        return
    if distinct:
        schema["enum"] = distinct
    else:
        del schema["enum"]
    if len(fitting) == len(values):
        yield place.found("enum-values", "repaired", f"The values became {distinct!r:.200}.")
    else:
        lost = len(values) - len(fitting)
        detail = f"{lost} of {len(values)} values are not of the type told and were removed."
        yield place.found("enum-misfit", "repaired", detail)


def defaults(schema: Schema, place: Place) -> Iterator[Finding]:
    """A default becomes a value that the rest of the schema allows, or is removed."""
    if "default" not in schema:
        return
    told = schema["default"]
    value = coerced(told, schema)
    if value is NOTHING or not allows(schema, value):
        del schema["default"]
        yield place.found(
            "default-misfit", "repaired", f"The default {told!r:.80} does not fit and was removed."
        )
    elif canonical_json(value) != canonical_json(told):
        schema["default"] = value
        detail = f"The default {told!r:.80} became {value!r:.80}."
        yield place.found("default-type", "repaired", detail)


def examples(schema: Schema, place: Place) -> Iterator[Finding]:
    """Examples that do not fit are removed."""
    told = schema.get("examples")
    if told is None:
        return
    kept = [value for value in told if coerced(value, schema) is value and allows(schema, value)]
    if len(kept) == len(told):
        return
    if kept:
        schema["examples"] = kept
    else:
        del schema["examples"]
    yield place.found(
        "example-misfit",
        "repaired",
        "One example does not fit and was removed."
        if len(told) - len(kept) == 1
        else f"{len(told) - len(kept)} examples do not fit and were removed.",
    )


@lru_cache(maxsize=4096)
def _has_texts(pattern: str) -> bool:
    rng = random.Random(pattern)
    return any(matching(pattern, rng) is not None for _ in range(_TRIES))


@lru_cache(maxsize=4096)
def _compiles(pattern: str) -> bool:
    if len(pattern) > PATTERN_CHARACTERS:
        return False
    try:
        jsonschema_rs.Draft202012Validator({"type": "string", "pattern": pattern})
    except (ValueError, jsonschema_rs.ValidationError):
        return False
    return True
