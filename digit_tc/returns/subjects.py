"""Which entity a tool is about, as its siblings speak of it.

Siblings are the tools of one namespace. An entity is known there once some parameter takes its id:
`pet_id`, `flight_number` beside a tool about flights.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from digit_tc.graph.nouns import name_words, topic_of
from digit_tc.graph.vocabulary import GENERIC, ID_CLASSES, QUALIFIERS, ROLES, word_set
from digit_tc.language.words import split_identifier
from digit_tc.records import Tool
from digit_tc.records.profile import READING_EFFECTS
from digit_tc.semantics import profile_of

Noun = tuple[str, ...]
"""Singular words: `("payment", "method")`."""

_LOOKUPS = word_set("get find search list fetch retrieve read show view browse lookup look query")
_BARE_IDS = word_set("id ids uuid guid identifier")
_CHOSEN = ROLES | QUALIFIERS | {"new", "old"}


def known_entities(tools: Sequence[Tool]) -> frozenset[Noun]:
    """Nouns whose ids the parameters of these tools take."""
    about = {word for tool in tools for word in topic_of(tool).noun}
    found: set[Noun] = set()
    for tool in tools:
        for name, _ in walk_properties(tool.parameters):
            noun = noun_of_id(name)
            if noun and (_is_bare_id(name) or noun[-1] in about):
                found.add(noun)
    return frozenset(found)


def noun_of_id(name: str) -> Noun:
    """The entity that an id's name speaks of: `new_item_ids` → ("item",); empty for what is none.

    A bare `id` gives nothing: whose it is stands elsewhere.
    """
    words = name_words(name)
    if len(words) < 2 or words[-1] not in ID_CLASSES or words[:-1] == ("is",):
        return ()  # `is_id` is an `id` that could not be called so in Python
    rest = tuple(word for word in words[:-1] if word not in _CHOSEN)
    return rest or words[:-1]


def subject_of(tool: Tool, entities: frozenset[Noun]) -> Noun:
    """The known entity that a call looks up, makes or changes; empty where there is none.

    `list_orders_for_customer` is about orders, `update_order_items(order_id)` about one order, and
    `create_event_reminder` about no event.
    """
    effect, noun = profile_of(tool).effect, topic_of(tool).noun
    taken = [found for name, _ in _singles(tool) if (found := noun_of_id(name)) in entities]
    if effect == "create":
        made = [(word,) for word in profile_of(tool).makes[:1] if (word,) in entities - set(taken)]
        return made[0] if made else _ending(noun, entities - set(taken))
    if effect in READING_EFFECTS:
        return _ending(noun, entities) if topic_of(tool).verb in _LOOKUPS else ()
    named = name_words(tool.name)
    for found in taken:
        if found[-1] in named:
            return found
    return _ending(noun, entities)


def walk_properties(
    schema: Mapping[str, Any], depth: int = 0
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Name and schema of every property, those of objects in it too."""
    properties = schema.get("properties")
    for name, inner in properties.items() if isinstance(properties, Mapping) else ():
        if isinstance(inner, Mapping):
            yield name, inner
            if depth < 3:
                yield from walk_properties(object_in(inner) or {}, depth + 1)


def object_in(schema: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The object that a property holds, itself or as an item; None for anything else.

    Of several alternatives the one that says what is in it counts.
    """
    options: Iterable[Any] = (schema, *(schema.get("anyOf") or ()), *(schema.get("oneOf") or ()))
    for option in options:
        if isinstance(option, Mapping):
            if isinstance(option.get("properties"), Mapping) and option["properties"]:
                return option
            if isinstance(option.get("items"), Mapping):
                return object_in(option["items"])
    return None


def _ending(words: Noun, entities: frozenset[Noun] | set[Noun]) -> Noun:
    """The longest known entity that a noun ends with; `product type` is a product as well."""
    while words:
        for start in range(len(words)):
            if words[start:] in entities:
                return words[start:]
        if words[-1] not in GENERIC:
            break
        words = words[:-1]
    return ()


def _singles(tool: Tool) -> list[tuple[str, Mapping[str, Any]]]:
    """Top-level parameters that take one id."""
    return [
        (name, inner)
        for name, inner in tool.parameters.get("properties", {}).items()
        if isinstance(inner, Mapping)
        and inner.get("type") in ("string", "integer")
        and noun_of_id(name)
    ]


def _is_bare_id(name: str) -> bool:
    return split_identifier(name)[-1] in _BARE_IDS
