"""Whole examples that a schema gives of its objects: values that belong together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from digit_tc.language.entities import plain_name
from digit_tc.language.kept import Kept
from digit_tc.records import JSON
from digit_tc.semantics.facts import admits


def _fitting_examples(schema: Mapping[str, Any]) -> list[dict[str, JSON]]:
    given = schema.get("examples")
    if "example" in schema and not given:
        given = [schema["example"]]
    if not isinstance(given, list):
        return []
    partial = {**schema, "required": []}
    return [one for one in given if isinstance(one, dict) and admits(partial, one)]


whole_examples = Kept(_fitting_examples)
"""The examples of an object schema that are objects and fit it, whole or in part."""


def _by_plain_name(schema: Mapping[str, Any]) -> list[dict[str, JSON]]:
    return [
        {plain_name(name): value for name, value in one.items()} for one in whole_examples(schema)
    ]


plain_examples = Kept(_by_plain_name)
"""The same, with the names of their fields in one spelling."""
