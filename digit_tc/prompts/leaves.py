"""Schemas and values made short."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from digit_tc.language.kept import Kept
from digit_tc.language.nouns import noun_of
from digit_tc.language.transforms import agrees, label_of, write
from digit_tc.prompts.shortened import cut, told_more
from digit_tc.records import JSON, Tool
from digit_tc.records.paths import name_of

_KEPT = (
    "type",
    "format",
    "pattern",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
    "uniqueItems",
)
_MOST_CHOICES = 24
_DESCRIPTION_CHARACTERS = 80
_EXAMPLE_CHARACTERS = 30
_MOMENTS = ("date_long", "time_12h", "datetime_long", "datetime_long_utc")
_ANY_DAY = dt.date(2026, 1, 1)

Schema = Mapping[str, Any]


def leaf_schema(schema: Schema) -> dict[str, Any]:
    """The schema of one value with its description cut; it admits nothing that the whole one does
    not admit. Of a long list of choices the first are kept."""
    return _leaves(schema)


def result_schema(tool: Tool) -> dict[str, Any]:
    """The schema of the tool's result with descriptions only where names do not tell enough."""
    return _results(tool)


def words_of_value(path: str, value: JSON, schema: Schema) -> str:
    """A value as a person may write it, so that it can be read back: `March 14, 2026`, `2:30 PM`,
    `premium economy`, `breakfast: no`; ids and texts as they are."""
    if isinstance(value, bool):
        name = name_of(path)
        noun = noun_of(name, str(schema.get("description", ""))[:400])
        return f"{noun}: {'yes' if value else 'no'}"
    if isinstance(value, int | float):
        return write("number", value)
    text = str(value)
    choices = schema.get("enum") or ()
    if text in choices:
        label = label_of(text)
        return label if agrees("enum_label", label, text, today=_ANY_DAY, choices=choices) else text
    return _moment(text) if text[:1].isdigit() else text


def _moment(text: str) -> str:
    for transform in _MOMENTS:
        try:
            words = write(transform, text)
        except (ValueError, IndexError):
            continue
        if agrees(transform, words, text, today=_ANY_DAY):
            return words
    return text


def _leaf(schema: Schema) -> dict[str, Any]:
    short: dict[str, Any] = {key: schema[key] for key in _KEPT if key in schema}
    if "enum" in schema:
        short["enum"] = list(schema["enum"])[:_MOST_CHOICES]
    items = schema.get("items")
    if isinstance(items, Mapping):
        short["items"] = _leaf(items)
    description = cut(str(schema.get("description", "")), _DESCRIPTION_CHARACTERS)
    examples = [str(one) for one in schema.get("examples") or () if isinstance(one, str | int)]
    if examples and "enum" not in schema and len(examples[0]) <= _EXAMPLE_CHARACTERS:
        description = f"{description} E.g. {examples[0]}".strip()
    if description:
        short["description"] = description
    return short


def _result(tool: Tool) -> dict[str, Any]:
    if tool.returns is None:
        return {"type": "object"}
    return _named(tool.returns, f"{tool.name} {tool.description}")


def _named(schema: Schema, known: str) -> dict[str, Any]:
    short: dict[str, Any] = {key: schema[key] for key in _KEPT if key in schema}
    if "enum" in schema:
        short["enum"] = list(schema["enum"])[:_MOST_CHOICES]
    meaning = told_more(str(schema.get("description", "")), f"{known} {schema.get('format', '')}")
    if meaning:
        short["description"] = cut(meaning, _DESCRIPTION_CHARACTERS)
    if isinstance(schema.get("items"), Mapping):
        short["items"] = _named(schema["items"], known)
    if isinstance(schema.get("properties"), Mapping):
        parts = schema["properties"].items()
        short["properties"] = {name: _named(part, f"{known} {name}") for name, part in parts}
        short |= {key: schema[key] for key in ("required", "additionalProperties") if key in schema}
    return short


_leaves: Kept[Schema, dict[str, Any]] = Kept(_leaf)
_results: Kept[Tool, dict[str, Any]] = Kept(_result)
