"""The facts of one conversation, so that no result contradicts what was said before."""

from __future__ import annotations

from collections.abc import Mapping

from digit_tc.graph.addressed import addressed_by, told_by
from digit_tc.language.entities import id_noun, is_plain, own_entity, plain_name
from digit_tc.language.words import split_identifier
from digit_tc.records import JSON, Tool
from digit_tc.records.paths import find, put, take_first
from digit_tc.semantics import profile_of
from digit_tc.semantics.facts import (
    Entity,
    Fact,
    admits,
    created_by,
    facts_stated,
    removed_by,
    touches,
)

Told = tuple[tuple[Entity, ...], tuple[Fact, ...]]
"""What a result says: the entities that it describes, and the facts (`addressed.told_by`)."""


_CHANGING = frozenset({"status", "outcome"})


def names_its_entity(fact: Fact) -> bool:
    """Whether a fact says what an entity is called: `name`, `title`, `movie_title` of a movie."""
    kind, _ = fact.entity
    return isinstance(fact.value, str) and fact.attribute in (
        "name", "title", f"{kind}_name", f"{kind}_title",
    )  # fmt: skip


def _stays(fact: Fact, tool: Tool, arguments: Mapping[str, JSON]) -> bool:
    """Whether an update leaves an attribute alone: a loan that is extended is still of that book.

    Ids and names stay, unless the call gives a new one or the tool is named after them. Where the
    result is inferred, nothing says that anything else changes.
    """
    noun = id_noun(fact.attribute)
    if tool.returns_origin == "inferred" and fact.attribute not in _CHANGING:
        return fact.attribute not in {plain_name(name) for name in arguments}
    if profile_of(tool).effect != "update" or (noun is None and not names_its_entity(fact)):
        return False
    given = {plain_name(name) for name in arguments}
    return fact.attribute not in given and (
        noun is None or noun == fact.entity[0] or noun not in split_identifier(tool.name)
    )


class Ledger:
    """(entity, attribute) → value, as stated by results and by arguments so far."""

    def __init__(self) -> None:
        self._values: dict[tuple[Entity, str], JSON] = {}
        self._removed: set[Entity] = set()
        self._known: dict[str, list[str]] = {}
        self._named: dict[tuple[str, str], Entity] = {}
        self._parts: dict[tuple[Entity, str], JSON] = {}

    def ids(self, kind: str) -> list[str]:
        """Ids of the entities of a kind that are known and not removed, oldest first."""
        return [i for i in self._known.get(kind, ()) if (kind, i) not in self._removed]

    def value(self, entity: Entity, attribute: str) -> JSON:
        """What is known of an attribute of an entity; None where nothing is."""
        return self._values.get((entity, attribute))

    def called(self, kind: str, name: str) -> Entity | None:
        """The first entity of a kind that went by a name; None where there is none, or no more."""
        entity = self._named.get((kind, name.casefold()))
        return None if entity in self._removed else entity

    def reconcile(
        self, told: Told, tool: Tool, arguments: Mapping[str, JSON], result: dict[str, JSON]
    ) -> bool:
        """Put what is known in place of what a freshly invented result says otherwise.

        `told` is what the result says; returns whether it says something else now.
        """
        changed = False
        for fact in told[1]:
            known = self._values.get((fact.entity, fact.attribute))
            if known is None or known == fact.value or not fact.path:
                continue
            changes = not profile_of(tool).reads and touches(tool, arguments, result, fact.entity)
            if changes and not _stays(fact, tool, arguments):
                continue
            if admits(fact.schema, known):
                put(result, fact.path, known)
                changed = True
        return changed

    def settle_parts(
        self,
        result: dict[str, JSON],
        tool: Tool,
        arguments: Mapping[str, JSON],
        demands: Mapping[str, tuple[Mapping[str, JSON], ...]],
    ) -> None:
        """Let the lists of objects in a result be those that the call gave, or that were told
        before of the same entity.

        `demands` are schemas that later calls need at a place; what does not fit them stays new.
        """
        entity = own_entity(profile_of(tool).names, result)
        properties = (tool.returns or {}).get("properties", {})
        for name in [name for name, value in result.items() if not is_plain(value)]:
            known = arguments.get(name, self._parts.get((entity, name)) if entity else None)
            whole = {**result, name: known}
            if (
                known
                and admits(properties.get(name, {}), known)
                and all(
                    admits(one, find(whole, take_first(path)))
                    for path, schemas in demands.items()
                    if path.startswith(f"{name}[")
                    for one in schemas
                )
            ):
                result[name] = known
            if entity is not None:
                self._parts[entity, name] = result[name]

    def record(
        self, told: Told, tool: Tool, arguments: Mapping[str, JSON], result: Mapping[str, JSON]
    ) -> None:
        """Take down what a call and its result make true."""
        asked = addressed_by(tool, arguments)
        if asked is not None and asked not in told[0]:
            told = told_by(dict(result), tool, arguments)
        entities, facts = told
        for entity in entities:
            ids = self._known.setdefault(entity[0], [])
            if entity[1] not in ids:
                ids.append(entity[1])
        for fact in facts:
            self._values[fact.entity, fact.attribute] = fact.value
            if names_its_entity(fact):
                self._named.setdefault((fact.entity[0], str(fact.value).casefold()), fact.entity)
        for fact in facts_stated(arguments, result, tool, entities):
            self._values[fact.entity, fact.attribute] = fact.value
        created = created_by(arguments, result, tool, entities)
        if created is not None:
            self._removed.discard(created)
        self._removed.update(removed_by(arguments, tool))
