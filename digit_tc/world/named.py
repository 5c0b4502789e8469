"""What the user names is there before anything is called, so that listings give it too."""

from __future__ import annotations

from collections.abc import Sequence

from digit_tc.language.entities import id_noun, is_id_value, plain_name
from digit_tc.records import Leaf, Plan
from digit_tc.semantics import profile_of
from digit_tc.world.generation import EntityGenerator
from digit_tc.world.locator import find_entity, locator_of
from digit_tc.world.plugins import plugin_of
from digit_tc.world.plugins.casting import cast_plugins
from digit_tc.world.result_schema import STATES, result_schema_of
from digit_tc.world.state import World


def note_named(plans: Sequence[Plan], world: World) -> None:
    """Put the entities that plans name by an id or a name into the initial world, but for those
    that are to be unknown."""
    cast_plugins(plans, world)
    for plan in plans:
        for call in plan.wanted:
            if call.fault == "unknown":
                continue
            tool = world.tools[call.tool]
            if plugin_of(tool) is not None:
                continue
            said = {
                one.path: one.value.value for one in call.bindings if isinstance(one.value, Leaf)
            }
            for key in profile_of(tool).keys:
                noun = id_noun(plain_name(key.parameter))
                if noun and is_id_value(said.get(key.parameter)):
                    world.initial.entities.setdefault((noun, str(said[key.parameter])), {})
            main = result_schema_of(tool).main
            locator = locator_of(tool, said, main)
            if locator is None or profile_of(tool).effect == "create":
                continue
            if locator.identity is not None:
                entity = (locator.kind, str(locator.identity))
                attributes = world.initial.entities.setdefault(entity, {})
                states = () if profile_of(tool).reads else profile_of(tool).states
                if states and call.fault == "state":
                    states = _other_states(world, locator.kind, states)
                if states and not attributes.keys() & set(STATES):
                    # What will be done to it is possible, or it is to fail.
                    attributes[STATES[0]] = world.stream("state", *entity).choice(states)
            elif main.own and main.noun == locator.kind and find_entity(world, locator) is None:
                called = {one.attribute: one.value for one in locator.constraints}
                setting = world.setting.at(world.stream("called", *map(str, called.values())))
                EntityGenerator(world, {}).generate(
                    main, setting, fixed=called, constraints=locator.constraints
                )


def _other_states(world: World, kind: str, fitting: Sequence[str]) -> tuple[str, ...]:
    """The states that results declare for a kind of thing, without those that fit."""
    found: dict[str, None] = {}
    for tool in world.tools.values():
        schema = result_schema_of(tool)
        for place in (schema.main, schema.rows):
            if place is None or kind not in (place.noun, *place.nouns):
                continue
            for inner in place.fields:
                if inner.plain == STATES[0] and inner.field is not None:
                    found |= dict.fromkeys(map(str, inner.field.choices))
    return tuple(one for one in found if one not in fitting)
