"""The scalar places of a JSON Schema, each with its meaning: what the grammar writer works on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from digit_tc.language.kept import Kept
from digit_tc.language.kinds import Meaning, meaning_of
from digit_tc.language.nouns import noun_of
from digit_tc.records import JSON, Provenance
from digit_tc.records.paths import enter

Schema = Mapping[str, Any]
_MOST_DEPTH = 6
_QUOTED = re.compile(r"['\"`‘“]([^'\"`’”]{1,40})['\"`’”]")
_EXAMPLES = re.compile(
    r"(?:e\.g\.?,?|for example,?|such as|like|example:?|examples?(?: include| are)?:?|i\.e\.)"
    r"\s*:?\s*"
    r"([^.;()\]]{2,120})",
    re.I,
)
_PLAIN = re.compile(r"^[A-Za-z0-9][\w .:/+&#@-]{0,38}$")


@dataclass(frozen=True, slots=True)
class Field:
    """One scalar place, or the items of one array of scalars, in an arguments object."""

    path: str
    """With `[]` for the items of an array: `passenger.name`, `file_ids[]`, `items[].sku`."""
    name: str
    schema: Schema
    meaning: Meaning
    noun: str
    required: bool
    """Whether it must be there whenever the object that holds it is there, up to the root."""
    choices: tuple[JSON, ...]
    examples: tuple[JSON, ...]
    """Values that the schema or its description gives as examples; they fit the type."""
    source: Provenance | None = None
    """Where the value stands, where it is settled beforehand and not by the user's words."""

    @property
    def kind(self) -> str:
        """The kind of the values, from `digit_tc.language.kinds`."""
        return self.meaning.kind


def fields_of(schema: Schema, owner: str = "") -> tuple[Field, ...]:
    """Every scalar place of an object schema in the order of its properties.

    `owner` is the noun of the tool that the schema belongs to.
    """
    return tuple(_object_fields(schema, "", owner, True, 0))


def _object_fields(
    schema: Schema, path: str, owner: str, required: bool, depth: int
) -> Iterator[Field]:
    if depth > _MOST_DEPTH:
        return
    needed = schema.get("required") or ()
    for name, inner in (schema.get("properties") or {}).items():
        if isinstance(inner, Mapping):
            place = enter(path, name)
            yield from _fields(inner, place, name, owner, required and name in needed, depth + 1)


def _fields(
    schema: Schema, path: str, name: str, owner: str, required: bool, depth: int
) -> Iterator[Field]:
    kind = type_of(schema)
    if kind == "object":
        yield from _object_fields(schema, path, name, required, depth)
    elif kind == "array":
        items = schema.get("items")
        if isinstance(items, Mapping) and depth <= _MOST_DEPTH:
            described = (
                items
                if items.get("description")
                else {**items, "description": schema.get("description", "")}
            )
            yield from _fields(described, f"{path}[]", name, owner, required, depth + 1)
    elif kind != "null":
        yield field_of(schema, path, name, owner, required=required)


def field_of(
    schema: Schema, path: str, name: str, owner: str = "", *, required: bool = True
) -> Field:
    """One scalar place with its meaning; `owner` is the noun of the object that holds it."""
    place = (path, name, owner, required)
    known = _known_at(schema)
    found = known.get(place)
    if found is None:
        found = known[place] = _field_of(schema, path, name, owner, required)
    return found


def _none_known(_schema: Schema) -> dict[tuple[str, str, str, bool], Field]:
    return {}


_known_at = Kept(_none_known)
"""The fields made of each schema so far, by path, name, noun and whether it is required."""


def _field_of(schema: Schema, path: str, name: str, owner: str, required: bool) -> Field:
    meaning = meaning_of(name, schema, owner)
    choices = tuple(value for value in schema.get("enum") or () if value is not None)
    if "const" in schema:
        choices = (schema["const"],)
    description = str(schema.get("description", ""))
    return Field(
        path=path,
        name=name,
        schema=schema,
        meaning=meaning,
        noun=noun_of(name, description),
        required=required,
        choices=choices,
        examples=_examples(schema, description),
    )


def type_of(schema: Schema) -> str:
    """The one JSON type of a schema; the first that is not null where it allows several."""
    kind = schema.get("type")
    if isinstance(kind, list):
        kind = next((one for one in kind if one != "null"), "null")
    if kind is None:
        if "properties" in schema:
            return "object"
        if "items" in schema:
            return "array"
        return "string"
    return str(kind)


def _examples(schema: Schema, description: str) -> tuple[JSON, ...]:
    given = schema.get("examples")
    values = list(given) if isinstance(given, list) else []
    if "example" in schema:
        values.append(schema["example"])
    kind = type_of(schema)
    fitting = tuple(value for value in values if _fits(value, kind))
    if fitting or kind != "string":
        return fitting
    return _told_examples(description)


def _fits(value: JSON, kind: str) -> bool:
    if kind == "string":
        return isinstance(value, str) and bool(value.strip()) and len(value) <= 300
    if kind == "integer":
        return isinstance(value, int) and not isinstance(value, bool)
    if kind == "number":
        return isinstance(value, int | float) and not isinstance(value, bool)
    return kind == "boolean" and isinstance(value, bool)


def _told_examples(description: str) -> tuple[str, ...]:
    found = _EXAMPLES.search(description)
    if not found:
        return ()
    quoted = _QUOTED.findall(found[1])
    if quoted:
        return tuple(dict.fromkeys(word.strip() for word in quoted if _PLAIN.match(word.strip())))
    parts = [part.strip(" .") for part in re.split(r",| or | and |/", found[1])]
    plain = [part for part in parts if _PLAIN.match(part) and part.count(" ") <= 2]
    return tuple(dict.fromkeys(plain)) if len(plain) == len([p for p in parts if p]) else ()
