"""What sibling tools tell of an entity: their parameters are fields of what its reader returns.

`pet_id` in three tools is what `find_pet` gives; what `create_order` takes is what an order has.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from digit_tc.graph.kinds import BY_NAME
from digit_tc.graph.nouns import name_words
from digit_tc.graph.vocabulary import NOT_TARGETS, PEOPLE, ROLES, TEMPORAL, word_set
from digit_tc.language.words import singular
from digit_tc.records import Tool
from digit_tc.returns.subjects import (
    Noun,
    known_entities,
    noun_of_id,
    object_in,
    subject_of,
)
from digit_tc.semantics import profile_of

Schema = dict[str, Any]

_ATTRIBUTES_TOO = {(word,) for word in "state status type kind priority color colour".split()}
_CONTROL = NOT_TARGETS - _ATTRIBUTES_TOO
_SECRET = word_set("password passwd pwd token pin otp secret cvv credential auth passcode cookie")
_OF_THE_CALL = word_set("reason amount limit expression prompt message query search filter page")
_KEPT = ("type", "enum", "format", "pattern", "description", "minimum", "maximum")
_PARTS = re.compile(r"\b(?:including|with|and|their|its|has|of) (?=((?:[a-z]+ ){0,3}[a-z]+))")
_SCALARS = ("string", "integer", "number", "boolean")


@dataclass(slots=True)
class Record:
    """What is known of one entity."""

    noun: Noun
    key: str = ""
    """Its id as most of its tools call it; empty where none takes it."""
    fields: dict[str, Schema] = field(default_factory=dict)
    """Its id, ids of other entities, and attributes, in the order in which they were met."""
    structures: dict[str, Schema] = field(default_factory=dict)
    """Lists and objects that creating and changing calls give it."""
    only_read: bool = True
    """Whether no tool makes or changes it: a product has its items, an order borrows them."""
    below: dict[Noun, str] = field(default_factory=dict)
    """Entities of which it has several, and the name under which their ids are taken."""


class Siblings:
    """The entities of the tools of one namespace."""

    def __init__(self, tools: Sequence[Tool]) -> None:
        entities = known_entities(tools)
        about: dict[Noun, list[Tool]] = {}
        for tool in tools:
            # Further forms of a tool say nothing new of what it is about.
            if not tool.variant and (subject := subject_of(tool, entities)):
                about.setdefault(subject, []).append(tool)
        if _is_catalogue(len(tools), sum(map(len, about.values()))):
            about = {}
        self.entities = entities
        self.records: dict[Noun, Record] = {noun: Record(noun) for noun in sorted(entities)}
        self.coherent = {noun for noun, found in about.items() if _is_coherent(found)}
        """Entities of which all tools speak as of one thing."""
        for noun in sorted(self.coherent):
            self.records[noun].only_read = all(profile_of(tool).reads for tool in about[noun])
            for tool in about[noun]:
                self._note_parameters(tool, self.records[noun])
                self._note_mentions(tool, self.records[noun])
        for record in self.records.values():
            for noun in record.below:
                # Children carry their parent's id.
                below = self.records[noun]
                if record.key and noun != record.noun and below.key:
                    below.fields.setdefault(record.key, record.fields[record.key])

    def record_of(self, tool: Tool) -> Record | None:
        """What is known of the entity that a tool is about."""
        noun = subject_of(tool, self.entities)
        record = self.records.get(noun) if noun in self.coherent else None
        return record if record is not None and record.key else None

    def _note_parameters(self, tool: Tool, record: Record) -> None:
        reads = profile_of(tool).reads
        for name, schema in tool.parameters.get("properties", {}).items():
            if isinstance(schema, Mapping) and not _SECRET & set(name_words(name)):
                self._note(name, schema, record, reads=reads)

    def _note(self, name: str, schema: Mapping[str, Any], record: Record, *, reads: bool) -> None:
        noun, kind = noun_of_id(name), schema.get("type")
        if kind == "array" and noun in self.entities and object_in(schema) is None:
            record.below.setdefault(noun, name)
            self._note_key(name, schema.get("items") or {}, self.records[noun])
        elif inner := object_in(schema):
            held = self.records.get(name_words(name))
            for part, place in (inner.get("properties") or {}).items():
                if held is not None and isinstance(place, Mapping):
                    self._note(part, place, held, reads=reads)
            if not reads:
                record.structures.setdefault(name, _structure(schema, inner))
        elif noun in self.entities and kind in ("string", "integer"):
            if noun == record.noun:
                self._note_key(name, schema, record)
            else:
                record.fields.setdefault(name, _id_schema(schema))
                self._note_key(name, schema, self.records[noun])
        elif _is_attribute(name, schema, reads=reads):
            name = re.sub(r"^new_?(?=[a-zA-Z])", "", name)
            called = {_without(record.noun, each) for each in record.fields}
            if _without(record.noun, name) not in called:
                record.fields[name] = plain(schema)

    def _note_key(self, name: str, schema: Mapping[str, Any], record: Record) -> None:
        """The first name that tells nothing but the entity is its key's; others are roles."""
        if not record.key and noun_of_id(name) == tuple(name_words(name)[:-1]):
            record.key = re.sub(r"(?i)(?<=id)s$", "", name)
            key = _id_schema({"type": "string", **schema})
            record.fields = {record.key: key, **record.fields}

    def _note_mentions(self, tool: Tool, record: Record) -> None:
        """Entities that a description of what is read counts among what belongs to it."""
        if not profile_of(tool).reads:
            return
        taken = {noun_of_id(name) for name in tool.parameters.get("properties", {})}
        for noun in _counted_in(tool.description):
            if noun in self.entities and noun not in taken and noun != record.noun:
                record.below.setdefault(noun, "")


