"""What calls that change something do to the things of a world."""

from __future__ import annotations

from typing import Any

from digit_tc.language.entities import is_id_value, is_plain, plain_name
from digit_tc.records import JSON, Tool
from digit_tc.semantics import profile_of
from digit_tc.semantics.facts import admits
from digit_tc.world.answers import Writing
from digit_tc.world.shapes import Shape, ToolShape
from digit_tc.world.state import Attributes, Thing, World

_STATES = ("status", "state")
_OUTCOMES = frozenset(
    "success succeeded ok done accepted completed updated added sent saved created error".split()
)
"""States of a call, not of the thing that it made or changed."""


def make_thing(writing: Writing, shape: ToolShape) -> tuple[dict[str, JSON], World]:
    """The result of a call that makes something, and the world with it."""
    world, main = writing.world, shape.main
    attributes = _given(writing)
    told = _object(writing, shape.root, shape, None, attributes)
    holder = told if main is shape.root else _inner(told, main)
    identity = holder.get(main.own) if main.own else None
    profile = profile_of(writing.tool)
    kind = main.noun or next(iter(profile.makes), profile.noun)
    if identity is None or not is_id_value(identity):
        if not kind:
            return told, world
        identity = f"+{len(world.state.made) + 1}"
    return told, world.make((kind, str(identity)), {**attributes, **_lasting(main, holder)})


def change_thing(
    writing: Writing, shape: ToolShape, thing: Thing | None
) -> tuple[dict[str, JSON], World]:
    """The result of a call that changes something, and the world after it."""
    world, profile = writing.world, profile_of(writing.tool)
    attributes = _given(writing) if profile.effect != "send" else {}
    if thing is not None and profile.state_after:
        attributes[_state_attribute(world, thing, shape.main)] = profile.state_after
    told = _object(writing, shape.root, shape, thing, attributes)
    if thing is None:
        return told, world
    world = world.change(thing, attributes)
    return told, world.end(thing) if profile.effect == "delete" else world


def check_state(world: World, tool: Tool, thing: Thing) -> str:
    """Why a thing is in no state for a call; empty where it is."""
    profile = profile_of(tool)
    if profile.reads or not profile.states:
        return ""
    for attribute in _STATES:
        now = world.value(thing, attribute)
        if isinstance(now, str) and now not in profile.states:
            noun = thing[0].capitalize()
            return f"{noun} {thing[1]} is {now.replace('_', ' ')}."
    return ""


def _given(writing: Writing) -> Attributes:
    """The attributes that the arguments of a call set."""
    profile = profile_of(writing.tool)
    own = set(profile.own_keys)
    names = {one.parameter: plain_name(one.attribute) for one in profile.sets}
    return {
        names.get(name, plain_name(name)): value
        for name, value in writing.arguments.items()
        if name not in own and name not in writing.tool.session and value is not None
    }


def _object(
    writing: Writing, place: Shape, shape: ToolShape, thing: Thing | None, attributes: Attributes
) -> dict[str, JSON]:
    told: dict[str, JSON] = {}
    for inner in writing.shown(place):
        if inner is shape.main:
            told[inner.name] = _object(writing, inner, shape, thing, attributes)
        else:
            told[inner.name] = _field(writing, inner, place, thing, attributes)
    return told


def _field(
    writing: Writing, place: Shape, holder: Shape, thing: Thing | None, attributes: Attributes
) -> JSON:
    profile = profile_of(writing.tool)
    if profile.effect == "create" and place.name == holder.own:
        return writing.free(place, outcome=True)
    if thing is not None and place.name == holder.own and holder.noun == thing[0]:
        return writing.identity(place, thing)
    said = attributes.get(place.plain)
    if said is not None and admits(place.schema, said):
        return said
    said = writing.echo(place)
    if said is not None:
        return said
    if thing is not None and place.plain not in _STATES:
        known = writing.world.value(thing, place.plain)
        if known is not None and is_plain(known) and admits(place.schema, known):
            return known
    return writing.free(place, outcome=True, ended=profile.ends)


def _state_attribute(world: World, thing: Thing, main: Shape) -> str:
    known = [one for one in _STATES if world.value(thing, one) is not None]
    shown = [place.plain for place in main.fields if place.plain in _STATES]
    return next(iter((*known, *shown)), "status")


def _lasting(main: Shape, told: dict[str, JSON]) -> Attributes:
    """What a result says of the thing that was made, without what it says of the call."""
    lasting: Attributes = {}
    for place in main.fields:
        value: Any = told.get(place.name)
        if place.name == main.own or value is None:
            continue
        outcome = isinstance(value, bool) or (
            isinstance(value, str) and value.casefold() in _OUTCOMES
        )
        if place.plain not in ("message", "success", "ok") and not (
            outcome and place.plain in (*_STATES, "result", "outcome")
        ):
            lasting[place.plain] = value
    return lasting


def _inner(told: dict[str, JSON], main: Shape) -> dict[str, JSON]:
    value = told.get(main.name)
    return value if isinstance(value, dict) else told
