"""Execute a plan: put values in place of references, ask the simulator, keep every source."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from digit_tc.errors import RejectedError
from digit_tc.records import (
    JSON,
    Call,
    Leaf,
    Plan,
    PlannedCall,
    Provenance,
    Scenario,
    Tool,
    message_id,
)
from digit_tc.records.paths import assemble, get, in_order, parse_path
from digit_tc.synthesis.plan import Drafted
from digit_tc.values.containers import with_empty_containers
from digit_tc.values.fields import type_of
from digit_tc.writers.grammar.text import LeafKey
from digit_tc.writers.grammar.writer import GrammarWriter, Written

Demands = dict[tuple[int, int], dict[str, tuple[Mapping[str, Any], ...]]]


class UngroundedError(RejectedError):
    """A literal of the plan stands nowhere that the assistant can see."""

    reason = "ungrounded"


def execute(
    drafted: Drafted,
    request: Written,
    demands: Demands,
    results: dict[int, dict[str, JSON]],
    tools: Mapping[str, Tool],
    writer: GrammarWriter,
) -> tuple[Call, ...]:
    """The executed calls of one turn; `results` takes their results by call id."""
    calls = []
    for planned in drafted.plan.calls:
        tool = tools[planned.tool]
        arguments, provenance = resolved(planned, drafted, request, results, tool)
        result = writer.result(tool, arguments, demands.get((drafted.plan.turn, planned.step), {}))
        results[planned.id] = result
        calls.append(make_call(planned, drafted.plan, arguments, provenance, result))
    return tuple(calls)


def make_call(
    planned: PlannedCall,
    plan: Plan,
    arguments: dict[str, JSON],
    provenance: tuple[Provenance, ...],
    result: JSON,
) -> Call:
    """The call that was planned, as it was made and answered."""
    return Call(
        id=planned.id,
        turn=plan.turn,
        group=plan.groups[planned.id],
        step=planned.step,
        tool=planned.tool,
        arguments=arguments,
        provenance=provenance,
        hidden=planned.hidden,
        result=result,
    )


def resolved(
    planned: PlannedCall, drafted: Drafted, request: Written,
    results: Mapping[int, dict[str, JSON]], tool: Tool,
) -> tuple[dict[str, JSON], tuple[Provenance, ...]]:  # fmt: skip
    """Arguments of a planned call with real values, and the source of each.

    Raises MissingValueError where a result lacks what is referred to, UngroundedError where a
    literal is said nowhere.
    """
    scalars: list[tuple[str, JSON]] = []
    provenance: list[Provenance] = []
    for binding in planned.bindings:
        if isinstance(binding.value, Leaf):
            scalars.append((binding.path, binding.value.value))
            provenance.append(leaf_source(planned, binding.path, drafted, request))
            continue
        reference = binding.value
        scalars.append((binding.path, get(results[reference.call], reference.path)))
        provenance.append(
            Provenance(
                path=binding.path, kind="result", call=reference.call, result_path=reference.path
            )
        )
    arguments = with_empty_containers(tool.parameters, assemble(in_order(scalars)))
    return arguments, tuple(provenance)


def leaf_source(planned: PlannedCall, path: str, drafted: Drafted, request: Written) -> Provenance:
    key = LeafKey(planned.id, path)
    span = request.here.get(key)
    if span is not None:
        return Provenance(
            path=path, kind="user", message=message_id(drafted.plan.turn, 0),
            start=span.start, end=span.end, transform=span.transform,
        )  # fmt: skip
    earlier = request.before.get(key)
    if earlier is not None:
        return Provenance(
            path=path, kind="user", message=message_id(earlier.turn, 0),
            start=earlier.span.start, end=earlier.span.end, transform=earlier.span.transform,
        )  # fmt: skip
    otherwise = request.otherwise.get(key)
    if otherwise is not None:
        return otherwise
    field = drafted.fields[key]
    if field.source is not None:
        return field.source
    if len(field.choices) == 1:
        return Provenance(path=path, kind="enum")
    raise UngroundedError(f"{path} of call {planned.id} is said nowhere")


def demands_of(scenario: Scenario, tools: Mapping[str, Tool]) -> Demands:
    """For each (turn, step): the fields of its result that later calls use, with their schemas."""
    found: dict[tuple[int, int], dict[str, list[Mapping[str, Any]]]] = {}
    for position, turn in enumerate(scenario.turns):
        if turn.chain is None:
            continue
        uses = [
            (position, link.source, link.source_path, link.target, link.target_path)
            for link in turn.chain.links
            if link.edge
        ]
        uses += [
            (carry.turn, carry.step, carry.source_path, carry.target, carry.target_path)
            for carry in turn.carries
        ]
        for source_turn, source, source_path, target, target_path in uses:
            schema = schema_at(tools[turn.chain.steps[target]].parameters, target_path)
            place = found.setdefault((source_turn, source), {})
            place.setdefault(source_path, []).append(schema)
    return {
        place: {path: tuple(schemas) for path, schemas in paths.items()}
        for place, paths in found.items()
    }


def schema_at(schema: Mapping[str, Any], path: str) -> Mapping[str, Any]:
    """The schema of a path pattern; `{}` where the schema says nothing about it."""
    place: Mapping[str, Any] = schema
    for step in parse_path(path):
        if isinstance(step, int):
            inner = place.get("items") if type_of(place) == "array" else None
        else:
            inner = (place.get("properties") or {}).get(step)
        if not isinstance(inner, Mapping):
            return {}
        place = inner
    return place
