"""Listings: open when they are first asked for, closed by their answer."""

from __future__ import annotations

from collections.abc import Mapping

from digit_tc.records import JSON, Tool, canonical_json
from digit_tc.records.paths import find_schemas
from digit_tc.values.invent import NoValueError
from digit_tc.values.setting import Setting
from digit_tc.world.address import Query, has, query_of
from digit_tc.world.births import Births
from digit_tc.world.scalars import fulfils
from digit_tc.world.shapes import Shape
from digit_tc.world.state import Condition, Extent, Thing, World
from digit_tc.world.wish import Wish

_SIZES = ((0, 0.06), (1, 0.14), (2, 0.2), (3, 0.25), (4, 0.15), (6, 0.12), (11, 0.08))
_TRIES = 4


def list_rows(
    world: World, tool: Tool, arguments: Mapping[str, JSON], row: Shape, wish: Wish
) -> tuple[Thing, ...]:
    """The things that a listing gives now, in order.

    When it is asked for the first time its rows are drawn, unless a wider listing has shown all
    there is. Afterwards it gives the same, but for what calls have done in between: what is gone or
    does not fit any more is left out, and what was made and fits is added.
    """
    query = query_of(tool, arguments, row)
    key = f"{tool.key} {canonical_json(dict(arguments)).decode()}"
    extent = world.ground.extents.get(key)
    if extent is None:
        extent = _open(world, tool, row, query, wish, key)
        world.ground.extents[key] = extent
    rows = [
        thing
        for thing in extent.members
        if thing not in world.state.gone and _fits(world, thing, query)
    ]
    if not query.free:
        rows += [
            thing
            for thing in world.list_things(kind_of_rows(row))
            if thing not in rows and _fits(world, thing, query)
        ]
    return tuple(rows[: query.limit])


def _open(world: World, tool: Tool, row: Shape, query: Query, wish: Wish, key: str) -> Extent:
    """The rows of a listing that nobody has asked for before."""
    rng = world.stream("listing", key)
    known: list[Thing] = []
    if not query.free:
        known = [one for one in world.list_things(kind_of_rows(row)) if _fits(world, one, query)]
    size = wish.size
    if size is None:
        sizes, odds = zip(*_SIZES, strict=True)
        size = rng.choices(sizes, odds)[0]
    if query.limit is not None:
        size = min(size, query.limit)
    least, most = row_limits(tool, row)
    size = min(max(size, least), most)
    wider = _find_wider(world, kind_of_rows(row), query)
    # A narrower listing gives its rows in the order in which the wider one has shown them.
    first = {thing: place for place, thing in enumerate(wider.members)} if wider else {}
    members = sorted(known, key=lambda thing: first.get(thing, len(first)))
    if wider is None:
        births = Births(world, wish.demands)
        missing = max(0, size - len(known))
        meant = None
        for number in range(missing):
            setting = world.setting.at(world.stream("row", key, number))
            wanted = wish.target if number == 0 else {}
            thing = _bear(births, row, setting, query, wanted)
            if thing is not None and number == 0:
                meant = thing
            elif thing is not None:
                members.append(thing)
        # The one that is meant stands anywhere among the others.
        if meant is not None:
            members.insert(min(wish.place, len(members)), meant)
        for number in range(wish.misses):
            setting = world.setting.at(world.stream("miss", key, number))
            _bear_near_miss(births, row, setting, query, number)
    return Extent(kind_of_rows(row), frozenset(query.conditions), not query.free, tuple(members))


def kind_of_rows(row: Shape) -> str:
    """What kind of thing the rows are; what has no id is called by what its list is."""
    return row.noun or (row.nouns[0] if row.nouns else row.path)


def row_limits(tool: Tool, row: Shape) -> tuple[int, int]:
    """The least and the most rows that the schema of a listing allows."""
    for schema in find_schemas(tool.returns or {}, row.path.removesuffix("[]")):
        return int(schema.get("minItems", 0)), int(schema.get("maxItems", 10_000))
    return 0, 10_000


def _bear(
    births: Births, row: Shape, setting: Setting, query: Query,
    wanted: Mapping[str, tuple[JSON, ...]],
) -> Thing | None:  # fmt: skip
    """A row that fits the query and belongs in no listing that is closed already."""
    fixed = {name: setting.rng.choice(values) for name, values in wanted.items() if values}
    for _ in range(_TRIES):
        thing = births.bear(row, setting, fixed=fixed, conditions=query.conditions)
        if not intrudes(births.world, thing, kind_of_rows(row)):
            return thing
        del births.world.ground.things[thing]
    return None


def _bear_near_miss(
    births: Births, row: Shape, setting: Setting, query: Query, number: int
) -> None:
    """A thing that fulfils all conditions of a query but one."""
    attributes = {place.plain: place for place in row.fields}
    breakable = [one for one in query.conditions if one.attribute in attributes]
    if not breakable:
        return
    missed = breakable[number % len(breakable)]
    rest = tuple(one for one in query.conditions if one is not missed)
    try:
        thing = births.bear(row, setting, conditions=rest, missed=missed)
    except NoValueError:
        return
    if has(births.world, thing, missed) or intrudes(births.world, thing, kind_of_rows(row)):
        del births.world.ground.things[thing]


def intrudes(world: World, thing: Thing, kind: str) -> bool:
    """Whether a listing that has been closed would have had to give this thing."""
    return any(
        extent.closed
        and extent.kind == kind
        and all(has(world, thing, one) for one in extent.conditions)
        for extent in world.ground.extents.values()
    )


def _find_wider(world: World, kind: str, query: Query) -> Extent | None:
    """A wider listing that has shown already all that there is; None where there is none."""
    if query.free:
        return None
    return next(
        (
            extent
            for extent in world.ground.extents.values()
            if extent.closed
            and extent.kind == kind
            and all(_follows(one, query) for one in extent.conditions)
        ),
        None,
    )


def _follows(condition: Condition, query: Query) -> bool:
    """Whether what fulfils a query fulfils a condition: who asks for at most 30 gets no 60."""
    return any(
        one == condition
        or (
            one.attribute == condition.attribute
            and one.operator == condition.operator in (">=", "<=")
            and fulfils(condition, one.value)
        )
        for one in query.conditions
    )


def _fits(world: World, thing: Thing, query: Query) -> bool:
    return all(has(world, thing, one) for one in query.conditions)
