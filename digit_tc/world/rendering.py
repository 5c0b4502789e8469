"""From entities to results: the fields of an answer, in the shape that its tool declares."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from digit_tc.language.entities import Entity, is_plain, plain_name
from digit_tc.records import JSON, Tool
from digit_tc.semantics.facts import admits
from digit_tc.values.fields import type_of
from digit_tc.world.expectation import Expectation
from digit_tc.world.generation import EntityGenerator
from digit_tc.world.result_schema import MOST_FIELDS, ResultNode
from digit_tc.world.scalars import COUNTS, draw_outcome
from digit_tc.world.state import Relation, World, name_call

_OWN_WORDS = frozenset({"message", "success", "error", "ok", "result", "results", "response"})


@dataclass(frozen=True, slots=True)
class Renderer:
    """One answer being put together."""

    world: World
    tool: Tool
    arguments: Mapping[str, JSON]
    expectation: Expectation
    shown: tuple[str, ...] = ()
    """Paths that are shown in any case."""

    @property
    def generator(self) -> EntityGenerator:
        """Draws what nothing has told yet."""
        return EntityGenerator(self.world, self.expectation.demands)

    def render(self, place: ResultNode, value: Any) -> JSON:
        """A value of the world in the form of a place."""
        if isinstance(value, Relation):
            inner = place.item if place.form == "array" else place
            if inner is None:
                return []
            shown = [
                self.render_entity(inner, one) for one in value.entities if self.world.knows(one)
            ]
            return shown if value.many else (shown[0] if shown else None)
        if isinstance(value, dict):
            fields = {one.name: one for one in place.fields}
            return {
                name: self.render(fields[name], inner) if name in fields else inner
                for name, inner in value.items()
            }
        return value

    def render_entity(self, shape: ResultNode, entity: Entity, prefix: str = "") -> dict[str, JSON]:
        """An object that tells an entity; `prefix` sets its attributes apart from those that other
        tools tell of the same entity."""
        if not prefix:
            self.generator.complete(entity, shape)
        told: dict[str, JSON] = {}
        for place in self.select_fields(shape):
            if place.name == shape.own or self._is_id_of(place, entity):
                told[place.name] = self.render_id(place, entity)
                continue
            told[place.name] = self.render_attribute(place, entity, prefix)
        return told

    def render_attribute(self, place: ResultNode, entity: Entity, prefix: str = "") -> JSON:
        """An attribute of an entity in the form of a place."""
        known = self.world.value(entity, prefix + place.plain)
        if known is None and prefix.endswith("]."):
            # What is known of it already stays so, whatever else was asked.
            known = self.world.value(entity, place.plain)
        if known is None or not (isinstance(known, Relation) or admits(place.schema, known)):
            key = prefix + place.plain if known is None else f"{self.tool.key}.{place.plain}"
            known = self.world.value(entity, key)
            if known is None:
                setting = self.world.setting.at(self.world.stream(*entity, key))
                known = self.generator.draw_value(place, setting)
                self.world.drawn(entity)[key] = known
        return self.render(place, known)

    def draw_field(self, place: ResultNode, *, outcome: bool = False, ended: bool = False) -> JSON:
        """A part of the answer that is about no entity: drawn once for these arguments."""
        moment = f"@{self.world.changes.writes}" if outcome else ""
        key = f"{name_call(self.tool, self.arguments)}{moment} {place.path}"
        answers = self.world.initial.answers
        if key not in answers:
            setting = self.world.setting.at(self.world.stream("answer", key))
            if outcome and place.field is not None and place.path not in self.expectation.demands:
                answers[key] = draw_outcome(place.field, setting, ended=ended)
            else:
                answers[key] = self.generator.draw_value(place, setting)
        return self.render(place, answers[key])

    def draw_object(self, place: ResultNode) -> dict[str, JSON]:
        """The fields of an object that is no entity: drawn together once for these arguments."""
        given = {
            inner.name: said
            for inner in self.select_fields(place)
            if (said := self.echo_argument(inner)) is not None
        }
        key = f"{name_call(self.tool, self.arguments)} {place.path}."
        answers = self.world.initial.answers
        if key not in answers:
            setting = self.world.setting.at(self.world.stream("answer", key))
            answers[key] = self.generator.draw_object(place, setting, given)
        return {
            inner.name: self.render(inner, answers[key][inner.name])
            for inner in self.select_fields(place)
            if inner.name in answers[key]
        }

    def echo_argument(self, place: ResultNode) -> JSON:
        """The argument that a field of the answer repeats; None where it repeats none."""
        if place.plain in _OWN_WORDS:
            return None
        for name, value in self.arguments.items():
            if plain_name(name) == place.plain and is_plain(value):
                return value if admits(place.schema, value) else None
        return None

    def render_listing(
        self, root: ResultNode, row: ResultNode, rows: list[JSON]
    ) -> dict[str, JSON]:
        """The whole result of a listing."""
        told: dict[str, JSON] = {}
        for place in self.select_fields(root):
            if place.item is row:
                told[place.name] = list(rows)
            elif row.path.startswith(f"{place.path}.") and place.form == "object":
                told[place.name] = dict(self.render_listing(place, row, rows))
            elif place.plain in COUNTS and type_of(place.schema) == "integer":
                told[place.name] = len(rows)
            else:
                said = self.echo_argument(place)
                told[place.name] = said if said is not None else self.draw_field(place)
        return told

    def select_fields(self, shape: ResultNode) -> tuple[ResultNode, ...]:
        """The fields that an object shows: all that are needed, and no more than can be read."""
        if len(shape.fields) <= MOST_FIELDS:
            return shape.fields
        demanded = [path.split("[]")[0] for path in self.shown]
        needed = [
            place
            for place in shape.fields
            if place.required
            or place.name == shape.own
            or any(path == place.path or path.startswith(f"{place.path}.") for path in demanded)
            or place.path in self.shown
        ]
        rest = [place for place in shape.fields if place not in needed]
        chosen = {id(one) for one in (*needed, *rest[: max(0, MOST_FIELDS - len(needed))])}
        return tuple(place for place in shape.fields if id(place) in chosen)

    def render_id(self, place: ResultNode, entity: Entity) -> JSON:
        """The id of an entity in the form of a place; as text where that has no form for it."""
        typed = place.type_id(entity[1])
        return entity[1] if typed is None else typed

    def _is_id_of(self, place: ResultNode, entity: Entity) -> bool:
        return place.plain == f"{entity[0]}_id" and place.form == "scalar"
