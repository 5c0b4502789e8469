"""Entities are drawn: with an id of their own, and attributes that belong together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from digit_tc.language.entities import Entity, id_noun, is_plain, plain_name
from digit_tc.language.words import split_identifier
from digit_tc.records import JSON
from digit_tc.semantics.facts import admits
from digit_tc.values.examples import plain_examples, whole_examples
from digit_tc.values.invent import NoValueError
from digit_tc.values.setting import Setting
from digit_tc.world.chronology import put_in_order
from digit_tc.world.result_schema import ResultNode
from digit_tc.world.scalars import FAULTS, Schema, break_constraint, draw_scalar, fulfils
from digit_tc.world.settled import is_absent
from digit_tc.world.state import ME, Attributes, Constraint, Origin, Relation, World

_SIZES = ((1, 0.2), (2, 0.4), (3, 0.4))
_DEPTH = 5
_ANY_NUMBER = 1_000
_SINCE = frozenset("changed updated modified created edited saved uploaded added".split())
_MAKERS = frozenset("owner organizer organiser creator author host".split())
"""Who a thing is of that somebody has made."""
_WAYS_TO_REACH = frozenset(("email", "phone", "username"))


@dataclass(frozen=True, slots=True)
class EntityGenerator:
    """Draws entities for one world; `demands` are schemas of parameters that places will serve, by
    path pattern in the result."""

    world: World
    demands: Mapping[str, tuple[Schema, ...]]

    def generate(
        self,
        shape: ResultNode,
        setting: Setting,
        *,
        fixed: Mapping[str, JSON] | None = None,
        constraints: Sequence[Constraint] = (),
        missed: Constraint | None = None,
    ) -> Entity:
        """A new entity of the kind that a place holds, noted in the initial world.

        `fixed` are attributes that are settled, `constraints` what it must fulfil, `missed` what it
        must not fulfil. Raises NoValueError.
        """
        entity = self._identify(shape, setting)
        attributes: Attributes = dict(fixed or {})
        for constraint in constraints:
            if constraint.operator == "=" and constraint.attribute not in attributes:
                attributes[constraint.attribute] = constraint.value
        self.world.initial.entities[entity] = (
            attributes  # noted first: what it holds may point back
        )
        attributes.update(self._attributes(shape, setting, attributes, constraints, missed))
        return entity

    def complete(self, entity: Entity, shape: ResultNode) -> None:
        """Draw what a place tells of an entity and nothing has told yet, so that it belongs
        together."""
        known = {
            **self.world.drawn(entity),
            **self.world.changes.changed.get(entity, {}),
        }
        missing = [one for one in shape.fields if one.name != shape.own and one.plain not in known]
        origin = self.world.changes.origins.get(entity)
        if not missing or (len(missing) < 2 and origin is None):
            return
        setting = self.world.setting.at(self.world.stream(*entity, shape.path, len(known)))
        told: Attributes = {}
        if origin is not None:
            told = {**_told_by_origin(shape, origin, known), **self._made_now(shape, known)}
        drawn = {**self._attributes(shape, setting, {**known, **told}, (), None), **told}
        attributes = self.world.drawn(entity)
        attributes.update({name: value for name, value in drawn.items() if name not in known})

    def _made_now(self, shape: ResultNode, known: Attributes) -> Attributes:
        """What is so of a thing that was made today by whoever is signed in."""
        told: Attributes = {}
        for place in shape.fields:
            words = set(split_identifier(place.plain))
            if place.field is None or place.plain in known:
                continue
            if place.field.kind == "date" and words & _SINCE:
                value: JSON = self.world.today.isoformat()
            elif place.field.kind == "person_name" and words & _MAKERS:
                value = self.world.initial.answers.get(ME)
                if value is None:
                    setting = self.world.setting.at(self.world.stream(ME))
                    value = self._scalar(place, setting, (), ())
                    self.world.initial.answers[ME] = value
            else:
                continue
            if value is not None and admits(place.schema, value):
                told[place.plain] = value
        return told

    def draw_value(self, place: ResultNode, setting: Setting, depth: int = 0) -> Any:
        """A value for a place that belongs to no entity yet. Raises NoValueError."""
        if place.form == "object":
            if place.own and depth <= _DEPTH:
                return Relation((self.generate(place, setting),), many=False)
            return self.draw_object(place, setting, {}, depth)
        if place.form == "array":
            return self._list(place, setting, depth)
        assert place.field is not None  # noqa: S101
        return self._scalar(place, setting, (), ())

    def _identify(self, shape: ResultNode, setting: Setting) -> Entity:
        if not shape.own:
            kind = _kind_of(shape)
            count = sum(one[0] == kind for one in self.world.initial.entities)
            return (kind, f"#{count + 1}")
        place = next(one for one in shape.fields if one.name == shape.own)
        for _ in range(20):
            assert place.field is not None  # noqa: S101
            value = draw_scalar(place.field, setting, demanded=self.demands.get(place.path, ()))
            entity = (shape.noun, str(value))
            if self.world.knows(entity) or entity in self.world.changes.gone:
                continue
            if not is_absent(self.world, entity):
                return entity
        raise NoValueError(place.path)

    def _attributes(
        self, shape: ResultNode, setting: Setting, settled: Attributes,
        constraints: Sequence[Constraint], missed: Constraint | None,
    ) -> Attributes:  # fmt: skip
        example = self._example(shape, setting, settled, constraints, missed)
        who = _find_person(shape, {**example, **settled})
        if who is not None:
            setting.cast = [who]  # the address of an entity is that of its person
        drawn: Attributes = {}
        for place in shape.fields:
            name = place.plain
            if place.name == shape.own or name in FAULTS:
                continue
            mine = [one for one in constraints if one.attribute == name]
            if missed is not None and missed.attribute == name and place.field is not None:
                broken = break_constraint(missed, place.field, setting)
                if broken is not None:
                    drawn[name] = broken
                    continue
            if name in settled and name not in drawn:
                if place.field is None or admits(place.schema, settled[name]):
                    continue
                drawn[name] = self._scalar(place, setting, mine, (), pointing=True)
            elif name in example and self._may_serve(place, example[name]):
                drawn[name] = example[name]
            elif place.form == "scalar":
                taken = self._taken(shape, name)
                drawn[name] = self._scalar(place, setting, mine, taken, pointing=True)
            else:
                drawn[name] = self.draw_value(place, setting, 1)
        fixed = settled.keys() | {one.attribute for one in constraints}
        put_in_order(drawn, fixed.__contains__)
        return drawn

    def _taken(self, shape: ResultNode, name: str) -> list[JSON]:
        """What others of the kind have there, which makes them easy to take for each other."""
        return [
            value
            for one in self.world.list_entities(shape.noun or _kind_of(shape))
            if (value := self.world.value(one, name)) is not None
        ][-24:]

    def _scalar(
        self, place: ResultNode, setting: Setting, constraints: Sequence[Constraint],
        avoid: Sequence[JSON], *, pointing: bool = False,
    ) -> JSON:  # fmt: skip
        """A value; with `pointing` an id is that of another thing, which exists."""
        assert place.field is not None  # noqa: S101
        noun = id_noun(place.name)
        demanded = self.demands.get(place.path, ())
        if noun and place.field.kind == "identifier":
            shown = self._list_shown(noun) if pointing else ()
            # What calls have made was not there when this came about.
            known = shown or [
                one for one in self.world.list_entities(noun) if one not in self.world.changes.made
            ]
            if known and (shown or (not demanded and setting.rng.random() < 0.5)):
                value = place.type_id(setting.rng.choice(known)[1])
                if value is not None and all(
                    admits(one, value) for one in (place.schema, *demanded)
                ):
                    return value
        free = () if place.field.choices or place.field.kind == "boolean" else avoid
        return draw_scalar(
            place.field, setting, demanded=demanded, constraints=constraints, avoid=free
        )

    def _list_shown(self, kind: str) -> Sequence[Entity]:
        """All things of a kind, where a listing has shown all that there are; none otherwise."""
        return next(
            (
                one.members
                for one in self.world.initial.extents.values()
                if one.closed and one.kind == kind and not one.constraints
            ),
            (),
        )

    def draw_object(
        self, place: ResultNode, setting: Setting, given: Mapping[str, JSON], depth: int = 0
    ) -> dict[str, Any]:
        """Values that belong together for an object that is no entity, by field.

        `given` are those that are settled already. Raises NoValueError.
        """
        settled = {plain_name(name): value for name, value in given.items()}
        example = self._example(place, setting, settled, (), None)
        who = _find_person(place, {**example, **settled})
        if who is not None:
            setting.cast = [who]
        made: dict[str, Any] = dict(given)
        for inner in place.fields:
            if inner.name in made or (inner.plain in FAULTS and not inner.required):
                continue
            if inner.plain in example and self._may_serve(inner, example[inner.plain]):
                made[inner.name] = example[inner.plain]
            elif depth < _DEPTH or inner.required:
                made[inner.name] = self.draw_value(inner, setting, depth + 1)
        put_in_order(made, given.__contains__)
        return {one.name: made[one.name] for one in place.fields if one.name in made}

    def _list(self, place: ResultNode, setting: Setting, depth: int) -> Any:
        item = place.item
        if item is None or depth > _DEPTH:
            return []
        sizes, odds = zip(*_SIZES, strict=True)
        size = setting.rng.choices(sizes, odds)[0]
        size = max(size, place.schema.get("minItems", 0))
        size = min(size, place.schema.get("maxItems", size))
        if item.form == "object" and item.own:
            return Relation(tuple(self.generate(item, setting) for _ in range(size)), many=True)
        made: list[Any] = []
        for _ in range(size):
            value = self.draw_value(item, setting, depth + 1)
            if value not in made:
                made.append(value)
        return made

    def _example(
        self, shape: ResultNode, setting: Setting, settled: Mapping[str, Any],
        constraints: Sequence[Constraint], missed: Constraint | None,
    ) -> Mapping[str, JSON]:  # fmt: skip
        """A row of the specification's own that fits, and that nothing else has taken."""
        wanted = [one for one in constraints if missed is None or one.attribute != missed.attribute]
        fresh = self._fresh_examples(shape, settled, wanted)
        if fresh:
            return setting.rng.choice(fresh)
        # A place of another cuisine will do, with the cuisine that is asked for: one of another
        # declared kind would not.
        asked = {one.attribute for one in wanted}
        declared = {
            one.plain for one in shape.fields if one.field is not None and one.field.choices
        }
        others = self._fresh_examples(shape, {}, ()) if asked and not asked & declared else []
        if not others or _find_person(shape, settled) is not None:
            return {}
        chosen = setting.rng.choice(others)
        return {k: v for k, v in chosen.items() if k not in asked and k not in settled}

    def count_examples(self, shape: ResultNode, constraints: Sequence[Constraint]) -> int:
        """How many new rows the specification's own examples give: at least two, and any number
        where it has none."""
        if not whole_examples(shape.schema):
            return _ANY_NUMBER
        return max(2, len(self._fresh_examples(shape, {}, constraints)))

    def _fresh_examples(
        self, shape: ResultNode, settled: Mapping[str, Any], wanted: Sequence[Constraint]
    ) -> list[Mapping[str, JSON]]:
        agreeing = [
            one
            for one in plain_examples(shape.schema)
            if all(one.get(name, value) == value for name, value in settled.items())
            and all(fulfils(c, one[c.attribute]) for c in wanted if c.attribute in one)
        ]
        if not agreeing:
            return []
        taken = [
            self.world.initial.entities[one]
            for one in self.world.list_entities(shape.noun)
            if one in self.world.initial.entities
        ] if shape.own else []  # fmt: skip
        return [
            one
            for one in agreeing
            if not any(all(row.get(k) == v for k, v in one.items()) for row in taken)
        ]

    def _may_serve(self, place: ResultNode, value: JSON) -> bool:
        demanded = self.demands.get(place.path, ())
        if place.form == "array" and not is_plain(value):
            return False
        return admits(place.schema, value) and all(admits(one, value) for one in demanded)


