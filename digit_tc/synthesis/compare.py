"""A plan and the calls that a reader of the words would make, compared as graphs, both ways."""

from __future__ import annotations

import math
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice, permutations, product
from typing import Any, NamedTuple

from digit_tc.language.transforms import same_value
from digit_tc.records import JSON, Leaf, Plan, PlannedCall, Reference, Tool
from digit_tc.records.paths import MissingValueError, generalise, get
from digit_tc.synthesis.execute import schema_at
from digit_tc.synthesis.parse_calls import Predicted
from digit_tc.synthesis.say_difference import reason_of

_MOST_MATCHINGS = 3_000
_NOTHING = object()


class Difference(NamedTuple):
    """One argument that is not as planned."""

    call: int
    """Id of the planned call."""
    tool: str
    """Key of its tool."""
    path: str
    planned: JSON
    """The literal, or `$2.items[0].id`; None where nothing was planned."""
    found: JSON
    """The same of the prediction."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """How a prediction differs from a plan."""

    missing_calls: tuple[int, ...] = ()
    """Ids of planned calls that nobody would make."""
    extra_calls: tuple[str, ...] = ()
    """Names of tools that would be called although nobody planned it."""
    missing_leaves: tuple[Difference, ...] = ()
    invented_leaves: tuple[Difference, ...] = ()
    wrong_leaves: tuple[Difference, ...] = ()
    wrong_references: tuple[Difference, ...] = ()
    hidden_found: int = 0
    """Hidden calls that the prediction makes too."""
    hidden: int = 0
    reason: str = ""
    """The first difference in one sentence that the writer of the words can use."""

    @property
    def same(self) -> bool:
        """Whether both are one graph."""
        return not (
            self.missing_calls
            or self.extra_calls
            or self.missing_leaves
            or self.invented_leaves
            or self.wrong_leaves
            or self.wrong_references
        )


def compare(
    plan: Plan,
    predicted: Sequence[Predicted],
    tools: Mapping[str, Tool],
    results_before: Mapping[int, Mapping[str, JSON]],
) -> Comparison:
    """Compare the calls of one turn with a prediction, whatever its numbers and order.

    `tools` are those offered, by name; `results_before` the results of earlier turns by call id.
    The same tools, the same literals and the same references make the same graph. It is no
    difference to give or leave out what the schema has as its default or only choice, nor to give
    the value of an earlier turn's result in place of a reference to it, or the other way round.
    """
    by_name = {name: tool.key for name, tool in tools.items()}
    by_key = {tool.key: tool for tool in tools.values()}
    graph = _Graphs(plan, predicted, by_name, by_key, results_before)
    best: _Found | None = None
    for matching in _matchings(graph):
        found = graph.under(matching)
        if best is None or found.cost < best.cost:
            best = found
        if not best.cost:
            break
    assert best is not None  # noqa: S101  (there is always a matching, be it empty)
    return graph.comparison(best)


@dataclass(slots=True)
class _Found:
    """The differences under one matching of predicted to planned calls."""

    matching: dict[int, int]
    """Position of the predicted call → id of the planned one."""
    missing: list[Difference] = field(default_factory=list)
    invented: list[Difference] = field(default_factory=list)
    wrong: list[Difference] = field(default_factory=list)
    references: list[Difference] = field(default_factory=list)

    @property
    def cost(self) -> int:
        return len(self.missing) + len(self.invented) + len(self.wrong) + len(self.references)


class _Graphs:
    """Both graphs, ready to be laid on each other."""

    def __init__(
        self,
        plan: Plan,
        predicted: Sequence[Predicted],
        by_name: Mapping[str, str],
        by_key: Mapping[str, Tool],
        results: Mapping[int, Mapping[str, JSON]],
    ) -> None:
        self.planned = {call.id: call for call in plan.wanted}
        self.predicted = predicted
        self.keys = [by_name.get(call.tool, "") for call in predicted]
        self.tools = by_key
        self.results = results
        self.scalars = [dict(call.scalars()) for call in predicted]
        self.own = {call.id for call in predicted}

    def under(self, matching: dict[int, int]) -> _Found:
        found = _Found(matching)
        ids = {self.predicted[position].id: planned for position, planned in matching.items()}
        for position, planned in matching.items():
            self._arguments(self.planned[planned], self.scalars[position], ids, found)
        return found

    def _arguments(
        self,
        call: PlannedCall,
        given: Mapping[str, JSON | Reference],
        ids: Mapping[int, int],
        found: _Found,
    ) -> None:
        parameters = self.tools[call.tool].parameters if call.tool in self.tools else {}
        planned = {one.path: one.value for one in call.bindings}
        for path, value in planned.items():
            shown = value.value if isinstance(value, Leaf) else _shown(value)
            other = given.get(path, _NOTHING)
            difference = Difference(
                call.id, call.tool, path, shown, None if other is _NOTHING else _shown(other)
            )
            if other is _NOTHING:
                if not (isinstance(value, Leaf) and _goes_unsaid(parameters, path, value.value)):
                    found.missing.append(difference)
            elif isinstance(value, Leaf) and not isinstance(other, Reference):
                if not same_value(value.value, other):
                    found.wrong.append(difference)
            elif not self._same_source(value, other, ids):
                found.references.append(difference)
        for path, other in given.items():
            if path not in planned and (
                isinstance(other, Reference) or not _goes_unsaid(parameters, path, other)
            ):
                found.invented.append(Difference(call.id, call.tool, path, None, _shown(other)))

    def _same_source(
        self, planned: Leaf | Reference, given: JSON | Reference, ids: Mapping[int, int]
    ) -> bool:
        """Whether a planned value and a given one, at least one of them a reference, agree."""
        if (
            isinstance(planned, Reference)
            and isinstance(given, Reference)
            and self._same_place(planned, given)
            and planned.call == (ids.get(given.call) if given.call in self.own else given.call)
        ):
            return True
        known = planned.value if isinstance(planned, Leaf) else self._earlier(planned, self.planned)
        told = self._earlier(given, self.own) if isinstance(given, Reference) else given
        return known is not _NOTHING and told is not _NOTHING and same_value(known, told)

    def _same_place(self, planned: Reference, given: Reference) -> bool:
        """Whether two references name one place; which row of a list that is still to come a pick
        gives, nobody can know yet."""
        if planned.path == given.path:
            return True
        to_come = planned.call in self.planned and planned.pick is not None
        return to_come and generalise(planned.path) == generalise(given.path)

    def _earlier(self, reference: Reference, own: Container[int]) -> Any:
        """What a reference to an earlier turn gives; nothing for one within the turn."""
        if reference.call in own or reference.call not in self.results:
            return _NOTHING
        try:
            return get(dict(self.results[reference.call]), reference.path)
        except MissingValueError:
            return _NOTHING

    def comparison(self, best: _Found) -> Comparison:
        matched = set(best.matching.values())
        hidden = {call.id for call in self.planned.values() if call.hidden}
        comparison = Comparison(
            missing_calls=tuple(identity for identity in self.planned if identity not in matched),
            extra_calls=tuple(
                call.tool or "?"
                for position, call in enumerate(self.predicted)
                if position not in best.matching
            ),
            missing_leaves=tuple(best.missing),
            invented_leaves=tuple(best.invented),
            wrong_leaves=tuple(best.wrong),
            wrong_references=tuple(best.references),
            hidden_found=len(hidden & matched),
            hidden=len(hidden),
        )
        return comparison if comparison.same else _with_reason(comparison, self)


def _with_reason(comparison: Comparison, graphs: _Graphs) -> Comparison:
    by_name = {tool.name: tool for tool in graphs.tools.values()}
    return replace(
        comparison,
        reason=reason_of(
            missing=[graphs.planned[one] for one in comparison.missing_calls],
            extra=[by_name.get(name) for name in comparison.extra_calls],
            unsaid=comparison.missing_leaves,
            mistaken=comparison.wrong_leaves,
            invented=comparison.invented_leaves,
            miswired=comparison.wrong_references,
            planned=graphs.planned,
            tools=graphs.tools,
        ),
    )


def _matchings(graph: _Graphs) -> Iterator[dict[int, int]]:
    """Ways to pair predicted with planned calls of the same tool, the likeliest first."""
    groups: list[list[dict[int, int]]] = []
    ways = 1
    for key in dict.fromkeys(call.tool for call in graph.planned.values()):
        planned = [call for call in graph.planned.values() if call.tool == key]
        given = [position for position, found in enumerate(graph.keys) if found == key]
        if not given:
            continue
        near = _by_likeness(graph, planned, given)
        number = math.perm(max(len(planned), len(given)), min(len(planned), len(given)))
        if number == 1 or ways * number > _MOST_MATCHINGS:
            groups.append([near])
        else:
            ways *= number
            groups.append([near, *_pairings([call.id for call in planned], given)])
    for chosen in islice(product(*groups), 4 * _MOST_MATCHINGS):
        yield {position: planned for part in chosen for position, planned in part.items()}


def _by_likeness(graph: _Graphs, planned: list[PlannedCall], given: list[int]) -> dict[int, int]:
    """A pairing by literals alone, most alike first."""
    costs = sorted(
        (graph.under({position: call.id}).cost, order, position, call.id)
        for order, call in enumerate(planned)
        for position in given
    )
    pairing: dict[int, int] = {}
    for _cost, _order, position, identity in costs:
        if position not in pairing and identity not in pairing.values():
            pairing[position] = identity
    return pairing


def _pairings(planned: list[int], given: list[int]) -> Iterator[dict[int, int]]:
    if len(given) >= len(planned):
        for chosen in permutations(given, len(planned)):
            yield dict(zip(chosen, planned, strict=True))
    else:
        for ids in permutations(planned, len(given)):
            yield dict(zip(given, ids, strict=True))


def _goes_unsaid(parameters: Mapping[str, Any], path: str, value: JSON) -> bool:
    """Whether a value is what the schema gives anyway."""
    if value is None:
        return True
    schema = schema_at(parameters, path)
    if "default" in schema and same_value(schema["default"], value):
        return True
    if "const" in schema:
        return same_value(schema["const"], value)
    choices = schema.get("enum")
    return isinstance(choices, list) and len(choices) == 1 and same_value(choices[0], value)


def _shown(value: Any) -> JSON:
    return f"${value.call}.{value.path}" if isinstance(value, Reference) else value
