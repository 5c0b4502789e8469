"""The graph planner: calls and references are those of the sampled chain."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from digit_tc.errors import RejectedError
from digit_tc.kinds import kind_of
from digit_tc.records import (
    Binding,
    Chain,
    Leaf,
    Plan,
    PlannedCall,
    Reference,
    Scenario,
    Tool,
    TurnSpec,
    canonical_json,
)
from digit_tc.records.paths import take_first
from digit_tc.semantics import profile_of
from digit_tc.values.fields import Field
from digit_tc.writers.grammar.text import LeafKey
from digit_tc.writers.grammar.writer import GrammarWriter

_MOST_TRIES = 6


@dataclass(frozen=True, slots=True)
class Drafted:
    """A plan with what the writers need to know about it."""

    plan: Plan
    fields: dict[LeafKey, Field]
    fed: dict[int, dict[str, str]]
    """Call id → path pattern of each parameter that takes a result → `hidden`, `now`, `earlier`."""
    spec: TurnSpec | None = None
    """What the turn does, where the plan was not made along the scenario's own chain."""


class SameCallError(RejectedError):
    """The same call would be made twice."""

    reason = "same-call"


def draft_turns(
    scenario: Scenario, tools: Mapping[str, Tool], writer: GrammarWriter, optional_share: float
) -> Iterator[Drafted]:
    """Plan the turns of a scenario one after the other, each knowing the calls before it.

    Raises what `plan_turn` raises at the first turn that cannot be planned.
    """
    ids: dict[tuple[int, int], int] = {}
    made: set[bytes] = set()
    for position, spec in enumerate(scenario.turns):
        drafted = plan_turn(position, spec, ids, made, tools, writer, optional_share)
        ids.update({(position, call.step): call.id for call in drafted.plan.calls})
        yield drafted


def plan_turn(
    turn: int,
    spec: TurnSpec,
    calls_before: Mapping[tuple[int, int], int],
    made_before: set[bytes],
    tools: Mapping[str, Tool],
    writer: GrammarWriter,
    optional_share: float,
) -> Drafted:
    """Plan one turn along its chain.

    `calls_before` gives the id of the call made for (turn, step); `made_before` the fingerprints
    of the literal calls made so far. Raises SameCallError where no call different from those can be
    found, and NoValueError where a required parameter cannot be given a value.
    """
    writer.setting.begin_turn()
    if spec.chain is None:
        return Drafted(Plan(turn=turn, acts=kind_of(spec.kind).acts(())), {}, {})
    fails = spec.fails
    down = fails.step if fails is not None and fails.fault == "unavailable" else None
    levels = _levels(spec.chain, down, tools)
    order = sorted(range(len(spec.chain.steps)), key=lambda step: (levels[step], step))
    # What is down for a moment is called in the round before the one in which it succeeds.
    places = sorted(
        [(levels[step], step) for step in order]
        + ([(levels[down] - 1, down)] if down is not None else [])
    )
    first_id = max(calls_before.values(), default=0) + 1
    # The later one of two calls of a step is the one that others build on.
    ids = {step: first_id + number for number, (_level, step) in enumerate(places)}
    fields: dict[LeafKey, Field] = {}
    fed: dict[int, dict[str, str]] = {}
    planned: list[PlannedCall] = []
    made = set(made_before)
    for step in order:
        references = _references(step, spec, ids, calls_before)
        tool = tools[spec.chain.steps[step]]
        for tried in range(_MOST_TRIES):
            share = 0.0 if step in spec.hidden and not tried else optional_share
            # What is the same as before may differ in what was left out.
            share = min(1.0, share + 0.25 * tried)
            scalars = writer.values(tool, tuple(references), share)
            print_ = canonical_json(
                [tool.key, sorted([path, value] for path, _field, value in scalars),
                 sorted([path, ref.call, ref.path] for path, ref in references.items())]
            )  # fmt: skip
            if print_ not in made:
                break
        else:
            raise SameCallError(f"{tool.name} would be called twice with the same arguments")
        made.add(print_)
        bindings = [Binding(path=path, value=Leaf(value=value)) for path, _field, value in scalars]
        bindings += [Binding(path=path, value=reference) for path, reference in references.items()]
        call_id = ids[step]
        fields.update({LeafKey(call_id, path): field for path, field, _value in scalars})
        fed[call_id] = feeding(step, spec)
        planned.append(
            PlannedCall(
                id=call_id,
                step=step,
                tool=tool.key,
                bindings=tuple(sorted(bindings, key=lambda one: one.path)),
                hidden=step in spec.hidden,
                after=tuple(
                    sorted(
                        ids[link.source]
                        for link in spec.chain.links
                        if link.target == step and not link.edge
                    )
                ),
                fault=fails.fault if fails and fails.step == step != down else None,
            )
        )
    made_before |= made
    rounds = [(levels[call.step], call) for call in planned]
    if down is not None:
        failing = first_id + places.index((levels[down] - 1, down))
        rounds = _with_failure(rounds, ids[down], failing)
    rounds.sort(key=lambda one: (one[0], one[1].id))
    groups = [
        tuple(call for _level, call in same) for _level, same in groupby(rounds, lambda one: one[0])
    ]
    plan = Plan(turn=turn, acts=kind_of(spec.kind).acts(groups))
    return Drafted(plan, fields, fed)


