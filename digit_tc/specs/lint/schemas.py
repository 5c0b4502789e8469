"""The rules in their order, and the walk over a schema."""

from __future__ import annotations

from dataclasses import replace

from digit_tc.records import Finding
from digit_tc.specs.lint.fitting_values import (
    bounds,
    defaults,
    enums,
    examples,
    misplaced_keywords,
    patterns,
)
from digit_tc.specs.lint.meanings import coordinates
from digit_tc.specs.lint.missing_types import missing_types
from digit_tc.specs.lint.rule import Place, Schema, SchemaRule
from digit_tc.specs.lint.structure import array_items, required
from digit_tc.specs.lint.told_rules import told_default_rule, told_enum, told_format
from digit_tc.specs.lint.type_names import type_names
from digit_tc.specs.lint.words import descriptions
from digit_tc.specs.schema import join_pointer

RULES: tuple[SchemaRule, ...] = (
    descriptions,
    type_names,
    missing_types,
    coordinates,
    required,  # before the properties' own types are mended: they may say `optional`
    misplaced_keywords,
    array_items,
    patterns,
    bounds,
    enums,
    defaults,
    examples,
    told_enum,
    told_default_rule,
    told_format,
)
"""Each rule may rely on the ones above it."""


def lint_schema(schema: Schema, place: Place) -> list[Finding]:
    """Mends a flat schema in place, from the outside in, and tells what was found.

    Linting a mended schema again repairs nothing.
    """
    findings = [finding for rule in RULES for finding in rule(schema, place)]
    for name, part in schema.get("properties", {}).items():
        pointer = join_pointer(place.pointer, "properties", name)
        inner = replace(place, pointer=pointer, name=name, others=tuple(schema["properties"]))
        findings += lint_schema(part, inner)
    for key in ("items", "additionalProperties"):
        if isinstance(schema.get(key), dict):
            inner = replace(place, pointer=f"{place.pointer}/{key}", name="")
            findings += lint_schema(schema[key], inner)
    for position, part in enumerate(schema.get("prefixItems", ())):
        pointer = join_pointer(place.pointer, "prefixItems", position)
        findings += lint_schema(part, replace(place, pointer=pointer, name=""))
    return findings
