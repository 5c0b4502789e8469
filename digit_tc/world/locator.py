"""Which entity a call is about, and which rows it asks for, by its arguments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from digit_tc.language.entities import Entity, id_noun, is_plain, plain_name
from digit_tc.language.words import singular
from digit_tc.records import JSON, Tool
from digit_tc.records.profile import Key
from digit_tc.semantics import profile_of
from digit_tc.world.result_schema import ResultNode
from digit_tc.world.scalars import LIMITS, fulfils
from digit_tc.world.state import Constraint, World

_PAGES = frozenset("page offset cursor page_token start skip next_token page_number".split())


@dataclass(frozen=True, slots=True)
class Locator:
    """The entity that a call names."""

    kind: str
    """What kind of entity it is."""
    identity: JSON = None
    """Its id; None where it is named by what it is called."""
    constraints: tuple[Constraint, ...] = ()
    """What it is called, and what else it has."""

    @property
    def said(self) -> str:
        """The entity in words, for an error."""
        if self.identity is not None:
            return f"{self.kind} {self.identity}"
        return f"{self.kind} {' '.join(str(one.value) for one in self.constraints)}"


@dataclass(frozen=True, slots=True)
class Query:
    """What a listing asks for."""

    constraints: tuple[Constraint, ...]
    """What rows must have."""
    free: bool
    """Whether something else narrows it that cannot be told from a row: a text, a radius."""
    limit: int | None
    """The most rows that are wanted."""


def locator_of(tool: Tool, arguments: Mapping[str, JSON], main: ResultNode) -> Locator | None:
    """The entity that a call reads or changes; None where its arguments name none."""
    profile = profile_of(tool)
    keys = [key for key in profile.keys if arguments.get(key.parameter) is not None]
    keys = [key for key in keys if is_plain(arguments[key.parameter])]
    own = [key for key in keys if _is_own(key, tool)] or keys[:1]
    if not own:
        return None
    ids = [key for key in own if id_noun(plain_name(key.parameter)) is not None]
    chosen = (ids or own)[-1]
    kind = _kind_of(chosen, tool)
    rest = tuple(
        Constraint(_attribute(key.parameter, kind, main), "=", arguments[key.parameter])
        for key in own
        if key is not chosen
    )
    value = arguments[chosen.parameter]
    if isinstance(value, list | bool):
        return None
    if chosen in ids or _holds_id(chosen, main):
        return Locator(kind, value, rest)
    called = Constraint(_attribute(chosen.parameter, kind, main), "=", value)
    return Locator(kind, None, (called, *rest))


def find_entity(
    world: World, locator: Locator, *, only_changed: bool = False
) -> Entity | None:  # fmt: skip
    """The entity that a locator names; None where there is none (any more).

    With `only_changed` nothing counts but what calls have made or changed.
    """
    changed = world.changes.changed
    if locator.identity is not None:
        entity = (locator.kind, str(locator.identity))
        there = world.knows(entity) and (not only_changed or entity in changed)
        return entity if there else None
    for entity in world.list_entities(locator.kind):
        if only_changed and entity not in changed:
            continue
        if all(has(world, entity, one) for one in locator.constraints):
            return entity
    return None


def query_of(tool: Tool, arguments: Mapping[str, JSON], row: ResultNode) -> Query:
    """What a call of a listing asks for."""
    profile = profile_of(tool)
    attributes = [place.plain for place in row.fields]
    constraints: list[Constraint] = []
    free, limit = False, None
    filters = {one.parameter: one for one in profile.filters}
    keys = {one.parameter for one in profile.keys}
    for name, value in arguments.items():
        plain = plain_name(name)
        if name in tool.session or plain in _PAGES:
            continue
        if plain in LIMITS and isinstance(value, int) and not isinstance(value, bool):
            limit = value if value > 0 else None
        elif name in filters and is_plain(value):
            one = filters[name]
            attribute = _matching(plain_name(one.attribute), attributes)
            if one.operator == "text":
                # Not everything that fits a text need be found, but what is found has it.
                free = True
                if attribute is not None:
                    constraints.append(Constraint(attribute, "=", value))
            elif attribute is None and one.operator != "=":
                free = True
            else:
                attribute = attribute or plain_name(one.attribute)
                constraints.append(Constraint(attribute, one.operator, value))
        elif (name in keys and is_plain(value) and not isinstance(value, list)) or (
            plain in attributes and is_plain(value)
        ):
            constraints.append(Constraint(plain, "=", value))
        else:
            free = True
    return Query(tuple(constraints), free, limit)


def _is_own(key: Key, tool: Tool) -> bool:
    profile = profile_of(tool)
    noun = id_noun(plain_name(key.parameter))
    nouns = (*profile.objects, *profile.names, *profile.makes)
    return key.entity == profile.entity or (bool(noun) and noun in nouns)


def _kind_of(key: Key, tool: Tool) -> str:
    noun = id_noun(plain_name(key.parameter))
    if noun:
        return noun
    if key.entity:
        return singular(key.entity.split()[-1])
    return profile_of(tool).noun


def _holds_id(key: Key, main: ResultNode) -> bool:
    """Whether what a parameter takes is the very id that the result shows."""
    return bool(main.own) and plain_name(main.own) == plain_name(key.parameter)


def _attribute(parameter: str, kind: str, main: ResultNode) -> str:
    plain = plain_name(parameter)
    attributes = [place.plain for place in main.fields]
    bare = plain.removeprefix(f"{kind}_")
    return _matching(plain, attributes) or _matching(bare, attributes) or plain


def _matching(name: str, attributes: list[str]) -> str | None:
    """The attribute of a name: the same, or the only one that begins or ends with it."""
    if name in attributes:
        return name
    close = [one for one in attributes if one.startswith(f"{name}_") or one.endswith(f"_{name}")]
    return close[0] if len(close) == 1 else None


def has(world: World, entity: Entity, constraint: Constraint) -> bool:
    value = world.value(entity, constraint.attribute)
    return value is not None and fulfils(constraint, value)
