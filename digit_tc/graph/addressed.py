"""Which entity a call is about where its result does not say so itself.

`get_order(order_id="O1")` → `{"status": "open"}` speaks of order O1, although no id stands in the
result. It is read as if the id that was asked for stood there, under strict conditions:

* the tool reads or updates, and the argument is the id of its very own noun; behind an HTTP route,
  that of the last segment: `GET /customers/{customer_id}/address` does not speak of a customer;
* what else a reading call was given are ids or switches, since other arguments (a currency, a
  day) may change what is said;
* the object has no id of its own and lists nothing of that noun.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from digit_tc.language.entities import (
    Entity,
    container_nouns,
    id_noun,
    is_id_value,
    own_entity,
    speaks_of,
)
from digit_tc.records import JSON, Tool
from digit_tc.semantics import profile_of
from digit_tc.semantics.facts import Fact, described_by

_PLACEHOLDER = re.compile(r"\{([^{}:]+)[^{}]*\}")
_ANSWERS = frozenset({"message", "result", "response", "detail", "info"})


def addressed_by(tool: Tool, arguments: Mapping[str, JSON]) -> Entity | None:
    """The one entity that a call is about, by its arguments; None where they do not say it."""
    profile = profile_of(tool)
    kind = profile.noun if profile.reads else next(iter(profile.objects), "")
    if not kind or kind not in profile.objects or not (profile.reads or profile.effect == "update"):
        return None
    slots = _PLACEHOLDER.findall(tool.source.item)
    ends_in_slot = tool.source.item.rstrip("/").endswith("}")
    found: Entity | None = None
    for name, value in arguments.items():
        noun = id_noun(name)
        own = noun is not None and noun in ("", kind) and speaks_of(name, (kind,))
        if own and is_id_value(value):
            if found is not None or (slots and not (ends_in_slot and name == slots[-1])):
                return None
            found = (kind, str(value))
        elif profile.reads and noun is None and not isinstance(value, bool):
            return None
    return found


def told_by(
    result: JSON, tool: Tool, arguments: Mapping[str, JSON]
) -> tuple[tuple[Entity, ...], tuple[Fact, ...]]:
    """As `described_by`; what has no id of its own belongs to the entity that was asked for."""
    entity = addressed_by(tool, arguments) if isinstance(result, dict) else None
    if entity is None or not isinstance(result, dict):
        return described_by(result, tool, arguments)
    within = _main_object(result, entity[0], tool)
    if within is None:
        return described_by(result, tool, arguments)
    name = f"{entity[0]}_id"
    if within:
        inner = result[within]
        named = {**result, within: {name: entity[1], **(inner if isinstance(inner, dict) else {})}}
    else:
        named = {name: entity[1], **result}
    entities, facts = described_by(named, tool, arguments)
    said = (fact for fact in facts if fact.entity != entity or fact.attribute not in _ANSWERS)
    return entities, tuple(said)


def _main_object(result: Mapping[str, JSON], kind: str, tool: Tool) -> str | None:
    """The field that holds the one object of this kind, "" for the result itself, None for none."""
    if own_entity(profile_of(tool).names, result) is not None:
        return None
    inner = ""
    for name, value in result.items():
        held = container_nouns(name, profile_of(tool).names)
        if held[:1] != (kind,):
            continue
        if isinstance(value, list):
            return None
        if isinstance(value, dict):
            if inner or own_entity(held, value) is not None:
                return None
            inner = name
    return inner
