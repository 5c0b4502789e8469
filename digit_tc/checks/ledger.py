"""The results of one conversation speak of one world."""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import dataclass, field
from typing import Any

from digit_tc.checks.common.check import ALL_KINDS, Phase
from digit_tc.checks.common.context import CheckContext
from digit_tc.checks.common.verdicts import counted, failed, passed, shown
from digit_tc.graph.addressed import told_by
from digit_tc.language.entities import Entity
from digit_tc.language.transforms import same_value
from digit_tc.records import JSON, Call, Conversation, Tool, Verdict
from digit_tc.records.profile import READING_EFFECTS, Effect
from digit_tc.semantics import profile_of
from digit_tc.semantics.facts import (
    Fact,
    admits,
    created_by,
    echoes,
    facts_stated,
    ids_in,
    removed_by,
    touched,
)

NAME = "ledger"
RULE = (
    "An attribute of an entity keeps its value unless a call in between may have changed it; what "
    "was created can be read, what was deleted cannot, and results repeat their call's arguments. "
    "A result without an id speaks of the entity that its call asked for by id."
)
PHASE = Phase.EXECUTION
KINDS = ALL_KINDS
DECIDES = True

_UNKNOWN = re.compile(r"not (?:be )?found|does(?: not|n't) exist|no such|unknown|invalid id", re.I)
_RESTORING = frozenset({"restore", "undelete", "reactivate", "reinstate", "recover"})


@dataclass(slots=True)
class _World:
    values: dict[tuple[Entity, str], tuple[JSON, int]] = field(default_factory=dict)
    """What is known: (entity, attribute) → value and the call that stated it."""
    seen: dict[Entity, int] = field(default_factory=dict)
    created: dict[Entity, int] = field(default_factory=dict)
    gone: dict[Entity, tuple[int, str]] = field(default_factory=dict)
    """Deleted entities, with the call that did it and its verb."""


def check(conversation: Conversation, context: CheckContext, *, first: int = 0) -> Verdict:
    """Follow every call from the first on, and report contradictions from turn `first` on.

    The facts are those of `digit_tc.semantics.facts`, and what has no id of its own is read by
    `digit_tc.graph.addressed`; this check keeps its own account of them.
    """
    world = _World()
    for position, turn in enumerate(conversation.turns):
        for call in turn.calls:
            view = context.view(call.tool)
            if view is None or not isinstance(call.result, dict):
                continue
            reason = _follow(world, call, view.tool)
            if reason is not None and position >= first:
                return failed(NAME, reason, turn=turn.index)
    known = counted(len(world.values), "fact")
    about = "entity" if len(world.seen) == 1 else "entities"
    return passed(NAME, f"{known} about {len(world.seen)} {about} do not contradict each other.")


def _follow(world: _World, call: Call, tool: Tool) -> str | None:
    effect = profile_of(tool).effect
    if call.status == "error":
        return _error_fault(world, call, effect)
    reason = _echo_fault(call, tool)
    entities, facts = told_by(call.result, tool, call.arguments)
    if not profile_of(tool).ends:
        reason = reason or _gone_fault(world, call, tool, entities)
    if effect in READING_EFFECTS:
        reason = reason or _changed_fault(world, call, facts, frozenset())
    else:
        reason = _follow_change(world, call, tool, (entities, facts), reason)
    for fact in facts:
        world.values[fact.entity, fact.attribute] = (fact.value, call.id)
    for entity in entities:
        world.seen.setdefault(entity, call.id)
    return reason


def _follow_change(
    world: _World,
    call: Call,
    tool: Tool,
    told: tuple[tuple[Entity, ...], tuple[Fact, ...]],
    reason: str | None,
) -> str | None:
    entities, facts = told
    made = created_by(call.arguments, call.result, tool, entities)
    if made is not None and made in world.seen:
        reason = reason or (
            f"Call {call.id} creates {_named(made)}, which call {world.seen[made]} has shown "
            "before."
        )
    known = {entity for entity, _ in world.values}
    changed = touched(tool, call.arguments, call.result, known) | _handled(call, known)
    reason = reason or _changed_fault(world, call, facts, changed)
    if changed:
        world.values = {p: told for p, told in world.values.items() if p[0] not in changed}
    for fact in facts_stated(call.arguments, call.result, tool, entities):
        world.values[fact.entity, fact.attribute] = (fact.value, call.id)
    if made is not None:
        world.created[made] = call.id
    for entity in removed_by(call.arguments, tool):
        world.gone[entity] = (call.id, profile_of(tool).verb)
        world.created.pop(entity, None)
    return reason


def _handled(call: Call, known: Set[Entity]) -> frozenset[Entity]:
    # `transfer(from_account="A1")` changes A1, though the argument's name is not that of an id.
    given = {value for value in call.arguments.values() if isinstance(value, str)}
    return frozenset(entity for entity in known if entity[1] in given)


def _error_fault(world: _World, call: Call, effect: Effect) -> str | None:
    if effect not in READING_EFFECTS or not _UNKNOWN.search(str(call.result)):
        return None
    asked = ids_in(call.arguments)
    for entity, maker in world.created.items():
        if entity[1] in asked:
            return f"Call {call.id} cannot find {_named(entity)}, which call {maker} created."
    return None


def _echo_fault(call: Call, tool: Tool) -> str | None:
    for name, given in echoes(tool, call.arguments).items():
        if name in call.fields and not _equal(call.fields[name], given):
            return (
                f"Call {call.id} was given {name} {shown(given)}, and its result says "
                f"{shown(call.fields[name])}."
            )
    return None


def _gone_fault(world: _World, call: Call, tool: Tool, described: tuple[Entity, ...]) -> str | None:
    for entity in described:
        if entity not in world.gone:
            continue
        remover, verb = world.gone[entity]
        if profile_of(tool).verb in _RESTORING:
            del world.gone[entity]
        elif verb == "delete" or not _says(call.result, verb):
            return f"Call {call.id} shows {_named(entity)}, which call {remover} removed."
    return None


def _says(value: Any, verb: str) -> bool:
    # A cancelled booking may still be read as long as it says that it is cancelled.
    return bool(verb) and verb[:6] in str(value).lower()


def _changed_fault(
    world: _World, call: Call, facts: tuple[Fact, ...], changed: Set[Entity]
) -> str | None:
    within: dict[tuple[Entity, str], JSON] = {}
    for fact in facts:
        place = (fact.entity, fact.attribute)
        told = within.setdefault(place, fact.value)
        if told is not fact.value and not _equal(told, fact.value):
            return (
                f"The result of call {call.id} gives {_attribute(fact)} of {_named(fact.entity)} "
                f"as {shown(told)} and as {shown(fact.value)}."
            )
        known = world.values.get(place)
        if known is None or fact.entity in changed or _equal(known[0], fact.value):
            continue
        if not admits(fact.schema, known[0]):
            continue
        return (
            f"{_attribute(fact)} of {_named(fact.entity)} is {shown(known[0])} in call {known[1]} "
            f"and {shown(fact.value)} in call {call.id}."
        )
    return None


def _equal(left: JSON, right: JSON) -> bool:
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(same_value, left, right))
    return same_value(left, right)


def _named(entity: Entity) -> str:
    return f"{entity[0]} {entity[1]}"


def _attribute(fact: Fact) -> str:
    return fact.attribute.rpartition(".")[2]
