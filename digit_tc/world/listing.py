"""Listings: open when they are first asked for, closed by their answer."""

from __future__ import annotations

from collections.abc import Mapping

from digit_tc.language.entities import Entity, id_noun, is_plain
from digit_tc.records import JSON, Tool
from digit_tc.records.paths import find_schemas
from digit_tc.values.examples import whole_examples
from digit_tc.values.invent import NoValueError
from digit_tc.values.setting import Setting
from digit_tc.world.expectation import Expectation
from digit_tc.world.generation import EntityGenerator
from digit_tc.world.locator import Query, has, query_of
from digit_tc.world.result_schema import STATES, ResultNode
from digit_tc.world.scalars import fulfils
from digit_tc.world.settled import is_absent, is_missed
from digit_tc.world.state import Constraint, Extent, World, name_call

_SIZES = ((0, 0.06), (1, 0.14), (2, 0.2), (3, 0.25), (4, 0.15), (6, 0.12), (11, 0.08))
_TRIES = 4
_SHARED_KINDS = frozenset(
    "person_name company team product choice date city country region category genre cuisine color "
    "job_title species language airport weekday".split()
)
"""What more than one thing may have; a name of its own is not among them."""
_CHANGING = frozenset(("choice", "date"))


def list_rows(
    world: World,
    tool: Tool,
    arguments: Mapping[str, JSON],
    row: ResultNode,
    expectation: Expectation,
) -> tuple[Entity, ...]:
    """The entities that a listing gives now, in order.

    When it is asked for the first time its rows are drawn, unless a wider listing has shown all
    there is. Afterwards it gives the same, but for what calls have done in between: what is gone or
    does not fit any more is left out, and what was made or changed and fits is added.
    """
    query = query_of(tool, arguments, row)
    key = name_call(tool, arguments)
    extent = world.initial.extents.get(key)
    if not query.free:
        _look_at_all(world, row, query)
    if extent is None:
        extent = _open(world, tool, row, query, expectation, key)
        world.initial.extents[key] = extent
    rows = [
        entity
        for entity in extent.members
        if _may_list(world, entity, row) and _fits(world, entity, query)
    ]
    if not query.free:
        rows += [
            entity
            for entity in world.list_entities(kind_of_rows(row))
            # Nothing else is added: what came up later in some other answer was not there before.
            if entity in world.changes.changed
            and entity not in rows
            and _may_list(world, entity, row)
            and _fits(world, entity, query)
        ]
    most = row_limits(tool, row)[1]
    return tuple(rows[-most:][: query.limit]) if most else ()


def generate_listed(
    world: World,
    tool: Tool,
    arguments: Mapping[str, JSON],
    row: ResultNode,
    expectation: Expectation,
) -> None:
    """Draw an entity that a listing will give, before anything is listed."""
    query = query_of(tool, arguments, row)
    if query.free:
        return
    key = name_call(tool, arguments)
    setting = world.setting.at(world.stream("listed", key))
    fixed = expectation.draw_target(setting.rng)
    generator = EntityGenerator(world, expectation.demands)
    _generate_row(generator, row, setting, query, fixed)


def _open(
    world: World, tool: Tool, row: ResultNode, query: Query, expectation: Expectation, key: str
) -> Extent:
    """The rows of a listing that nobody has asked for before."""
    rng = world.stream("listing", key)
    known: list[Entity] = []
    if not query.free:
        if not query.constraints:
            _complete_referred(world, row)
        known = [one for one in world.list_entities(kind_of_rows(row)) if _fits(world, one, query)]
    size = expectation.size
    if size is None:
        sizes, odds = zip(*_SIZES, strict=True)
        size = rng.choices(sizes, odds)[0]
    if query.limit is not None:
        size = min(size, query.limit)
    least, most = row_limits(tool, row)
    size = min(max(size, least), most)
    if _belongs_to_new(world, query):
        size = len(known)  # what has just been made holds nothing but what was put into it
    wider = _find_wider(world, kind_of_rows(row), query)
    # A narrower listing gives its rows in the order in which the wider one has shown them.
    first = {entity: place for place, entity in enumerate(wider.members)} if wider else {}
    members = sorted(known, key=lambda entity: first.get(entity, len(first)))
    if wider is None:
        rng.shuffle(members)
        generator = EntityGenerator(world, expectation.demands)
        # Where the specification has examples of whole rows, there are no more than those.
        enough = generator.count_examples(row, query.constraints)
        missing = max(0, min(size - len(known), max(enough, least - len(known))))
        meant = None
        for number in range(missing):
            setting = world.setting.at(world.stream("row", key, number))
            fixed = expectation.draw_target(setting.rng) if number == 0 else {}
            if meant is not None and setting.rng.random() < expectation.alike:
                fixed = _share(world, row, meant, query, number)
            entity = _generate_row(generator, row, setting, query, fixed)
            if entity is not None and number == 0:
                meant = entity
            elif entity is not None:
                members.append(entity)
        # The one that is meant stands anywhere among the others.
        if meant is not None:
            members.insert(min(expectation.place, len(members)), meant)
        for number in range(expectation.misses):
            setting = world.setting.at(world.stream("miss", key, number))
            _generate_near_miss(generator, row, setting, query, number)
    return Extent(kind_of_rows(row), query.constraints, not query.free, tuple(members))


def _look_at_all(world: World, row: ResultNode, query: Query) -> None:
    """Draw what a query asks of things that have only been named so far: an order that was sent
    back was placed some day, and is listed if that day fits."""
    asked = {one.attribute for one in query.constraints}
    shown = {place.plain for place in row.fields}
    generator = EntityGenerator(world, {})
    for entity in world.list_entities(kind_of_rows(row)):
        if any(world.value(entity, name) is None for name in asked & shown):
            generator.complete(entity, row)