def _told_by_origin(shape: ResultNode, origin: Origin, known: Attributes) -> Attributes:
    """What is known of something by how it was made: what `book_hotel` made is of the kind hotel,
    and is called what the hotel is called."""
    words = set(split_identifier(origin.tool))
    told: Attributes = {}
    for place in shape.fields:
        if place.field is None or place.plain in known or place.name == shape.own:
            continue
        named = [one for one in place.field.choices if words & set(split_identifier(str(one)))]
        if len(named) == 1:
            told[place.plain] = named[0]
        elif place.plain in ("name", "title") and origin.name and admits(place.schema, origin.name):
            told[place.plain] = origin.name
    return told


def _kind_of(shape: ResultNode) -> str:
    """What kind of entity an object is that has no id of its own."""
    return shape.nouns[0] if shape.nouns else shape.path


def _find_person(shape: ResultNode, known: Mapping[str, Any]) -> str | None:
    """The person that an entity is or belongs to, where that is known."""
    kinds = {one.plain: one.field.kind for one in shape.fields if one.field is not None}
    reachable = not _WAYS_TO_REACH.isdisjoint(kinds.values())
    for name, kind in kinds.items():
        value = known.get(name)
        if isinstance(value, str) and (kind == "person_name" or (kind == "name" and reachable)):
            return value
    return None
