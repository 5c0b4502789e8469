"""A world as a record, and the world that a record holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from random import Random
from typing import Any

from digit_tc.language.entities import Entity
from digit_tc.records import (
    JSON,
    ConditionState,
    EntityState,
    FinalState,
    ListingState,
    StoredWorld,
    Tool,
)
from digit_tc.values.setting import Setting
from digit_tc.world.state import (
    Attributes,
    Changes,
    Constraint,
    Extent,
    InitialWorld,
    Relation,
    World,
)

_ENTITIES, _ENTITY, _MANY, _MARK = "$entities", "$entity", "many", "$"


def store_world(world: World) -> StoredWorld:
    """The initial world as a record; what calls have done is no part of it."""
    initial = world.initial
    return StoredWorld(
        seed=world.seed,
        today=world.today,
        place=world.setting.spot[0],
        entities=_store_entities(initial.entities),
        later=_store_entities(initial.later),
        listings={key: _store_listing(one) for key, one in initial.extents.items()},
        answers={key: _store(one) for key, one in initial.answers.items()},
        named=initial.named,
        shown=initial.shown,
        plugins=initial.plugins,
        down=initial.down,
    )


def restore_world(stored: StoredWorld, tools: Mapping[str, Tool]) -> World:
    """The world of a record before the first call; `tools` are all that it answers, by key.

    Drawing on it leaves no trace in the record.
    """
    setting = Setting(Random(stored.seed), stored.today)
    setting.settle(stored.place)
    initial = InitialWorld(
        entities=_restore_entities(stored.entities),
        later=_restore_entities(stored.later),
        extents={key: _restore_listing(one) for key, one in stored.listings.items()},
        answers={key: _restore(one) for key, one in stored.answers.items()},
        named=dict(stored.named),
        shown=dict(stored.shown),
        plugins=dict(stored.plugins),
        down=dict(stored.down),
    )
    return World(seed=stored.seed, setting=setting, tools=tools, initial=initial)


def store_changes(changes: Changes) -> FinalState:
    """What calls have done as a record."""
    return FinalState(
        changed=_store_entities(
            # What was made without attributes has a nameless one.
            {
                entity: {name: value for name, value in attributes.items() if name}
                for entity, attributes in changes.changed.items()
            }
        ),
        made=changes.made,
        gone=tuple(sorted(changes.gone)),
        ended=tuple(
            EntityState(kind=kind, id=identity, attributes={"state": state})
            for (kind, identity), state in changes.ended.items()
        ),
        opened=tuple(sorted(changes.opened)),
        writes=changes.writes,
        plugins=dict(changes.plugins),
    )


def _store_entities(entities: Mapping[Entity, Attributes]) -> tuple[EntityState, ...]:
    return tuple(
        EntityState(
            kind=kind,
            id=identity,
            attributes={name: _store(value) for name, value in attributes.items()},
        )
        for (kind, identity), attributes in entities.items()
    )


def _restore_entities(stored: Iterable[EntityState]) -> dict[Entity, Attributes]:
    return {
        (one.kind, one.id): {name: _restore(value) for name, value in one.attributes.items()}
        for one in stored
    }


def _store_listing(extent: Extent) -> ListingState:
    return ListingState(
        kind=extent.kind,
        conditions=tuple(
            ConditionState(attribute=one.attribute, operator=one.operator, value=one.value)
            for one in extent.constraints
        ),
        closed=extent.closed,
        members=extent.members,
    )


def _restore_listing(stored: ListingState) -> Extent:
    conditions = tuple(
        Constraint(one.attribute, one.operator, one.value) for one in stored.conditions
    )
    return Extent(stored.kind, conditions, stored.closed, stored.members)


def _store(value: Any) -> JSON:
    """A value as JSON: what points to entities by a key that no value of its own can have."""
    if isinstance(value, Relation):
        return {_ENTITIES: [list(one) for one in value.entities], _MANY: value.many}
    if isinstance(value, tuple):  # an entity: who is signed in
        return {_ENTITY: list(value)}
    if isinstance(value, dict):
        return {
            f"{_MARK}{key}" if key.startswith(_MARK) else key: _store(inner)
            for key, inner in value.items()
        }
    if isinstance(value, list):
        return [_store(inner) for inner in value]
    return value


def _restore(stored: JSON) -> Any:
    if isinstance(stored, dict):
        if _ENTITIES in stored:
            entities = tuple((kind, identity) for kind, identity in stored[_ENTITIES])
            return Relation(entities, many=bool(stored[_MANY]))
        if _ENTITY in stored:
            return tuple(stored[_ENTITY])
        return {key.removeprefix(_MARK): _restore(inner) for key, inner in stored.items()}
    if isinstance(stored, list):
        return [_restore(inner) for inner in stored]
    return stored