def _complete_referred(world: World, row: ResultNode) -> None:
    """Let things be there that others point to: the account of a card is among all accounts."""
    kind = kind_of_rows(row)
    own = next((one for one in row.fields if one.name == row.own), None)
    if own is None or id_noun(own.plain) != kind:
        return
    generator = EntityGenerator(world, {})
    pointing = [attributes.get(own.plain) for attributes in world.initial.entities.values()]
    for identity in list(dict.fromkeys(one for one in pointing if isinstance(one, str | int))):
        entity = (kind, str(identity))
        if world.knows(entity) or is_absent(world, entity) or entity in world.changes.gone:
            continue
        world.initial.entities[entity] = {}
        generator.complete(entity, row)
        if violates_extent(world, entity, kind):
            del world.initial.entities[entity]


def _belongs_to_new(world: World, query: Query) -> bool:
    """Whether a listing asks for what belongs to a thing that a call has made."""
    return any(
        (id_noun(one.attribute) or "", str(one.value)) in world.changes.made
        for one in query.constraints
    )


def may_show(world: World, entity: Entity, shape: ResultNode) -> bool:
    """Whether an object of this shape can tell of an entity as it is now.

    What is gone it cannot; what is over, such as a cancelled order, only if it has a place for that
    state.
    """
    ended = world.changes.ended.get(entity)
    return entity not in world.changes.gone and (ended is None or shape.tells_state(ended))


def _may_list(world: World, entity: Entity, row: ResultNode) -> bool:
    """Whether rows may tell of an entity: not without an id, nor by text where ids are numbers."""
    own = next((one for one in row.fields if one.name == row.own), None)
    if own is not None and (entity[1][:1] in "#+" or own.type_id(entity[1]) is None):
        return False
    return may_show(world, entity, row)


def kind_of_rows(row: ResultNode) -> str:
    """What kind of entity the rows are; what has no id is called by what its list is."""
    return row.noun or (row.nouns[0] if row.nouns else row.path)


def row_limits(tool: Tool, row: ResultNode) -> tuple[int, int]:
    """The least and the most rows that the schema of a listing allows."""
    for schema in find_schemas(tool.returns or {}, row.path.removesuffix("[]")):
        return int(schema.get("minItems", 0)), int(schema.get("maxItems", 10_000))
    return 0, 10_000


def _share(
    world: World, row: ResultNode, other: Entity, query: Query, number: int
) -> dict[str, JSON]:
    """One attribute of another row, of those that several may have: a person, a day, a kind.

    Of rows that stand in the specification as a whole only what may change.
    """
    kinds = _CHANGING if whole_examples(row.schema) else _SHARED_KINDS
    asked = {one.attribute for one in query.constraints}
    shared = {
        place.plain: value
        for place in row.fields
        if place.field is not None
        and place.field.kind in kinds
        and (place.plain in STATES or kinds is not _CHANGING or place.field.kind == "date")
        and place.name != row.own
        and place.plain not in asked
        and is_plain(value := world.value(other, place.plain))
        and value is not None
    }
    if not shared:
        return {}
    # One after the other, so that it takes several attributes to tell the row from all others.
    name = sorted(shared)[number % len(shared)]
    return {name: shared[name]}


def _generate_row(
    generator: EntityGenerator, row: ResultNode, setting: Setting, query: Query,
    fixed: Mapping[str, JSON],
) -> Entity | None:  # fmt: skip
    """A row that fits the query and belongs in no listing that is closed already."""
    for _ in range(_TRIES):
        entity = generator.generate(row, setting, fixed=fixed, constraints=query.constraints)
        if not violates_extent(generator.world, entity, kind_of_rows(row)):
            return entity
        del generator.world.initial.entities[entity]
    return None


def _generate_near_miss(
    generator: EntityGenerator, row: ResultNode, setting: Setting, query: Query, number: int
) -> None:
    """An entity that fulfils all constraints of a query but one."""
    attributes = {place.plain: place for place in row.fields}
    breakable = [one for one in query.constraints if one.attribute in attributes]
    if not breakable:
        return
    missed = breakable[number % len(breakable)]
    rest = tuple(one for one in query.constraints if one is not missed)
    try:
        entity = generator.generate(row, setting, constraints=rest, missed=missed)
    except NoValueError:
        return
    if has(generator.world, entity, missed) or violates_extent(
        generator.world, entity, kind_of_rows(row)
    ):
        del generator.world.initial.entities[entity]


def violates_extent(world: World, entity: Entity, kind: str) -> bool:
    """Whether a listing that has been closed would have had to give this entity, or somebody has
    asked for such a thing and there was none."""
    return is_missed(world, entity) or any(
        extent.closed
        and extent.kind == kind
        and all(has(world, entity, one) for one in extent.constraints)
        for extent in world.initial.extents.values()
    )


def _find_wider(world: World, kind: str, query: Query) -> Extent | None:
    """A wider listing that has shown already all that there is; None where there is none."""
    if query.free:
        return None
    return next(
        (
            extent
            for extent in world.initial.extents.values()
            if extent.closed
            and extent.kind == kind
            and all(_follows(one, query) for one in extent.constraints)
        ),
        None,
    )


def _follows(constraint: Constraint, query: Query) -> bool:
    """Whether what fulfils a query fulfils a constraint: who asks for at most 30 gets no 60."""
    return any(
        one == constraint
        or (
            one.attribute == constraint.attribute
            and one.operator == constraint.operator in (">=", "<=")
            and fulfils(constraint, one.value)
        )
        for one in query.constraints
    )


def _fits(world: World, entity: Entity, query: Query) -> bool:
    return all(has(world, entity, one) for one in query.constraints)
