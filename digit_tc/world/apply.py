"""One call in a world: what it answers, and the world afterwards."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from digit_tc.language.entities import plain_name
from digit_tc.records import JSON, CallStatus, Tool
from digit_tc.returns.arithmetic import compute
from digit_tc.semantics import profile_of
from digit_tc.world.address import Address, address_of, find_thing
from digit_tc.world.answers import Writing
from digit_tc.world.listing import intrudes, list_rows
from digit_tc.world.shapes import Shape, ToolShape, shape_of
from digit_tc.world.state import Thing, World
from digit_tc.world.wish import NO_WISH, Wish
from digit_tc.world.writes import change_thing, check_state, make_thing


@dataclass(frozen=True, slots=True)
class Answer:
    """What a tool answers."""

    content: JSON
    """The result, or the error."""
    status: CallStatus = "ok"
    """Whether the call did what it was to do."""


def apply(
    world: World, tool: Tool, arguments: Mapping[str, JSON], wish: Wish = NO_WISH
) -> tuple[Answer, World]:
    """What a call answers in a world, and the world after it.

    The same call in the same world has the same answer. Nothing is changed but what has never been
    looked at, which is drawn now and stays so. Raises NoValueError where no answer fits the schema.
    """
    fault = _missing_session(world, tool)
    if fault:
        return _error(fault), world
    shape = shape_of(tool)
    return _deed(tool, shape)(Writing(world, tool, arguments, wish), shape)


_Deed = Callable[[Writing, ToolShape], tuple[Answer, World]]


def _deed(tool: Tool, shape: ToolShape) -> _Deed:
    profile = profile_of(tool)
    if profile.reads:
        if shape.rows is not None and shape.rows.form == "object":
            return _list
        return _compute if profile.effect == "compute" else _get
    if profile.effect == "session":
        return _open_session
    if profile.effect == "create":
        return _make
    return _change


def _list(writing: Writing, shape: ToolShape) -> tuple[Answer, World]:
    row = shape.rows
    assert row is not None  # noqa: S101
    things = list_rows(writing.world, writing.tool, writing.arguments, row, writing.wish)
    rows: list[JSON] = [writing.thing(row, one) for one in things]
    return Answer(writing.listing(shape.root, row, rows)), writing.world


def _get(writing: Writing, shape: ToolShape) -> tuple[Answer, World]:
    world, main = writing.world, shape.main
    address = address_of(writing.tool, writing.arguments, main)
    if address is None:
        return _tell(writing, shape, None, ""), world
    thing = _found_or_born(writing, address, main)
    if thing is None:
        return _error(f"There is no {address.said}."), world
    # What another kind of thing is told by, such as the climate of a room, keeps its own names.
    about_itself = main.noun == thing[0] or (
        not main.noun and profile_of(writing.tool).noun == thing[0]
    )
    others = "" if about_itself else f"{writing.tool.key}."
    return _tell(writing, shape, thing, others + _variant(writing, address)), world


def _variant(writing: Writing, address: Address) -> str:
    """What else was asked that may change the answer: a unit, a day, a currency."""
    names = {one.attribute for one in address.conditions}
    keys = {key.parameter for key in profile_of(writing.tool).keys}
    rest = sorted(
        f"{name}={value}"
        for name, value in writing.arguments.items()
        if name not in keys and name not in writing.tool.session and plain_name(name) not in names
    )
    return f"{writing.tool.key}[{','.join(rest)}]." if rest else ""


def _found_or_born(writing: Writing, address: Address, main: Shape) -> Thing | None:
    world = writing.world
    thing = find_thing(world, address)
    if thing is not None or not writing.wish.exists:
        return thing
    if address.identity is not None:
        born = (address.kind, str(address.identity))
        if born in world.state.gone:
            return None
        if intrudes(world, born, address.kind):
            return None  # all that there are have been shown
        world.ground.things[born] = {one.attribute: one.value for one in address.conditions}
        return born
    attributes = {one.attribute: one.value for one in address.conditions}
    if main.own and main.noun == address.kind:
        setting = world.setting.at(world.stream("called", *map(str, attributes.values())))
        return writing.births.bear(main, setting, fixed=attributes, conditions=address.conditions)
    count = sum(one[0] == address.kind for one in world.ground.things)
    born = (address.kind, f"#{count + 1}")
    world.ground.things[born] = dict(attributes)
    return born


def _tell(writing: Writing, shape: ToolShape, thing: Thing | None, prefix: str) -> Answer:
    """The result of a tool that reads one thing, or answers a question."""
    return Answer(_object(writing, shape.root, shape.main, thing, prefix))


def _object(
    writing: Writing, place: Shape, main: Shape, thing: Thing | None, prefix: str
) -> dict[str, JSON]:
    told: dict[str, JSON] = {}
    if place is main and thing is not None:
        told = writing.thing(main, thing, prefix)
        # What was asked for by comes back as it was given.
        for inner in main.fields:
            said = writing.echo(inner) if inner.name in told and inner.name != main.own else None
            if said is not None:
                told[inner.name] = said
        return told
    for inner in writing.shown(place):
        if inner is main:
            told[inner.name] = _object(writing, inner, main, thing, prefix)
            continue
        said = writing.echo(inner)
        told[inner.name] = said if said is not None else writing.free(inner)
    return told


def _compute(writing: Writing, shape: ToolShape) -> tuple[Answer, World]:
    """What is reckoned is reckoned truly where the formula is known."""
    result = _object(writing, shape.root, shape.main, None, "")
    if writing.tool.returns_origin == "inferred":
        computed = compute(writing.tool, writing.arguments, writing.world.today) or {}
        result.update({name: value for name, value in computed.items() if name in result})
    return Answer(result), writing.world


def _open_session(writing: Writing, shape: ToolShape) -> tuple[Answer, World]:
    told = {
        inner.name: said if (said := writing.echo(inner)) is not None
        else writing.free(inner, outcome=True)
        for inner in writing.shown(shape.root)
    }  # fmt: skip
    return Answer(told), writing.world.open_session(writing.tool.key)


def _make(writing: Writing, shape: ToolShape) -> tuple[Answer, World]:
    told, world = make_thing(writing, shape)
    return Answer(told), world.count_write()


def _change(writing: Writing, shape: ToolShape) -> tuple[Answer, World]:
    address = address_of(writing.tool, writing.arguments, shape.main)
    thing = None
    if address is not None:
        thing = _found_or_born(writing, address, shape.main)
        if thing is None:
            return _error(f"There is no {address.said}."), writing.world
        fault = check_state(writing.world, writing.tool, thing)
        if fault:
            return _error(fault), writing.world
    told, world = change_thing(writing, shape, thing)
    return Answer(told), world.count_write()


def _missing_session(world: World, tool: Tool) -> str:
    """Why a call is refused that needs a session which nobody has begun; empty where none is."""
    for key in tool.requires:
        required = world.tools.get(key)
        if required is None or key in world.state.opened:
            continue
        if profile_of(required).effect == "session":
            return f"{required.name} has to be called first."
    return ""


def _error(words: str) -> Answer:
    return Answer({"error": words}, "error")
