"""The facts of one conversation, so that no result contradicts what was said before."""

from __future__ import annotations

from collections.abc import Mapping

from digit_tc.language.facts import (
    Entity,
    admits,
    created_by,
    entities_in,
    facts_in,
    facts_stated,
    is_mutation,
    removed_by,
    touches,
)
from digit_tc.records import JSON, Tool
from digit_tc.writers.grammar.paths import put


class Ledger:
    """(entity, attribute) → value, as stated by results and by arguments so far."""

    def __init__(self) -> None:
        self._values: dict[tuple[Entity, str], JSON] = {}
        self._removed: set[Entity] = set()
        self._known: dict[str, list[str]] = {}

    def ids(self, kind: str) -> list[str]:
        """Ids of the entities of a kind that are known and not removed, oldest first."""
        return [i for i in self._known.get(kind, ()) if (kind, i) not in self._removed]

    def reconcile(self, tool: Tool, arguments: Mapping[str, JSON], result: dict[str, JSON]) -> None:
        """Put what is known in place of what a freshly invented result says otherwise."""
        for fact in facts_in(result, tool, arguments):
            known = self._values.get((fact.entity, fact.attribute))
            if known is None or known == fact.value or not fact.path:
                continue
            if is_mutation(tool) and touches(tool, arguments, result, fact.entity):
                continue
            if admits(fact.schema, known):
                put(result, fact.path, known)

    def record(self, tool: Tool, arguments: Mapping[str, JSON], result: Mapping[str, JSON]) -> None:
        """Take down what a call and its result make true."""
        held = dict(result)
        for entity in entities_in(held, tool):
            ids = self._known.setdefault(entity[0], [])
            if entity[1] not in ids:
                ids.append(entity[1])
        for fact in facts_in(held, tool, arguments):
            self._values[fact.entity, fact.attribute] = fact.value
        for fact in facts_stated(arguments, held, tool):
            self._values[fact.entity, fact.attribute] = fact.value
        created = created_by(arguments, held, tool)
        if created is not None:
            self._removed.discard(created)
        self._removed.update(removed_by(arguments, tool))
