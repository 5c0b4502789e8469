"""Calls that were made before, made again in their world and compared byte for byte."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import orjson

from digit_tc.language.entities import Entity
from digit_tc.records import JSON, StoredWorld, Tool, canonical_json, scalars_of
from digit_tc.records.paths import enter
from digit_tc.semantics import profile_of
from digit_tc.world.state import World


@dataclass(frozen=True, slots=True)
class Difference:
    """Where what was told and what the world answers part."""

    path: str
    """The place in the result; empty for the whole."""
    told: JSON
    """What was told there."""
    answered: JSON
    """What the world answers there."""

    def __str__(self) -> str:
        place = f"{self.path} = " if self.path else ""
        return f"{place}{_short(self.told)} was told, and the world answers {_short(self.answered)}"


def find_difference(told: JSON, answered: JSON) -> Difference | None:
    """The first place, in the order of what was told, in which two results are not the same bytes
    as JSON; None where they are the same."""
    return None if orjson.dumps(told) == orjson.dumps(answered) else _compare(told, answered, "")


def find_unasked_change(
    before: World, after: World, tool: Tool, arguments: Mapping[str, JSON], result: JSON
) -> str:
    """What a call has changed without naming it, in words; empty where all else is as it was.

    A call that reads changes nothing. One that writes changes what it names by an id or another
    attribute, in its arguments or in its result.
    """
    if after.changes is before.changes:
        return ""
    told = frozenset(str(value) for _, value in scalars_of(dict(arguments)))
    told |= frozenset(str(value) for _, value in scalars_of(result))
    for entity in _list_changed(before, after):
        if profile_of(tool).reads:
            return f"only reads, and has changed {' '.join(entity)}"
        if entity in after.changes.made and entity not in before.changes.made:
            continue
        known = {entity[1]} | _list_values(before, entity)
        if not known & told:
            return f"has changed {' '.join(entity)}, which it does not name"
    return ""


def find_altered(before: StoredWorld, after: StoredWorld) -> str:
    """What was settled in the beginning and is otherwise now, in words; empty where nothing is.

    That more has come up since is no change: what nobody had asked for was not settled.
    """
    for told, now in ((before.entities, after.entities), (before.later, after.later)):
        known = {(one.kind, one.id): one.attributes for one in now}
        for one in told:
            left = known.get((one.kind, one.id), {})
            for name, value in one.attributes.items():
                if name not in left or find_difference(value, left[name]) is not None:
                    return f"{name} of {one.kind} {one.id}"
    for field in ("listings", "answers", "named", "shown", "plugins"):
        settled, left = getattr(before, field), getattr(after, field)
        for key, value in settled.items():
            if key not in left or left[key] != value:
                return f"{field} of {key}"
    return ""


def _compare(told: JSON, answered: JSON, path: str) -> Difference | None:
    if isinstance(told, dict) and isinstance(answered, dict) and list(told) == list(answered):
        pairs: Iterable[tuple[str, JSON, JSON]] = (
            (enter(path, key), told[key], answered[key]) for key in told
        )
    elif isinstance(told, list) and isinstance(answered, list) and len(told) == len(answered):
        both = enumerate(zip(told, answered, strict=True))
        pairs = ((f"{path}[{place}]", one, other) for place, (one, other) in both)
    elif not isinstance(told, dict) and canonical_json(told) == canonical_json(answered):
        return None
    else:
        return Difference(path, told, answered)
    found = (_compare(one, other, place) for place, one, other in pairs)
    return next((one for one in found if one is not None), None)


def _list_changed(before: World, after: World) -> Iterator[Entity]:
    old, new = before.changes, after.changes
    yield from (one for one in new.changed if new.changed[one] != old.changed.get(one))
    yield from sorted(new.gone - old.gone)
    yield from (one for one in new.ended if one not in old.ended)


def _list_values(world: World, entity: Entity) -> set[str]:
    names = {*world.initial.entities.get(entity, ()), *world.changes.changed.get(entity, ())}
    return {str(world.value(entity, name)) for name in names}


def _short(value: JSON) -> str:
    text = canonical_json(value).decode()
    return text if len(text) <= 60 else f"{text[:57]}..."