def _with_failure(
    rounds: Sequence[tuple[int, PlannedCall]], again: int, failing: int
) -> list[tuple[int, PlannedCall]]:
    """Calls by round, with one that fails in the round before it is made again."""
    found: list[tuple[int, PlannedCall]] = []
    for level, call in rounds:
        if call.id == again:
            failed = call.model_copy(update={"id": failing, "fault": "unavailable"})
            found.append((level - 1, failed))
            call = call.model_copy(update={"repeats": failing})  # noqa: PLW2901
        found.append((level, call))
    return found


def _levels(chain: Chain, down: int | None, tools: Mapping[str, Tool]) -> list[int]:
    """For each step the number of rounds of calls that have to come before it; one more for the
    step that is down at first. Two acts on one thing do not commute: they come in order."""
    levels = [0] * len(chain.steps)
    acts = {step for step, key in enumerate(chain.steps) if not profile_of(tools[key]).reads}
    of_thing: dict[tuple[int, str], int] = {}
    for step in range(len(chain.steps)):
        before = [levels[link.source] + 1 for link in chain.links if link.target == step]
        for link in chain.links:
            if step in acts and link.target == step and link.edge:
                thing = (link.source, link.source_path)
                if thing in of_thing:
                    before.append(levels[of_thing[thing]] + 1)
                of_thing[thing] = step
        levels[step] = max(before, default=0) + (step == down)
    return levels


def _references(
    step: int, spec: TurnSpec, ids: Mapping[int, int], calls_before: Mapping[tuple[int, int], int]
) -> dict[str, Reference]:
    references: dict[str, Reference] = {}
    for link in spec.chain.links if spec.chain else ():
        if link.target == step and link.edge:
            references[take_first(link.target_path)] = Reference(
                call=ids[link.source], path=take_first(link.source_path)
            )
    for carry in spec.carries:
        if carry.target == step:
            references[take_first(carry.target_path)] = Reference(
                call=calls_before[carry.turn, carry.step], path=take_first(carry.source_path)
            )
    return references


def feeding(step: int, spec: TurnSpec) -> dict[str, str]:
    """Path pattern of each parameter of a step that takes a result → `hidden`, `now`, `earlier`."""
    fed = {
        link.target_path: "hidden" if link.source in spec.hidden else "now"
        for link in (spec.chain.links if spec.chain else ())
        if link.target == step and link.edge
    }
    fed.update({carry.target_path: "earlier" for carry in spec.carries if carry.target == step})
    return fed
