"""What a result says about the world: entities, their attributes, and what a call does to them.

One definition for whoever invents results and for whoever checks them. The rules, in short:

* An object is an **entity** where it carries an id: `id`, or `<noun>_id` for a noun of its own
  container or tool. `book_flight` → `{"booking_id": "B1"}` speaks of booking B1, because "book"
  makes bookings. Scalars beside the id are its **attributes**.
* An object with a single foreign id (`get_weather` → `{"city_id": "C1", "temperature": 20}`) says
  something about that entity **as seen by this tool and these arguments**: the attribute is
  qualified, so that two tools with fields of one name do not contradict each other.
* A known value binds a later result only where that result's schema **admits** it.
* Fields that only repeat the arguments of a reading call by id are no facts, and neither are
  fields that differ from one look to the next (`retrieved_at`, `request_id`, ...).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from digit_tc.language.entities import (
    Entity,
    container_nouns,
    entity_of,
    foreign_entity,
    id_noun,
    ids_in,
    is_id_value,
    is_plain,
    own_entity,
    plain_name,
)
from digit_tc.language.validators import admits, property_of
from digit_tc.records.base import JSON, canonical_json
from digit_tc.records.paths import enter
from digit_tc.records.profile import Effect
from digit_tc.records.tool import Tool
from digit_tc.semantics import profile_of


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_VOLATILE = _words(
    """
    success ok error now elapsed duration_ms latency request_id trace_id
    cursor next_cursor next_page has_more retrieved_at fetched_at queried_at checked_at
    generated_at current_time
    """
)


_ANSWERS = frozenset({"message", "success", "error", "ok", "result", "results", "response"})


@dataclass(frozen=True, slots=True)
class Fact:
    """One attribute of one entity, as a result states it."""

    entity: Entity
    attribute: str
    """Words of the field joined by `_`; nested plain objects by `.`."""
    value: JSON
    """A scalar, or a list of scalars."""
    path: str
    """The concrete place in the result, such as `items[0].price`; empty for an argument."""
    schema: Mapping[str, Any]
    """The schema of that place; what it does not admit, it need not repeat."""


def entities_in(result: JSON, tool: Tool) -> tuple[Entity, ...]:
    """Every entity that a result describes, in document order, without foreign ids."""
    return described_by(result, tool)[0]


def facts_in(
    result: JSON, tool: Tool, arguments: Mapping[str, JSON] | None = None
) -> tuple[Fact, ...]:
    """Every fact that a result of `tool` states, in document order.

    `arguments` are those of the call: they qualify what is said about foreign ids, and the fields
    of a reading call's result that repeat them are left out.
    """
    return described_by(result, tool, arguments)[1]


def described_by(
    result: JSON, tool: Tool, arguments: Mapping[str, JSON] | None = None
) -> tuple[tuple[Entity, ...], tuple[Fact, ...]]:
    """Both at once: the entities that a result describes, and the facts that it states."""
    arguments = arguments or {}
    # With the id given, the other arguments say how to look; without it, they say what is true.
    asked = frozenset() if not profile_of(tool).reads else frozenset(map(plain_name, arguments))
    given = ids_in(arguments) if asked else frozenset()
    found = _Found(tool, arguments, asked, given)
    if isinstance(result, dict):
        _read(result, profile_of(tool).names, "", tool.returns or {}, found)
    return tuple(found.entities), tuple(found.facts)


def facts_stated(
    arguments: Mapping[str, JSON],
    result: JSON,
    tool: Tool,
    entities: Iterable[Entity] | None = None,
) -> tuple[Fact, ...]:
    """What a creating or updating call makes true by its arguments.

    `create_event(title="Lunch")` → `{"event_id": "E1"}` makes E1's title "Lunch";
    `update_order(order_id="O1", note="ring")` makes O1's note "ring". Ids state nothing here.
    `entities` are those that the result describes, where they are known already.
    """
    effect = profile_of(tool).effect
    entity: Entity | None = None
    if effect == "create":
        entity = created_by(arguments, result, tool, entities)
    elif effect == "update":
        entity = own_entity(profile_of(tool).objects, arguments)
    if entity is None:
        return ()
    return tuple(
        Fact(entity, plain_name(name), value, "", {})
        for name, value in arguments.items()
        if is_plain(value) and id_noun(name) is None and plain_name(name) not in _VOLATILE
    )


def created_by(
    arguments: Mapping[str, JSON],
    result: JSON,
    tool: Tool,
    entities: Iterable[Entity] | None = None,
) -> Entity | None:
    """The entity that a creating call made: its own id in the result that no argument held.

    `entities` are those that the result describes, where they are known already.
    """
    if profile_of(tool).effect != "create":
        return None
    given = ids_in(arguments)
    for entity in entities_in(result, tool) if entities is None else entities:
        return entity if entity[1] not in given and entity[0] in profile_of(tool).makes else None
    return None


def removed_by(arguments: Mapping[str, JSON], tool: Tool) -> tuple[Entity, ...]:
    """The entities that a deleting or cancelling call makes unreadable."""
    if not profile_of(tool).ends:
        return ()
    removed: list[Entity] = []
    kinds = profile_of(tool).objects or profile_of(tool).names
    for name, value in arguments.items():
        noun = id_noun(name)
        kind = noun or (kinds[0] if kinds else "")
        if noun is None or not kind or (noun and noun not in kinds):
            continue
        items = value if isinstance(value, list) else [value]
        removed.extend((kind, str(item)) for item in items if is_id_value(item))
    return tuple(removed)


def touches(tool: Tool, arguments: Mapping[str, JSON], result: JSON, entity: Entity) -> bool:
    """Whether a call may have changed this entity.

    A mutating call touches what it or its result names by id; one that names no id at all
    (`clear_cart`) touches every entity of its own nouns.
    """
    return bool(touched(tool, arguments, result, (entity,)))


def touched(
    tool: Tool, arguments: Mapping[str, JSON], result: JSON, entities: Iterable[Entity]
) -> frozenset[Entity]:
    """Those of the entities that a call may have changed, by the rule of `touches`."""
    if profile_of(tool).reads:
        return frozenset()
    named = ids_in(arguments)
    ids = named | ids_in(result)
    kinds = () if named else profile_of(tool).names
    return frozenset(one for one in entities if one[1] in ids or one[0] in kinds)


def echoes(tool: Tool, arguments: Mapping[str, JSON]) -> dict[str, JSON]:
    """Top-level result fields that must repeat an argument: field name → value.

    A field echoes the argument of the same name (`checkIn` and `check_in` are one name) where the
    field's schema admits the value. Only declared fields are meant; a field may still be absent.
    `message`, `success` and the like are the tool's own answer even where an argument has the name,
    and the bare `id` that a creating call gives back is that of what it made.
    """
    own = {"id"} if profile_of(tool).effect == "create" else set()
    given = {
        joined: value
        for name, value in arguments.items()
        if (joined := plain_name(name)) not in _ANSWERS and joined not in own
    }
    properties = (tool.returns or {}).get("properties")
    if not given or not isinstance(properties, dict):
        return {}
    return {
        field: given[name]
        for field, schema in properties.items()
        if (name := plain_name(field)) in given
        and isinstance(schema, dict)
        and is_plain(given[name])
        and admits(schema, given[name])
    }


@dataclass(slots=True)
class _Found:
    """What was found in one result, and the call that gave it."""

    tool: Tool
    arguments: Mapping[str, JSON]
    asked: frozenset[str]
    given: frozenset[str]
    entities: list[Entity] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)


def _read(
    value: Mapping[str, JSON], nouns: tuple[str, ...], path: str,
    schema: Mapping[str, Any], found: _Found,
) -> None:  # fmt: skip
    """Read an object and those inside it, in document order."""
    entity = own_entity(nouns, value)
    if entity is not None:
        found.entities.append(entity)
        _note(entity, "", value, path, schema, found)
    elif "[" not in path:
        # Many rows may point to one entity: the reviews of a product do not contradict.
        entity = foreign_entity(value)
        if entity is not None:
            prefix = _qualifier(entity, nouns[0] if nouns else "", found)
            _note(entity, prefix, value, path, schema, found)
    for key, item in value.items():
        if isinstance(item, dict):
            inner = enter(path, key)
            _read(item, container_nouns(key, nouns), inner, property_of(schema, key), found)
        elif isinstance(item, list) and any(isinstance(member, dict) for member in item):
            items = property_of(schema, key).get("items")
            below = items if isinstance(items, dict) else {}
            inner = enter(path, key)
            for position, member in enumerate(item):
                if isinstance(member, dict):
                    place = f"{inner}[{position}]"
                    _read(member, container_nouns(key, nouns), place, below, found)


def _note(
    entity: Entity, prefix: str, value: Mapping[str, JSON], path: str,
    schema: Mapping[str, Any], found: _Found,
) -> None:  # fmt: skip
    repeated = found.asked if not path and entity[1] in found.given else ()
    for key, item in value.items():
        name = plain_name(key)
        if name in _VOLATILE or name in repeated or not is_plain(item):
            continue
        if is_id_value(item) and str(item) == entity[1] and id_noun(key) is not None:
            continue
        place = enter(path, key)
        found.facts.append(Fact(entity, prefix + name, item, place, property_of(schema, key)))


def _qualifier(entity: Entity, noun: str, found: _Found) -> str:
    others = {
        plain_name(name): value
        for name, value in found.arguments.items()
        if not (is_id_value(value) and str(value) == entity[1])
    }
    said = canonical_json(others).decode() if others else ""
    return f"{found.tool.key}{said}.{noun}."


__all__ = [
    "Effect", "Entity", "Fact", "admits", "created_by", "described_by", "echoes",
    "entities_in", "entity_of", "facts_in", "facts_stated", "ids_in",
    "removed_by", "touched", "touches",
]  # fmt: skip
