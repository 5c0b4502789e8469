"""What a name means is settled when it is first used: what comes up later does not change it."""

from __future__ import annotations

from dataclasses import replace

import orjson

from digit_tc.language.entities import Entity
from digit_tc.records import canonical_json
from digit_tc.world.locator import Locator, find_entity, has
from digit_tc.world.state import Changes, Constraint, World


def find_settled(world: World, locator: Locator) -> Entity | None:
    """The entity that a locator names; None where there is none (any more).

    Once a name has meant an entity it means that one, and where there was none, only calls can
    have brought one: something of the same name that another answer brings up later would
    otherwise have been there all the time.
    """
    key = _key_of(locator)
    if key not in world.initial.named:
        entity = find_entity(world, locator)
        if entity is not None and locator.identity is None:
            world.initial.named[key] = entity
        return entity
    meant = world.initial.named[key]
    if meant is None:
        return find_entity(world, locator, only_changed=True)
    if world.knows(meant):
        if all(has(world, meant, one) for one in locator.constraints):
            return meant
        return find_entity(world, locator, only_changed=True)
    # What is not there yet will be made by a call that another order of calls puts later.
    return find_entity(world, locator, only_changed=meant in world.changes.gone)


def settle(world: World, locator: Locator, entity: Entity | None) -> None:
    """Note what a locator that named nothing has been found to mean, or that there is nothing."""
    if entity is not None:
        if locator.identity is None:
            world.initial.named[_key_of(locator)] = entity
    elif find_entity(replace(world, changes=Changes()), locator) is None:
        # There was none in the beginning either: it is not only gone, or called otherwise now.
        world.initial.named.setdefault(_key_of(locator), None)


def is_absent(world: World, entity: Entity) -> bool:
    """Whether somebody has asked for an entity by its id, and there was none."""
    return bool(world.initial.named) and _key_of(Locator(*entity)) in world.initial.named


def is_missed(world: World, entity: Entity) -> bool:
    """Whether somebody has asked by a name for what this entity is, and there was none."""
    for key, meant in world.initial.named.items():
        if meant is not None:
            continue
        kind, identity, *conditions = orjson.loads(key)
        if kind == entity[0] and identity is None and conditions and all(
            has(world, entity, Constraint(*one)) for one in conditions
        ):  # fmt: skip
            return True
    return False


def _key_of(locator: Locator) -> str:
    identity = None if locator.identity is None else str(locator.identity)
    conditions = [[one.attribute, one.operator, one.value] for one in locator.constraints]
    return canonical_json([locator.kind, identity, *conditions]).decode()
