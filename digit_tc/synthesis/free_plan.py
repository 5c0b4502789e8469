"""The planner of the paper: whatever calls a model proposes, made into a plan that holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from random import Random

from digit_tc.kinds import kind_of
from digit_tc.records import (
    Binding,
    Leaf,
    Plan,
    PlannedCall,
    Reference,
    Tool,
    canonical_json,
)
from digit_tc.records.paths import generalise, name_of
from digit_tc.synthesis.execute import schema_at
from digit_tc.synthesis.free_turn import FreePlanning, turn_spec
from digit_tc.synthesis.parse_calls import Predicted
from digit_tc.synthesis.plan import Drafted, feeding
from digit_tc.synthesis.sound_calls import Sound, sound_calls
from digit_tc.values.fields import Field, field_of
from digit_tc.writers.grammar.spoken_tool import spoken_tool
from digit_tc.writers.grammar.text import LeafKey


def free_plan(
    turn: int, predicted: Sequence[Predicted], planning: FreePlanning, rng: Random
) -> Drafted | str:
    """A valid plan of one turn out of proposed calls, or one sentence why there is none.

    Calls that cannot be carried out fall away with all that builds on them. Of what is left, the
    largest group that hangs together is kept, where calls that use earlier turns hang together by
    these. Calls are numbered on from the last turn, producers first, and some are hidden.
    """
    sound, dropped = sound_calls(predicted, planning.tools, planning.before)
    _require(sound, planning, dropped)
    kept = _connected(sound, must_carry=_must_carry(turn, planning))
    kept = _cut_to(kept, planning, must_carry=_must_carry(turn, planning))
    if not kept:
        return _refusal(sound, dropped, planning)
    leaves = [value for call in kept.values() for value in call.leaves.values()]
    if len(leaves) > 2 and len({canonical_json(leaf) for leaf in leaves}) == 1:
        return f"All values of the plan are the same: {leaves[0]!r}."
    return _drafted(turn, kept, planning, rng)


def _must_carry(turn: int, planning: FreePlanning) -> bool:
    return turn > 0 and planning.carries and bool(planning.before)


def _refusal(sound: Mapping[int, Sound], dropped: Sequence[str], planning: FreePlanning) -> str:
    if sound and planning.before:
        return "No call takes a value from the result of an earlier turn; at least one has to."
    if dropped:
        return f"No call of the plan can be carried out. {dropped[0]}"
    return "The plan has no calls."


def _require(sound: dict[int, Sound], planning: FreePlanning, dropped: list[str]) -> None:
    """Put required calls in place; what lacks one that cannot simply be made falls away."""
    called = {call.tool for call in planning.before}
    by_key = {tool.key: tool for tool in planning.tools.values()}
    spare = -1_000
    for call in sorted(sound.values(), key=lambda one: one.order):
        for key in call.tool.requires:
            if key in called or call.id not in sound or key == call.tool.key:
                continue
            there = [
                one.id
                for one in sound.values()
                if one.tool.key == key and call.id not in _ancestors(one.id, sound)
            ]
            tool = by_key.get(key)
            if there:
                call.after.add(there[0])
            elif tool is not None and not tool.parameters.get("required") and not tool.requires:
                spare -= 1
                sound[spare] = Sound(spare, -1, tool, {}, {}, set(), set())
                call.after.add(spare)
            else:
                dropped.append(f"{call.tool.name} needs {key} to be called first.")
                for lost in [one for one in sound if call.id in {one, *_ancestors(one, sound)}]:
                    del sound[lost]


def _ancestors(identity: int, sound: Mapping[int, Sound]) -> set[int]:
    found: set[int] = set()
    waiting = [identity]
    while waiting:
        for source in sound[waiting.pop()].sources:
            if source not in found and source in sound:
                found.add(source)
                waiting.append(source)
    return found


_HISTORY = 0
"""Stands for all earlier turns where calls are looked at as a graph; no call has this number."""


def _connected(sound: Mapping[int, Sound], *, must_carry: bool) -> dict[int, Sound]:
    """The largest group that hangs together; of equal ones the one that was proposed first."""
    parent = {identity: identity for identity in (*sound, _HISTORY)}

    def root(identity: int) -> int:
        while parent[identity] != identity:
            identity = parent[identity]
        return identity

    for call in sound.values():
        for source in (*sorted(call.sources), *([_HISTORY] if call.earlier else [])):
            parent[root(call.id)] = root(source)
    groups: dict[int, list[Sound]] = {}
    for call in sound.values():
        groups.setdefault(root(call.id), []).append(call)
    fit = [
        group for group in groups.values() if not must_carry or any(call.earlier for call in group)
    ]
    if not fit:
        return {}
    best = max(fit, key=lambda group: (len(group), -min(call.order for call in group)))
    return {call.id: call for call in best}


def _cut_to(
    kept: dict[int, Sound], planning: FreePlanning, *, must_carry: bool
) -> dict[int, Sound]:
    """At most so many calls: those that nothing uses go, the last proposed first."""
    while len(kept) > planning.most_calls:
        used = {source for call in kept.values() for source in call.sources}
        loose = [call for call in kept.values() if call.id not in used]
        lost = max(loose, key=lambda call: call.order)
        rest = {identity: call for identity, call in kept.items() if identity != lost.id}
        # A call that was put in front for what goes now goes too.
        needed = {source for call in rest.values() for source in call.sources}
        rest = {
            identity: call
            for identity, call in rest.items()
            if call.order >= 0 or identity in needed
        }
        kept = _connected(rest, must_carry=must_carry)
    return kept


def _drafted(turn: int, kept: Mapping[int, Sound], planning: FreePlanning, rng: Random) -> Drafted:
    levels = {identity: _level(identity, kept) for identity in kept}
    order = sorted(kept.values(), key=lambda call: (levels[call.id], call.order, call.id))
    step = {call.id: position for position, call in enumerate(order)}
    first = max((call.id for call in planning.before), default=0) + 1
    number = {identity: first + position for identity, position in step.items()}
    spec = turn_spec(order, step, planning, rng)
    fields: dict[LeafKey, Field] = {}
    calls = []
    for position, call in enumerate(order):
        new = first + position
        bindings = [
            Binding(path=path, value=Leaf(value=leaf)) for path, leaf in call.leaves.items()
        ]
        bindings += [
            Binding(
                path=path,
                value=Reference(call=number.get(one.call, one.call), path=one.path),
            )
            for path, one in call.references.items()
        ]
        fields.update({LeafKey(new, path): _field(call.tool, path) for path in call.leaves})
        calls.append(
            PlannedCall(
                id=new,
                step=position,
                tool=call.tool.key,
                bindings=tuple(sorted(bindings, key=lambda one: one.path)),
                hidden=position in spec.hidden,
                after=tuple(sorted(number[source] for source in call.after)),
            )
        )
    level_of = [levels[call.id] for call in order]
    groups = [tuple(same) for _level, same in groupby(calls, lambda one: level_of[one.step])]
    return Drafted(
        plan=Plan(turn=turn, acts=kind_of(spec.kind).acts(groups)),
        fields=fields,
        fed={first + position: feeding(position, spec) for position in range(len(order))},
        spec=spec,
    )


def _level(identity: int, kept: Mapping[int, Sound]) -> int:
    return max((_level(source, kept) + 1 for source in kept[identity].sources), default=0)


def _field(tool: Tool, path: str) -> Field:
    profile = spoken_tool(tool)
    pattern = generalise(path)
    known = profile.fields.get(pattern)
    if known is not None:
        return known
    return field_of(
        schema_at(tool.parameters, path), pattern, name_of(path), profile.noun, required=False
    )


__all__ = ["FreePlanning", "free_plan"]
