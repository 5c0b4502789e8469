"""What calls that change something do to the entities of a world."""

from __future__ import annotations

from typing import Any

from digit_tc.language.entities import Entity, id_noun, is_id_value, is_plain, plain_name
from digit_tc.records import JSON, Tool
from digit_tc.semantics import profile_of
from digit_tc.semantics.facts import admits
from digit_tc.world.rendering import Renderer
from digit_tc.world.result_schema import STATES, ResultNode, ResultSchema
from digit_tc.world.state import Attributes, Origin, World

_OUTCOMES = frozenset(
    "success succeeded ok done accepted completed updated added sent saved created error".split()
)
"""States of a call, not of the entity that it made or changed."""


def create_entity(renderer: Renderer, shape: ResultSchema) -> tuple[dict[str, JSON], World]:
    """The result of a call that makes something, and the world with it."""
    world, main = renderer.world, shape.main
    attributes = _given(renderer)
    told = _render_change(renderer, shape.root, shape, None, attributes)
    holder = told if main is shape.root else _inner(told, main)
    profile = profile_of(renderer.tool)
    given = _is_given(renderer, main)
    identity = holder.get(main.own) if main.own and not given else None
    kind = "" if given else main.noun
    kind = kind or next(iter(profile.makes), profile.noun)
    if identity is None or not is_id_value(identity):
        if not kind:
            return told, world
        identity = f"+{len(world.changes.made) + 1}"
    made = {**attributes, **_lasting(main, holder)}
    return told, world.create((kind, str(identity)), made, _origin_of(renderer))


def _origin_of(renderer: Renderer) -> Origin:
    """By which tool something is made, and what that is called which it is made for."""
    world = renderer.world
    name = ""
    for key in profile_of(renderer.tool).keys:
        noun = id_noun(plain_name(key.parameter))
        entity = (noun or "", str(renderer.arguments.get(key.parameter)))
        for attribute in ("name", "title"):
            known = world.value(entity, attribute)
            name = name or (known if isinstance(known, str) else "")
    return Origin(renderer.tool.name, name)


def change_entity(
    renderer: Renderer, shape: ResultSchema, entity: Entity | None
) -> tuple[dict[str, JSON], World]:
    """The result of a call that changes something, and the world after it."""
    world, profile = renderer.world, profile_of(renderer.tool)
    attributes = _given(renderer) if profile.effect != "send" else {}
    if entity is not None and profile.state_after:
        attributes[_state_attribute(world, entity, shape.main)] = profile.state_after
    if entity is not None:
        _settle_state(world, profile.states, entity)
    told = _render_change(renderer, shape.root, shape, entity, attributes)
    if entity is None:
        return told, world
    holder = told if shape.main is shape.root else _inner(told, shape.main)
    attributes |= _remember_told(world, entity, shape.main, holder, attributes)
    world = world.change(entity, attributes)
    if profile.effect == "delete":
        return told, world.remove(entity)
    return told, world.end(entity, profile.state_after) if profile.ends else world


def check_state(world: World, tool: Tool, entity: Entity) -> str:
    """Why an entity is in no state for a call; empty where it is."""
    profile = profile_of(tool)
    noun = entity[0].capitalize()
    ended = world.changes.ended.get(entity)
    if ended is not None and ended not in profile.states:
        return f"{noun} {entity[1]} is {ended.replace('_', ' ') or 'over'}."
    if profile.reads or not profile.states:
        return ""
    for attribute in STATES:
        now = world.value(entity, attribute)
        if isinstance(now, str) and now not in profile.states:
            return f"{noun} {entity[1]} is {now.replace('_', ' ')}."
    return ""


def _settle_state(world: World, states: tuple[str, ...], entity: Entity) -> None:
    """What a call was possible for was in one of the states that the call demands."""
    if states and all(world.value(entity, one) is None for one in STATES):
        world.drawn(entity)[STATES[0]] = world.stream("state", *entity).choice(states)


