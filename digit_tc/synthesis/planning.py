"""Plans of a whole conversation along its sampled chains, with values from grammar or model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from digit_tc.prompts.briefs import does_of, leaf_schema
from digit_tc.prompts.parts import WantedCall
from digit_tc.prompts.plan_values import PlanValues
from digit_tc.records import JSON, Leaf, Plan, PlannedCall, Reference, Scenario, Tool
from digit_tc.records.base import canonical_json
from digit_tc.records.paths import assemble, in_order
from digit_tc.synthesis.execute import schema_at
from digit_tc.synthesis.plan import Drafted, SameCallError, draft_turns
from digit_tc.values.invent import NoValueError
from digit_tc.writers.grammar.text import LeafKey
from digit_tc.writers.grammar.writer import GrammarWriter


def draft_all(
    scenario: Scenario, tools: Mapping[str, Tool], writer: GrammarWriter, optional_share: float
) -> list[Drafted]:
    """The plan of every turn, with the grammar writer's values.

    Gives the turns before the first that cannot be planned. Raises NoValueError or SameCallError
    where that is the first one.
    """
    drafts: list[Drafted] = []
    try:
        for drafted in draft_turns(scenario, tools, writer, optional_share):
            drafts.append(drafted)  # noqa: PERF402  (what there is before a fault is kept)
    except (NoValueError, SameCallError):
        if not drafts:
            raise
    return drafts


def wanted(
    scenario: Scenario, drafts: Sequence[Drafted], tools: Mapping[str, Tool],
    refused: tuple[str, ...],
) -> PlanValues:  # fmt: skip
    """The question for all literal values of these plans."""
    calls = [
        WantedCall(
            id=call.id,
            turn=drafted.plan.turn,
            tool=tools[call.tool].name,
            does=does_of(tools[call.tool]),
            wanted={
                binding.path: leaf_schema(schema_at(tools[call.tool].parameters, binding.path))
                for binding in free_leaves(call, drafted)
            },
            given={
                binding.path: f"${binding.value.call}.{binding.value.path}"
                for binding in call.bindings
                if isinstance(binding.value, Reference)
            },
        )
        for drafted in drafts
        for call in drafted.plan.wanted
    ]
    return PlanValues(
        today=scenario.today.isoformat(),
        persona=scenario.persona.description,
        calls=tuple(calls),
        refused=refused,
    )


def with_values(
    drafts: Sequence[Drafted], values: Mapping[str, Mapping[str, JSON]]
) -> list[Drafted]:
    """The plans with a model's values in place of the grammar's.

    Raises SameCallError where two calls become the same.
    """
    changed = [replace(drafted, plan=_filled(drafted, values)) for drafted in drafts]
    made: dict[bytes, int] = {}
    for drafted in changed:
        for call in drafted.plan.wanted:
            content = canonical_json(
                [call.tool, [b.model_dump(mode="json") for b in call.bindings]]
            )
            twin = made.setdefault(content, call.id)
            if twin != call.id:
                raise SameCallError(f"Calls {twin} and {call.id} got the same arguments.")
    return changed


def literal_arguments(call: PlannedCall) -> dict[str, JSON]:
    """The arguments as planned, with `$2.items[0].id` for what comes from results."""
    scalars: list[tuple[str, JSON]] = [
        (
            binding.path,
            binding.value.value
            if isinstance(binding.value, Leaf)
            else f"${binding.value.call}.{binding.value.path}",
        )
        for binding in call.bindings
    ]
    return assemble(in_order(scalars))


class LiteralBinding(NamedTuple):
    """A place of a call's arguments with its literal."""

    path: str
    value: Leaf


def free_leaves(call: PlannedCall, drafted: Drafted) -> list[LiteralBinding]:
    """The literals that are free: where the schema leaves one choice there is nothing to ask."""
    return [
        LiteralBinding(binding.path, binding.value)
        for binding in call.bindings
        if isinstance(binding.value, Leaf)
        and len(drafted.fields[LeafKey(call.id, binding.path)].choices) != 1
    ]


def _filled(drafted: Drafted, values: Mapping[str, Mapping[str, JSON]]) -> Plan:
    calls = []
    for call in drafted.plan.wanted:
        given = values.get(str(call.id), {})
        bindings = tuple(
            binding.model_copy(update={"value": Leaf(value=given[binding.path])})
            if isinstance(binding.value, Leaf) and binding.path in given
            else binding
            for binding in call.bindings
        )
        calls.append(call.model_copy(update={"bindings": bindings}))
        if call.repeats is not None:
            # What failed was called in the same way.
            failed = next(one for one in drafted.plan.calls if one.id == call.repeats)
            calls.append(failed.model_copy(update={"bindings": bindings}))
    return drafted.plan.replace_calls(calls)
