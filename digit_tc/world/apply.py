"""One call in a world: what it answers, and the world afterwards."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from digit_tc.language.entities import Entity, id_noun, plain_name
from digit_tc.records import JSON, CallStatus, Tool
from digit_tc.returns.arithmetic import compute
from digit_tc.semantics import profile_of
from digit_tc.world.expectation import NO_EXPECTATION, Expectation
from digit_tc.world.listing import list_rows, may_show, violates_extent
from digit_tc.world.locator import Locator, locator_of
from digit_tc.world.plugins import RefusedCallError, WorldPlugin, plugin_of
from digit_tc.world.plugins.casting import plugin_state
from digit_tc.world.rendering import Renderer
from digit_tc.world.result_schema import ResultNode, ResultSchema, result_schema_of
from digit_tc.world.settled import find_settled, settle
from digit_tc.world.state import ME, Attributes, World, name_call
from digit_tc.world.writes import change_entity, check_state, create_entity


@dataclass(frozen=True, slots=True)
class Response:
    """What a tool answers."""

    content: JSON
    """The result, or the error."""
    status: CallStatus = "ok"
    """Whether the call did what it was to do."""


def apply(
    world: World,
    tool: Tool,
    arguments: Mapping[str, JSON],
    expectation: Expectation = NO_EXPECTATION,
) -> tuple[Response, World]:
    """What a call answers in a world, and the world after it.

    The same call in the same world has the same answer. Nothing is changed but what has never been
    looked at, which is drawn now and stays so. Raises NoValueError where no answer fits the schema.
    """
    if world.initial.down:
        call = name_call(tool, arguments)
        if call in world.initial.down and call not in world.changes.tried:
            return _error(world.initial.down[call]), world.try_once(call)
    fault = _missing_session(world, tool) or _gone_parent(world, tool, arguments)
    if fault:
        return _error(fault), world
    plugin = plugin_of(tool)
    if plugin is not None:
        return _ask_plugin(world, plugin, tool, arguments)
    shape = result_schema_of(tool)
    shown = _settle_shown(world, tool, arguments, expectation) if shape.is_wide else ()
    return _handler_of(tool, shape)(Renderer(world, tool, arguments, expectation, shown), shape)


def _ask_plugin(
    world: World, plugin: WorldPlugin, tool: Tool, arguments: Mapping[str, JSON]
) -> tuple[Response, World]:
    state = plugin_state(world, plugin, ())
    try:
        result, after = plugin.apply(state, tool, arguments)
    except RefusedCallError as refused:
        return _error(str(refused)), world
    if after == state:
        return Response(result), world
    return Response(result), world.change_plugin(plugin.NAME, after).count_write()


def _settle_shown(
    world: World, tool: Tool, arguments: Mapping[str, JSON], expectation: Expectation
) -> tuple[str, ...]:
    """The paths that an answer shows in any case: what was hoped for when it was first given."""
    key = name_call(tool, arguments)
    if expectation.demands:
        world.initial.shown.setdefault(key, tuple(expectation.demands))
    return world.initial.shown.get(key, ())


_Handler = Callable[[Renderer, ResultSchema], tuple[Response, World]]


def _handler_of(tool: Tool, shape: ResultSchema) -> _Handler:
    profile = profile_of(tool)
    if profile.reads:
        if shape.rows is not None and shape.rows.form == "object":
            return _list
        return _compute if profile.effect == "compute" else _get
    if profile.effect == "session":
        return _open_session
    if profile.effect == "create":
        return _create
    return _change


def _list(renderer: Renderer, shape: ResultSchema) -> tuple[Response, World]:
    row = shape.rows
    assert row is not None  # noqa: S101
    entities = list_rows(
        renderer.world, renderer.tool, renderer.arguments, row, renderer.expectation
    )
    rows: list[JSON] = [renderer.render_entity(row, one) for one in entities]
    return Response(renderer.render_listing(shape.root, row, rows)), renderer.world


def _get(renderer: Renderer, shape: ResultSchema) -> tuple[Response, World]:
    world, main = renderer.world, shape.main
    locator = locator_of(renderer.tool, renderer.arguments, main)
    if locator is None:
        return _respond(renderer, shape, _current_entity(renderer, main), ""), world
    entity = _find_or_generate(renderer, locator, main)
    if entity is None:
        return _error(f"There is no {locator.said}."), world
    # What another kind of entity is told by, such as the climate of a room, keeps its own names.
    about_itself = main.noun == entity[0] or (
        not main.noun and profile_of(renderer.tool).noun == entity[0]
    )
    others = "" if about_itself else f"{renderer.tool.key}."
    return _respond(renderer, shape, entity, others + _variant(renderer, locator)), world


_PERSONS = ("person_name", "name")


def _current_entity(renderer: Renderer, main: ResultNode) -> Entity | None:
    """The entity that a tool reads which asks for none: who is signed in. It is drawn once."""
    if not main.own or renderer.tool.parameters.get("properties"):
        return None
    world, key = renderer.world, f"current {renderer.tool.key}"
    if key not in world.initial.answers:
        setting = world.setting.at(world.stream(key))
        # Whoever is signed in is the same person everywhere.
        named = next(
            (one.plain for one in main.fields if one.field and one.field.kind in _PERSONS), None
        )
        me = world.initial.answers.get(ME)
        fixed = {named: me} if named is not None and me is not None else {}
        entity = renderer.generator.generate(main, setting, fixed=fixed)
        world.initial.answers[key] = entity
        if named is not None:
            world.initial.answers.setdefault(ME, world.value(entity, named))
    known: Entity = world.initial.answers[key]
    return known


def _variant(renderer: Renderer, locator: Locator) -> str:
    """What else was asked that may change the answer: a unit, a day, a currency."""
    names = {one.attribute for one in locator.constraints}
    keys = {key.parameter for key in profile_of(renderer.tool).keys}
    rest = sorted(
        f"{name}={value}"
        for name, value in renderer.arguments.items()
        if name not in keys and name not in renderer.tool.session and plain_name(name) not in names
    )
    return f"{renderer.tool.key}[{','.join(rest)}]." if rest else ""


def _find_or_generate(renderer: Renderer, locator: Locator, main: ResultNode) -> Entity | None:
    world = renderer.world
    entity = find_settled(world, locator)
    if entity is not None and profile_of(renderer.tool).reads:
        return entity if may_show(world, entity, main) else None
    if entity is None:
        entity = _generate_located(renderer, locator, main)
        settle(world, locator, entity)
    return entity


def _generate_located(renderer: Renderer, locator: Locator, main: ResultNode) -> Entity | None:
    """A new entity where the plan hopes for one and nothing that was shown rules it out."""
    world = renderer.world
    entity: Entity | None
    if not renderer.expectation.exists:
        return None
    if locator.identity is not None:
        entity = (locator.kind, str(locator.identity))
        if entity in world.changes.gone:
            return None
        if violates_extent(world, entity, locator.kind):
            return None  # all that there are have been shown
        world.initial.entities[entity] = {
            **_fitting(renderer),
            **{one.attribute: one.value for one in locator.constraints},
        }
        return entity
    attributes = {
        **_fitting(renderer), **{one.attribute: one.value for one in locator.constraints}
    }  # fmt: skip
    if main.own and main.noun == locator.kind:
        setting = world.setting.at(world.stream("called", *map(str, attributes.values())))
        entity = renderer.generator.generate(
            main, setting, fixed=attributes, constraints=locator.constraints
        )
        if not violates_extent(world, entity, locator.kind):
            return entity
        del world.initial.entities[entity]
        return None  # all that there are have been shown
    count = sum(one[0] == locator.kind for one in world.initial.entities)
    entity = (locator.kind, f"#{count + 1}")
    world.initial.entities[entity] = dict(attributes)
    return entity


def _fitting(renderer: Renderer) -> Attributes:
    """What an entity should have for what will be done to it."""
    setting = renderer.world.setting.at(renderer.world.stream("fitting", renderer.tool.key))
    return renderer.expectation.draw_target(setting.rng)


def _respond(
    renderer: Renderer, shape: ResultSchema, entity: Entity | None, prefix: str
) -> Response:
    """The result of a tool that reads one entity, or answers a question."""
    return Response(_render_reading(renderer, shape.root, shape.main, entity, prefix))


def _render_reading(
    renderer: Renderer, place: ResultNode, main: ResultNode, entity: Entity | None, prefix: str
) -> dict[str, JSON]:
    if place is not main:
        told = renderer.draw_object(place)
        inner = next((one for one in place.fields if one is main), None)
        if inner is not None:
            told[inner.name] = _render_reading(renderer, inner, main, entity, prefix)
        return {one.name: told[one.name] for one in place.fields if one.name in told}
    if entity is None:
        return renderer.draw_object(place)
    told = renderer.render_entity(main, entity, prefix)
    # What was asked for by comes back as it was given.
    for inner in main.fields:
        if inner.name in told and inner.name != main.own:
            said = renderer.echo_argument(inner)
            told[inner.name] = told[inner.name] if said is None else said
    return told


def _compute(renderer: Renderer, shape: ResultSchema) -> tuple[Response, World]:
    """What is reckoned is reckoned truly where the formula is known."""
    result = _render_reading(renderer, shape.root, shape.main, None, "")
    if renderer.tool.returns_origin == "inferred":
        computed = compute(renderer.tool, renderer.arguments, renderer.world.today) or {}
        # What was given comes back as it was given.
        result.update(
            {
                name: value
                for name, value in computed.items()
                if name in result and name not in renderer.arguments
            }
        )
    return Response(result), renderer.world


def _open_session(renderer: Renderer, shape: ResultSchema) -> tuple[Response, World]:
    told = {
        inner.name: said if (said := renderer.echo_argument(inner)) is not None
        else renderer.draw_field(inner, outcome=True)
        for inner in renderer.select_fields(shape.root)
    }  # fmt: skip
    return Response(told), renderer.world.open_session(renderer.tool.key)


def _create(renderer: Renderer, shape: ResultSchema) -> tuple[Response, World]:
    told, world = create_entity(renderer, shape)
    return Response(told), world.count_write()


def _change(renderer: Renderer, shape: ResultSchema) -> tuple[Response, World]:
    locator = locator_of(renderer.tool, renderer.arguments, shape.main)
    entity = None
    if locator is not None:
        entity = _find_or_generate(renderer, locator, shape.main)
        if entity is None:
            return _error(f"There is no {locator.said}."), renderer.world
        fault = check_state(renderer.world, renderer.tool, entity)
        if fault:
            return _error(fault), renderer.world
    told, world = change_entity(renderer, shape, entity)
    return Response(told), world.count_write()


def _missing_session(world: World, tool: Tool) -> str:
    """Why a call is refused that needs a session which nobody has begun; empty where none is."""
    for key in tool.requires:
        required = world.tools.get(key)
        if required is None or key in world.changes.opened:
            continue
        if profile_of(required).effect == "session":
            return f"{required.name} has to be called first."
    return ""


def _gone_parent(world: World, tool: Tool, arguments: Mapping[str, JSON]) -> str:
    """Why a call is refused that is about what there is no more; empty where all is there."""
    for key in profile_of(tool).keys:
        noun = id_noun(plain_name(key.parameter)) or (key.entity or "").rpartition(" ")[2]
        entity = (noun, str(arguments.get(key.parameter)))
        if entity in world.changes.gone:
            return f"There is no {noun} {entity[1]}."
    return ""


def _error(words: str) -> Response:
    return Response({"error": words}, "error")