def _is_given(renderer: Renderer, holder: ResultNode) -> bool:
    """Whether the id that a result shows is one that the call was given: the event of a guest."""
    own = next((one for one in holder.fields if one.name == holder.own), None)
    if own is None or renderer.echo_argument(own) is None:
        return False
    # A bare `id` is that of what something is made from: the deployment of a flow run.
    return bool(id_noun(own.plain))


def _given(renderer: Renderer) -> Attributes:
    """The attributes that the arguments of a call set."""
    profile = profile_of(renderer.tool)
    own = set(profile.own_keys)
    names = {one.parameter: plain_name(one.attribute) for one in profile.sets}
    return {
        names.get(name, plain_name(name)): value
        for name, value in renderer.arguments.items()
        if name not in own and name not in renderer.tool.session and value is not None
    }


def _render_change(
    renderer: Renderer,
    place: ResultNode,
    shape: ResultSchema,
    entity: Entity | None,
    attributes: Attributes,
) -> dict[str, JSON]:
    told: dict[str, JSON] = {}
    for inner in renderer.select_fields(place):
        if inner is shape.main:
            told[inner.name] = _render_change(renderer, inner, shape, entity, attributes)
        else:
            told[inner.name] = _render_field(renderer, inner, place, entity, attributes)
    return told


def _render_field(
    renderer: Renderer,
    place: ResultNode,
    holder: ResultNode,
    entity: Entity | None,
    attributes: Attributes,
) -> JSON:
    profile = profile_of(renderer.tool)
    if profile.effect == "create" and place.name == holder.own and not _is_given(renderer, holder):
        return renderer.draw_field(place, outcome=True)
    if entity is not None and place.name == holder.own and holder.noun == entity[0]:
        return renderer.render_id(place, entity)
    said = attributes.get(place.plain)
    if said is not None and admits(place.schema, said):
        return said
    said = renderer.echo_argument(place)
    if said is not None:
        return said
    # The name that a result tells of a guest is not that of the event which the call was given.
    of_entity = entity is not None and holder.noun in ("", entity[0])
    if entity is not None and of_entity and not (place.plain in STATES and profile.state_after):
        known = renderer.world.value(entity, place.plain)
        if known is not None and is_plain(known) and admits(place.schema, known):
            return known
    return renderer.draw_field(place, outcome=True, ended=profile.ends)


def _state_attribute(world: World, entity: Entity, main: ResultNode) -> str:
    known = [one for one in STATES if world.value(entity, one) is not None]
    shown = [place.plain for place in main.fields if place.plain in STATES]
    return next(iter((*known, *shown)), "status")


def _lasting(main: ResultNode, told: dict[str, JSON]) -> Attributes:
    """What a result says of the entity that was made, without what it says of the call."""
    lasting: Attributes = {}
    for place in main.fields:
        value: Any = told.get(place.name)
        if place.name == main.own or value is None:
            continue
        outcome = isinstance(value, bool) or (
            isinstance(value, str) and value.casefold() in _OUTCOMES
        )
        if place.plain not in ("message", "success", "ok") and not (
            outcome and place.plain in (*STATES, "result", "outcome")
        ):
            lasting[place.plain] = value
    return lasting


def _remember_told(
    world: World, entity: Entity, main: ResultNode, holder: dict[str, JSON], given: Attributes
) -> Attributes:
    """Note what a change told of an entity and nobody had asked before, so that a later read says
    the same; gives what the call itself has brought about.

    What is no outcome of the call was so in the beginning already.
    """
    if main.noun not in ("", entity[0]):
        return {}
    caused: Attributes = {}
    for name, value in _lasting(main, holder).items():
        if name in given or not is_plain(value) or world.value(entity, name) is not None:
            continue
        if isinstance(value, bool):
            caused[name] = value
        else:
            world.drawn(entity)[name] = value
    return caused


def _inner(told: dict[str, JSON], main: ResultNode) -> dict[str, JSON]:
    value = told.get(main.name)
    return value if isinstance(value, dict) else told
