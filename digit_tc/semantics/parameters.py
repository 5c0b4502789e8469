"""What each parameter of a tool is for: a key, a filter, a value that is set, or the session's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from digit_tc.language.kinds import meaning_of
from digit_tc.language.words import singular, split_identifier
from digit_tc.records.profile import (
    READING_EFFECTS,
    Assignment,
    Effect,
    Evidence,
    Filter,
    Key,
)
from digit_tc.records.tool import Tool
from digit_tc.semantics.keys import FRESH, Signature, find_keys, said_of, without_direction
from digit_tc.semantics.names import Route
from digit_tc.semantics.roles import (
    NUMBERS,
    RENAMED,
    Part,
    compared,
    narrows,
    part_of,
)
from digit_tc.semantics.sentence import Sentence
from digit_tc.semantics.vocabulary import words_of

_OFTEN_MEANT = frozenset(("host", "token"))
"""Parameters of the session, unless the description speaks of such a thing."""


@dataclass(frozen=True, slots=True)
class Parts:
    """The parameters of one tool by what they are for."""

    keys: tuple[Key, ...]
    filters: tuple[Filter, ...]
    sets: tuple[Assignment, ...]
    session: tuple[str, ...]
    evidence: tuple[Evidence, ...] = ()
    """Why the keys are keys and the filters filters."""


def sort_parameters(
    tool: Tool, effect: Effect, entity: str, nouns: frozenset[str], route: Route | None,
    sentence: Sentence, filtered: bool = False,
) -> Parts:  # fmt: skip
    """Each parameter in its place. Compute tools have neither keys nor filters."""
    properties: Mapping[str, Any] = tool.parameters.get("properties", {})
    parts = {
        name: part_of(name, schema) for name, schema in properties.items()
        if isinstance(schema, Mapping)
    }  # fmt: skip
    about = nouns | set(sentence.parents)
    measured = not words_of("nouns", "measured").isdisjoint(entity.split()[-1:])
    parts |= {
        name: "handle"
        for name in tool.parameters.get("required", ())
        if measured and name in parts and "".join(split_identifier(name)) == "timezone"
    }
    parts |= {
        name: "handle"
        for name, part in parts.items()
        if part == "session" and name.lower() in _OFTEN_MEANT and name.lower() in sentence.parents
    }
    parts |= {
        name: "identifier"
        for name, part in parts.items()
        if part == "session" and split_identifier(name)[1:] == ("id",)
        and split_identifier(name)[0] in about
    }  # fmt: skip
    session = tuple(
        name for name, part in parts.items() if part == "session" or name in tool.session
    )
    if effect == "compute":
        return Parts((), (), (), session)
    parts = {
        name: part for name, part in parts.items() if part != "control" and name not in session
    }
    slots = route.slots if route else {}
    told = Signature(
        parts=parts,
        named={name: _named_by(name, properties[name], slots) for name in parts},
        required=tuple(name for name in parts if name in tool.parameters.get("required", ())),
        nouns=nouns,
        parents=frozenset(sentence.parents),
        filtered=filtered,
        answer=measured,
        schemas=properties,
    )
    spoken = tool.hints.get("x-key")
    listed = spoken if isinstance(spoken, list) else [spoken]
    keys = [name for name in parts if name in listed or (spoken is None and name in slots)]
    keys = keys or find_keys(told, effect, route)
    keys = [name for name in parts if name in keys]
    many = effect in ("list", "search")
    found = tuple(
        Key(parameter=name,
            entity=told.named[name] or (many and told.parent_of(name)) or entity)
        for name in keys
    )  # fmt: skip
    reads = effect in READING_EFFECTS
    rest = [name for name in parts if name not in keys]
    narrow = [name for name in rest if reads or narrows(properties[name])]
    evidence = (
        *(_ground("keys", name, properties[name], name in listed, route) for name in keys),
        *(_ground("filters", name, properties[name], False, None) for name in narrow),
    )
    return Parts(
        keys=found,
        filters=tuple(_filter(name, properties[name], parts[name]) for name in narrow),
        sets=tuple(
            Assignment(parameter=name, attribute=_attribute(name))
            for name in rest if not reads and name not in narrow
        ),
        session=session,
        evidence=evidence,
    )  # fmt: skip


def _ground(
    field: str, name: str, schema: Mapping[str, Any], told: bool, route: Route | None
) -> Evidence:
    """Why a parameter is a key or a filter: a key of the specification, the route, its schema."""
    if told:
        return Evidence(field=field, value=name, source="spec key", detail="x-key")
    if route is not None and name in route.slots:
        return Evidence(field=field, value=name, source="route", detail=f"{{{name}}}")
    return Evidence(field=field, value=name, source="schema", detail=said_of(schema)[:80] or name)


def _named_by(name: str, schema: Mapping[str, Any], slots: Mapping[str, tuple[str, ...]]) -> str:
    """The entity that a parameter names, or empty where that is the tool's own."""
    if slots.get(name):
        return " ".join(slots[name])
    meaning = meaning_of(name, schema)
    if meaning.kind == "identifier":
        words = [word for word in meaning.words if word not in RENAMED]
        entity = tuple(map(singular, without_direction(tuple(words))[:-1]))
        return " ".join(entity) or meaning.entity
    words = list(split_identifier(name))
    if len(words) > 1 and words[-1] in NUMBERS | {"name", "title"}:
        return " ".join(singular(word) for word in words[:-1] if word not in RENAMED)
    return ""


def _filter(name: str, schema: Mapping[str, Any], part: Part) -> Filter:
    attribute, operator = compared(name, said_of(schema))
    if part == "text":
        operator = "text"
    elif operator == "=" and schema.get("type") == "array":
        operator = "in"
    return Filter(parameter=name, attribute=attribute, operator=operator)


def _attribute(name: str) -> str:
    words = split_identifier(name)
    while len(words) > 1 and words[0] in FRESH | RENAMED:
        words = words[1:]
    return "_".join(words)