def _is_catalogue(tools: int, about: int) -> bool:
    """Hundreds of tools most of which are about nothing in common come from many authors."""
    return tools >= 200 and about < tools / 2


def _is_coherent(tools: Sequence[Tool]) -> bool:
    """Whether tools about one noun may be one author's: `create_note` and `write_note` are not."""
    profiles = [profile_of(tool) for tool in tools]
    made = sum(profile.effect == "create" for profile in profiles)
    return made <= 1 and sum(profile.reads for profile in profiles) <= 4


def _counted_in(text: str) -> list[Noun]:
    """Nouns in the plural that a text tells as parts: `including their orders`."""
    found: list[Noun] = []
    for part in _PARTS.findall(text.lower()):
        words = part.split()
        for end, word in enumerate(words, 1):
            if singular(word) != word:
                found += [name_words("_".join(words[start:end])) for start in range(end)]
    return [noun for noun in found if noun[-1] not in PEOPLE]


def plain(schema: Mapping[str, Any]) -> Schema:
    """A parameter's schema as that of a field: what it may hold, without default and title."""
    return {key: schema[key] for key in _KEPT if key in schema}


def _id_schema(schema: Mapping[str, Any]) -> Schema:
    """As `plain`, without words: the example in them is one id, and not that of every thing."""
    return {key: value for key, value in plain(schema).items() if key != "description"}


def _structure(schema: Mapping[str, Any], inner: Mapping[str, Any]) -> Schema:
    properties = {
        name: _id_schema(place) if noun_of_id(name) else plain(place)
        for name, place in inner["properties"].items()
        if isinstance(place, Mapping) and place.get("type") in _SCALARS
        and not _SECRET & set(name_words(name))
    }  # fmt: skip
    made = {"type": "object", "properties": properties, "required": list(properties)}
    return {"type": "array", "items": made} if schema.get("type") == "array" else made


def _is_attribute(name: str, schema: Mapping[str, Any], *, reads: bool) -> bool:
    words, kind = name_words(name), schema.get("type")
    if (
        kind not in _SCALARS
        or max(map(len, words), default=0) < 3
        or words in _CONTROL
        or _OF_THE_CALL & set(words)
    ):
        return False
    if not reads:
        return True
    if kind == "boolean" or (kind != "string" and "enum" not in schema):
        return False  # how many, how far: of the search, not of what is found
    if words in BY_NAME or words == ("date",):
        return True
    return not set(words) & (TEMPORAL | (ROLES - {"origin", "destination"}))


def _without(noun: Noun, name: str) -> tuple[str, ...]:
    """A name without the entity's noun, by which `recipe_title`, `title` and `name` are one."""
    words = tuple(word for word in name_words(name) if word not in noun) or name_words(name)
    return ("name",) if words == ("title",) else words
