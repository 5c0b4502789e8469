"""From things to results: the fields of an answer, in the shape that its tool declares."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from digit_tc.language.entities import is_plain, plain_name
from digit_tc.records import JSON, Tool, canonical_json
from digit_tc.semantics.facts import admits
from digit_tc.values.fields import type_of
from digit_tc.world.births import Births
from digit_tc.world.scalars import COUNTS, draw_outcome
from digit_tc.world.shapes import Shape
from digit_tc.world.state import Thing, Things, World
from digit_tc.world.wish import Wish

MOST_FIELDS = 12
_OWN_WORDS = frozenset({"message", "success", "error", "ok", "result", "results", "response"})


@dataclass(frozen=True, slots=True)
class Writing:
    """One answer being put together."""

    world: World
    tool: Tool
    arguments: Mapping[str, JSON]
    wish: Wish

    @property
    def births(self) -> Births:
        """Draws what nothing has told yet."""
        return Births(self.world, self.wish.demands)

    def show(self, place: Shape, value: Any) -> JSON:
        """A value of the world in the form of a place."""
        if isinstance(value, Things):
            inner = place.item if place.form == "array" else place
            if inner is None:
                return []
            shown = [self.thing(inner, one) for one in value.things if self.world.knows(one)]
            return shown if value.many else (shown[0] if shown else None)
        if isinstance(value, dict):
            fields = {one.name: one for one in place.fields}
            return {
                name: self.show(fields[name], inner) if name in fields else inner
                for name, inner in value.items()
            }
        return value

    def thing(self, shape: Shape, thing: Thing, prefix: str = "") -> dict[str, JSON]:
        """An object that tells a thing; `prefix` sets its attributes apart from those that other
        tools tell of the same thing."""
        if not prefix:
            self.births.complete(thing, shape)
        told: dict[str, JSON] = {}
        for place in self.shown(shape):
            if place.name == shape.own or self._is_id_of(place, thing):
                told[place.name] = self.identity(place, thing)
                continue
            told[place.name] = self.attribute(place, thing, prefix)
        return told

    def attribute(self, place: Shape, thing: Thing, prefix: str = "") -> JSON:
        """An attribute of a thing in the form of a place."""
        known = self.world.value(thing, prefix + place.plain)
        if known is None or not (isinstance(known, Things) or admits(place.schema, known)):
            key = prefix + place.plain if known is None else f"{self.tool.key}.{place.plain}"
            known = self.world.value(thing, key)
            if known is None:
                setting = self.world.setting.at(self.world.stream(*thing, key))
                known = self.births.value(place, setting)
                self.world.ground.things.setdefault(thing, {})[key] = known
        return self.show(place, known)

    def free(self, place: Shape, *, outcome: bool = False, ended: bool = False) -> JSON:
        """A part of the answer that is about no thing: drawn once for these arguments."""
        given = canonical_json(dict(self.arguments)).decode()
        moment = f"@{self.world.state.writes}" if outcome else ""
        key = f"{self.tool.key} {given}{moment} {place.path}"
        answers = self.world.ground.answers
        if key not in answers:
            setting = self.world.setting.at(self.world.stream("answer", key))
            if outcome and place.field is not None and place.path not in self.wish.demands:
                answers[key] = draw_outcome(place.field, setting, ended=ended)
            else:
                answers[key] = self.births.value(place, setting)
        return self.show(place, answers[key])

    def echo(self, place: Shape) -> JSON:
        """The argument that a field of the answer repeats; None where it repeats none."""
        if place.plain in _OWN_WORDS:
            return None
        for name, value in self.arguments.items():
            if plain_name(name) == place.plain and is_plain(value):
                return value if admits(place.schema, value) else None
        return None

    def listing(self, root: Shape, row: Shape, rows: list[JSON]) -> dict[str, JSON]:
        """The whole result of a listing."""
        told: dict[str, JSON] = {}
        for place in self.shown(root):
            if place.item is row:
                told[place.name] = list(rows)
            elif row.path.startswith(f"{place.path}.") and place.form == "object":
                told[place.name] = dict(self.listing(place, row, rows))
            elif place.plain in COUNTS and type_of(place.schema) == "integer":
                told[place.name] = len(rows)
            else:
                said = self.echo(place)
                told[place.name] = said if said is not None else self.free(place)
        return told

    def shown(self, shape: Shape) -> tuple[Shape, ...]:
        """The fields that an object shows: all that are needed, and no more than can be read."""
        if len(shape.fields) <= MOST_FIELDS:
            return shape.fields
        demanded = [path.split("[]")[0] for path in self.wish.demands]
        needed = [
            place
            for place in shape.fields
            if place.required
            or place.name == shape.own
            or any(path == place.path or path.startswith(f"{place.path}.") for path in demanded)
            or place.path in self.wish.demands
        ]
        rest = [place for place in shape.fields if place not in needed]
        chosen = {id(one) for one in (*needed, *rest[: max(0, MOST_FIELDS - len(needed))])}
        return tuple(place for place in shape.fields if id(place) in chosen)

    def identity(self, place: Shape, thing: Thing) -> JSON:
        """The id of a thing in the form of a place; as text where the place has no form for it."""
        typed = place.type_id(thing[1])
        return thing[1] if typed is None else typed

    def _is_id_of(self, place: Shape, thing: Thing) -> bool:
        return place.plain == f"{thing[0]}_id" and place.form == "scalar"
