"""Declared results with examples of what they hold, where the specification gives none.

A schema that says `title: string` of a book is right but says nothing; the lexicon knows books.
Only JSON Schema `examples` are added, so what the schema allows stays as it was declared.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from digit_tc.language.entities import id_noun, is_wrapper, plain_name
from digit_tc.language.kinds import meaning_of
from digit_tc.language.participles import participle
from digit_tc.language.words import singular, split_identifier
from digit_tc.records import JSON, Tool
from digit_tc.returns.lexicon import Thing, thing_of
from digit_tc.returns.unknown import sentences_about
from digit_tc.semantics import profile_of
from digit_tc.semantics.clauses import PREPOSITIONS, Clause, clause_of

_BARE = frozenset(
    "value result output response data text message answer content body detail".split()
)
_NAMES = frozenset("name title label full_name display_name".split())
_TOLD = ("enum", "const", "format", "pattern", "examples", "default")
_MOST_DEPTH = 6
_LIST_OF = re.compile(r"\blist of (?:all |the |available )*(?:names of )?(?:all |the )*([a-z]+)\b")


def enriched(tool: Tool) -> Tool:
    """The tool with examples in its declared results."""
    if tool.returns is None:
        return tool
    nouns = profile_of(tool).names
    # What a call changes repeats its arguments, and around a list there is nothing to tell.
    alone = profile_of(tool).reads and not any(
        isinstance(place, Mapping) and place.get("type") == "array"
        for place in (tool.returns.get("properties") or {}).values()
    )
    noun = " ".join(split_identifier(nouns[0])) if nouns else ""
    returns = _object(tool.returns, noun if alone else "", 0, noun)
    bare = _bare(returns)
    if bare:
        place = returns["properties"][bare]
        returns = {
            **returns,
            "properties": {**returns["properties"], bare: {**place, "examples": _sentences(tool)}},
        }
    return tool if returns == tool.returns else tool.model_copy(update={"returns": returns})


def _object(schema: Mapping[str, Any], noun: str, depth: int, wrapped: str = "") -> dict[str, Any]:
    """An object of this noun; what its mere wrappers hold is of the noun `wrapped`."""
    properties = schema.get("properties")
    if not isinstance(properties, Mapping) or depth > _MOST_DEPTH:
        return dict(schema)
    thing = thing_of(noun) if noun else None
    rows = _rows(properties, thing) if thing and "examples" not in schema else []
    given = schema.get("examples")
    shown = rows or (given if isinstance(given, list) else [])
    known = {name for row in shown if isinstance(row, dict) for name in row}
    inner = {
        name: place if name in known else _place(name, place, depth, wrapped or noun)
        for name, place in properties.items()
    }
    return {**schema, "properties": inner, **({"examples": rows} if rows else {})}


def _place(name: str, schema: Any, depth: int, outer: str) -> Any:
    if not isinstance(schema, Mapping):
        return schema
    words = split_identifier(name)
    noun = " ".join([*words[:-1], singular(words[-1])]) if words else ""
    if outer and is_wrapper(name):
        noun = outer
    if "properties" in schema:
        return _object(schema, noun, depth + 1)
    items = schema.get("items")
    if isinstance(items, Mapping) and "properties" in items:
        return {**schema, "items": _object(items, noun, depth + 1)}
    if isinstance(items, Mapping) and items.get("type") == "string":
        return _names(noun, schema, items)
    thing = thing_of(noun) if noun and plain_name(name) not in _BARE else None
    if (
        thing is not None
        and schema.get("type") == "string"
        and meaning_of(name, schema).kind == "text"
        and not any(told in schema for told in _TOLD)
        and thing.types[0] == "string"
        and plain_name(thing.fields[0]) in _NAMES
    ):
        return {**schema, "examples": [row[0] for row in thing.rows]}
    return schema


def _names(noun: str, schema: Mapping[str, Any], items: Mapping[str, Any]) -> dict[str, Any]:
    """A list of plain texts with names of what it lists, where its words say what that is."""
    said = _LIST_OF.search(str(schema.get("description", "")).lower())
    nouns = (re.sub(r" list$", "", noun), *((singular(said[1]),) if said else ()))
    thing = next((found for each in nouns if each and (found := thing_of(each))), None)
    if (
        thing is None
        or plain_name(thing.fields[0]) not in _NAMES
        or any(told in place for told in _TOLD for place in (schema, items))
        or meaning_of(noun, {**items, "description": schema.get("description", "")}).kind != "text"
    ):
        return dict(schema)
    return {**schema, "items": {**items, "examples": [row[0] for row in thing.rows]}}


def _rows(properties: Mapping[str, Any], thing: Thing) -> list[dict[str, JSON]]:
    """The lexicon's rows in the words of these properties."""
    places: dict[str, int] = {}
    for name, schema in properties.items():
        if not isinstance(schema, Mapping) or any(told in schema for told in _TOLD):
            continue
        if id_noun(name) is not None:
            continue
        plain = plain_name(name)
        field = next((i for i, one in enumerate(thing.fields) if plain_name(one) == plain), None)
        if field is None and plain in _NAMES:
            field = 0
        if field is not None and _fits(thing.types[field], schema.get("type")):
            places[name] = field
    if not places:
        return []
    return [{name: row[field] for name, field in places.items()} for row in thing.rows]


def _fits(known: str, wanted: Any) -> bool:
    return known == wanted or (known == "integer" and wanted == "number")


def _bare(schema: Mapping[str, Any]) -> str:
    """The only property, where it is a string that its name says nothing of."""
    properties = schema.get("properties")
    if not isinstance(properties, Mapping) or len(properties) != 1:
        return ""
    name, place = next(iter(properties.items()))
    said = not isinstance(place, Mapping) or any(told in place for told in _TOLD)
    return name if not said and place.get("type") == "string" and plain_name(name) in _BARE else ""


def _sentences(tool: Tool) -> list[str]:
    clause = clause_of(tool.name, profile_of(tool).purpose)
    noun = _object_of(clause) or "request"
    if profile_of(tool).reads:
        return sentences_about(noun)
    done = participle(clause.verb)
    return [
        f"the {noun} was {done}",
        f"the {noun} has been {done}",
        f"the {noun} was {done} as asked",
    ]


def _object_of(clause: Clause) -> str:
    """What the verb acts on: "prescription" in "write a prescription for a patient"."""
    first = clause.parts[0] if clause.parts else ""
    if not isinstance(first, str):
        return "" if first.preposition else first.noun
    words = re.split(rf"\b(?:{PREPOSITIONS}|and|or)\b", first)[0].split()
    return " ".join(word for word in words if word not in ("the", "a", "an", "all"))
