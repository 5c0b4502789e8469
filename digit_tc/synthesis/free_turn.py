"""What a turn of a free plan is to do: its chain, what it carries over, and what it hides."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

from digit_tc.chains.hide import hidden_steps
from digit_tc.chains.scenario import chain_of
from digit_tc.chains.shape import shape_of_pairs
from digit_tc.kinds import fulfil
from digit_tc.records import Call, Carry, Link, Shape, Tool, TurnSpec, content_id
from digit_tc.records.paths import generalise
from digit_tc.semantics import profile_of
from digit_tc.synthesis.sound_calls import Sound

EdgeKey = tuple[str, str, str, str]
"""Source tool's key, its field, target tool's key, its parameter, as in an edge."""


@dataclass(frozen=True, slots=True)
class FreePlanning:
    """What a free plan is made with, apart from the proposal itself."""

    tools: Mapping[str, Tool]
    """Those offered, by name."""
    before: Sequence[Call]
    """All calls of earlier turns, in order."""
    hidden_share: float
    """Target share of hidden calls over the conversation so far and this turn."""
    composite: bool = False
    """Hide every call whose result another one uses."""
    most_calls: int = 4
    carries: bool = True
    """Whether a turn after the first has to use a result of an earlier one."""
    edges: Mapping[EdgeKey, str] = field(default_factory=dict)
    """Ids of the edges of the tool graph; uses without one get an id from their content."""


def turn_spec(
    order: Sequence[Sound], step: Mapping[int, int], planning: FreePlanning, rng: Random
) -> TurnSpec:
    """The spec of calls in their order; `step` gives the position of each by the planner's id."""
    past = {call.id: call for call in planning.before}
    links: dict[tuple[int, str, int, str], Link] = {}
    carries: dict[tuple[int, str, int, str], Carry] = {}
    for target, call in enumerate(order):
        for path, one in sorted(call.references.items()):
            source_path, target_path = generalise(one.path), generalise(path)
            place = (one.call, source_path, target, target_path)
            if one.call in step:
                source = order[step[one.call]]
                links[place] = Link(
                    source=step[one.call], source_path=source_path,
                    target=target, target_path=target_path,
                    edge=_edge(source.tool.key, source_path, call.tool.key, target_path, planning),
                )  # fmt: skip
            else:
                earlier = past[one.call]
                carries[place] = Carry(
                    turn=earlier.turn, step=earlier.step, source_path=source_path,
                    target=target, target_path=target_path,
                    edge=_edge(earlier.tool, source_path, call.tool.key, target_path, planning),
                )  # fmt: skip
    pairs = {(link.source, link.target) for link in links.values()}
    needs = sorted(
        (step[source], target) for target, call in enumerate(order) for source in call.after
    )
    ordering = [
        Link(source=source, source_path="", target=target, target_path="", edge="")
        for source, target in needs
    ]
    chain = chain_of(
        _shape(len(order), pairs, needs), [call.tool.key for call in order],
        [*sorted(links.values(), key=_link_order), *ordering],
    )  # fmt: skip
    return TurnSpec(
        kind=fulfil.NAME,
        chain=chain,
        carries=tuple(carries.values()),
        hidden=_hidden(order, pairs, needs, planning, rng),
    )


def _link_order(link: Link) -> tuple[int, int, str, str]:
    return link.target, link.source, link.source_path, link.target_path


def _shape(calls: int, pairs: set[tuple[int, int]], needs: Sequence[tuple[int, int]]) -> Shape:
    """The shape without the calls that only have to come first."""
    linked = {position for pair in pairs for position in pair}
    first = {source for source, _target in needs} - linked
    rest = [position for position in range(calls) if position not in first]
    place = {position: number for number, position in enumerate(rest)}
    return shape_of_pairs(len(rest), {(place[one], place[other]) for one, other in pairs})


def _hidden(
    order: Sequence[Sound], pairs: set[tuple[int, int]], needs: Sequence[tuple[int, int]],
    planning: FreePlanning, rng: Random,
) -> tuple[int, ...]:  # fmt: skip
    forced = sorted({source for source, _target in needs})
    share = planning.hidden_share
    owed = share * (len(planning.before) + len(order))
    owed -= sum(call.hidden for call in planning.before)
    if planning.composite:
        owed = math.inf
    return hidden_steps(
        [profile_of(call.tool).effect for call in order],
        sorted(pairs | set(needs)),
        forced,
        (),
        owed if share or planning.composite else 0.0,
        rng,
    )


def _edge(source: str, path: str, target: str, parameter: str, planning: FreePlanning) -> str:
    known = planning.edges.get((source, path, target, parameter))
    return known or content_id("edge", source, path, target, parameter)
