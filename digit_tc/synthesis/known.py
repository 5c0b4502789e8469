"""What the simulator has to know of earlier calls."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from digit_tc.graph.addressed import told_by
from digit_tc.language.entities import ids_in
from digit_tc.records import JSON, Call, Plan, Reference, Tool, canonical_json

_MOST_BYTES = 4_000
_MOST_FACTS = 16


def worth_showing(calls: Sequence[Call], plan: Plan) -> list[Call]:
    """The earlier calls that a simulator is shown, in order: those that the plan refers to, then
    the latest, as far as they fit a prompt."""
    used = {
        binding.value.call
        for planned in plan.calls
        for binding in planned.bindings
        if isinstance(binding.value, Reference)
    }
    ranked = sorted(calls, key=lambda call: (call.id not in used, -call.id))
    chosen: list[Call] = []
    room = _MOST_BYTES
    for call in ranked:
        room -= len(canonical_json([call.arguments, call.result]))
        if room < 0 and chosen:
            break
        chosen.append(call)
    return sorted(chosen, key=lambda call: call.id)


def facts_about(
    arguments: Sequence[Mapping[str, JSON]],
    calls: Sequence[Call],
    shown: Sequence[Call],
    tools: Mapping[str, Tool],
) -> tuple[str, ...]:
    """What calls that are not shown said about the entities that these arguments name."""
    named = {identity for one in arguments for identity in ids_in(dict(one))}
    left = {call.id for call in shown}
    found: dict[tuple[str, str, str], JSON] = {}
    for call in calls:
        if call.id in left:
            continue
        for fact in told_by(call.result, tools[call.tool], call.arguments)[1]:
            if fact.entity[1] in named and "." not in fact.attribute:
                found[fact.entity[0], fact.entity[1], fact.attribute] = fact.value
    told = [
        f"{kind} {identity}: {attribute.replace('_', ' ')} is {value}"
        for (kind, identity, attribute), value in found.items()
    ]
    return tuple(told[-_MOST_FACTS:])
