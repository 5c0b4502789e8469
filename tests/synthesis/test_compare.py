"""A plan and its reading are one graph, or the difference is named."""

from __future__ import annotations

import copy
import re
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digit_tc.records import JSON, Leaf, Scenario, ToolGraph, Turn
from digit_tc.records.paths import get
from digit_tc.synthesis import Outcome
from digit_tc.synthesis.compare import Comparison, compare
from digit_tc.synthesis.parse_calls import parse_calls
from digit_tc.synthesis.planning import literal_arguments

_FEW = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


class _Read:
    """One turn with its prediction, as a solver would give it."""

    def __init__(self, graph: ToolGraph, scenario: Scenario, turns: list[Turn]) -> None:
        self.turn = turns[-1]
        self.plan = self.turn.plan
        self.tools = {graph.by_key[key].name: graph.by_key[key] for key in scenario.tools}
        self.results = {call.id: call.result for turn in turns[:-1] for call in turn.calls}
        self.calls: list[dict[str, Any]] = [
            {
                "id": call.id,
                "tool": graph.by_key[call.tool].name,
                "arguments": literal_arguments(call),
            }
            for call in self.plan.wanted
        ]

    def against(self, calls: JSON) -> Comparison:
        return compare(self.plan, parse_calls({"calls": calls}), self.tools, self.results)


def _turns(graph: ToolGraph, outcomes: list[Outcome], least: int = 1) -> list[_Read]:
    return [
        _Read(graph, outcome.scenario, list(outcome.conversation.turns[: position + 1]))
        for outcome in outcomes
        if outcome.conversation is not None
        for position, turn in enumerate(outcome.conversation.turns)
        if len(turn.plan.wanted) >= least
    ]


def _renumbered(calls: list[dict[str, Any]], ids: dict[int, int]) -> list[dict[str, Any]]:
    def changed(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: changed(item) for key, item in value.items()}
        if isinstance(value, list):
            return [changed(item) for item in value]
        if isinstance(value, str):
            return re.sub(
                r"^\$(\d+)\.", lambda found: f"${ids.get(int(found[1]), int(found[1]))}.", value
            )
        return value

    return [
        {**call, "id": ids[call["id"]], "arguments": changed(call["arguments"])} for call in calls
    ]


@_FEW
@given(data=st.data())
def test_plan_is_the_same_under_any_numbers_and_order(
    data: st.DataObject, graph: ToolGraph, outcomes: list[Outcome]
) -> None:
    read = data.draw(st.sampled_from(_turns(graph, outcomes)))
    numbers = [number for number in range(1, 90) if number not in read.results]
    count = len(read.calls)
    fresh = data.draw(
        st.lists(st.sampled_from(numbers), min_size=count, max_size=count, unique=True)
    )
    calls = _renumbered(
        read.calls, dict(zip([call["id"] for call in read.calls], fresh, strict=True))
    )
    comparison = read.against(data.draw(st.permutations(calls)))
    assert comparison == Comparison(
        hidden=comparison.hidden, hidden_found=sum(call.hidden for call in read.plan.wanted)
    )
    assert comparison.same


@_FEW
@given(data=st.data())
def test_each_planted_difference_is_named(
    data: st.DataObject, graph: ToolGraph, outcomes: list[Outcome]
) -> None:
    read = data.draw(st.sampled_from(_turns(graph, outcomes)))
    place = data.draw(st.integers(0, len(read.calls) - 1))
    planned = read.plan.wanted[place]
    plant = data.draw(st.sampled_from(["drop", "extra", "leaf", "unsaid", "invented", "unknown"]))
    calls = copy.deepcopy(read.calls)
    if plant == "drop":
        del calls[place]
        comparison = read.against(calls)
        assert comparison.missing_calls == (planned.id,)
    elif plant == "extra":
        calls.append({"id": 99, "tool": calls[place]["tool"], "arguments": {}})
        comparison = read.against(calls)
        assert len(comparison.extra_calls) == 1
    elif plant == "unknown":
        calls.append({"id": 99, "tool": "no_such_tool", "arguments": {}})
        comparison = read.against(calls)
        assert comparison.extra_calls == ("no_such_tool",)
    elif plant == "invented":
        calls[place]["arguments"]["made_up"] = "a value"
        comparison = read.against(calls)
        assert [one.path for one in comparison.invented_leaves] == ["made_up"]
    else:
        leaves = [
            binding
            for binding in planned.bindings
            if isinstance(binding.value, Leaf) and binding.path in calls[place]["arguments"]
        ]
        if not leaves:
            return
        path = leaves[0].path
        schema = read.tools[calls[place]["tool"]].parameters["properties"][path]
        if plant == "leaf":
            calls[place]["arguments"][path] = "something else"
            comparison = read.against(calls)
            assert path in {one.path for one in comparison.wrong_leaves}
        else:
            value = calls[place]["arguments"].pop(path)
            comparison = read.against(calls)
            left_out = schema.get("default", ...) == value
            assert comparison.same is left_out
            if left_out:
                return
            assert path in {one.path for one in comparison.missing_leaves}
    assert not comparison.same
    assert comparison.reason.startswith("A reader of your words would")
    assert comparison.reason.endswith((".", "…"))
    assert not re.search(r"\b[a-z]+_[a-z_]+\b", comparison.reason.split("(")[0])


def test_reference_within_the_turn_is_not_the_value_nor_another_item(
    graph: ToolGraph, outcomes: list[Outcome]
) -> None:
    tried = 0
    for read in _turns(graph, outcomes, least=2):
        own = {call.id for call in read.plan.wanted}
        for place, call in enumerate(read.calls):
            for name, value in call["arguments"].items():
                found = re.match(r"\$(\d+)\.(.*)", value) if isinstance(value, str) else None
                if found is None or int(found[1]) not in own:
                    continue
                tried += 1
                for other in ("AB-1234", f"{value}x", f"$77.{found[2]}"):
                    calls = copy.deepcopy(read.calls)
                    calls[place]["arguments"][name] = other
                    wrong = read.against(calls).wrong_references
                    assert [(one.path, one.planned, one.found) for one in wrong] == [
                        (name, value, other)
                    ]
    assert tried > 20


def test_value_of_an_earlier_result_stands_for_the_reference_to_it_and_back(
    graph: ToolGraph, outcomes: list[Outcome]
) -> None:

    tried = 0
    for read in _turns(graph, outcomes):
        for place, call in enumerate(read.calls):
            for name, value in call["arguments"].items():
                found = re.match(r"\$(\d+)\.(.*)", value) if isinstance(value, str) else None
                if found is None or int(found[1]) not in read.results:
                    continue
                tried += 1
                calls = copy.deepcopy(read.calls)
                calls[place]["arguments"][name] = get(read.results[int(found[1])], found[2])
                assert read.against(calls).same
                calls[place]["arguments"][name] = "another value"
                assert not read.against(calls).same
    assert tried > 20


def test_calls_of_one_tool_are_paired_so_that_least_differs(samples: Any) -> None:
    from digit_tc.records import Binding, Calls, Plan, PlannedCall

    tools = {tool.name: tool for tool in samples.build_tools()}
    planned = tuple(
        PlannedCall(
            id=number,
            step=number - 1,
            tool=samples.FIND_CITY,
            bindings=(Binding(path="name", value=Leaf(value=city)),),
            hidden=False,
        )
        for number, city in enumerate(("Oslo", "Porto", "Kyoto"), 1)
    )
    plan = Plan(turn=0, acts=(Calls(calls=planned),))
    calls = [
        {"id": 1, "tool": "find_city", "arguments": {"name": "Kyoto"}},
        {"id": 2, "tool": "find_city", "arguments": {"name": "Oslo"}},
        {"id": 3, "tool": "find_city", "arguments": {"name": "Lima"}},
    ]
    comparison = compare(plan, parse_calls(calls), tools, {})
    assert [(one.planned, one.found) for one in comparison.wrong_leaves] == [("Porto", "Lima")]
    assert "Porto" in comparison.reason
    assert compare(plan, parse_calls(calls[:2]), tools, {}).missing_calls == (2,)


_ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=12,
)


@_FEW
@given(reply=_ANY_JSON, data=st.data())
def test_no_reply_raises(
    reply: Any, data: st.DataObject, graph: ToolGraph, outcomes: list[Outcome]
) -> None:
    read = _turns(graph, outcomes[:5])[0]
    name = data.draw(st.sampled_from([*read.tools, "x"]))
    odd = {
        "calls": [
            reply,
            {"id": reply, "tool": name, "arguments": reply},
            {"id": 1, "tool": name, "arguments": {"a": reply, "b": "$1.a", "c": "$9.[0]"}},
            {"id": 1, "tool": reply, "arguments": '{"a": 1}'},
        ]
    }
    assert len(parse_calls(odd)) == 4
    parse_calls(reply)
    assert not read.against(odd["calls"]).same


@pytest.mark.parametrize(
    ("call", "fault"),
    [
        ("book it", "no call"),
        ({"id": 1, "arguments": {}}, "names no tool"),
        ({"tool": "find_city", "arguments": {}}, "no id"),
        ({"id": 1, "tool": "find_city", "arguments": [1]}, "no object"),
        ({"id": 1, "tool": "find_city", "arguments": {"a": ["x" * 30_000]}}, "too large"),
        ({"id": 1, "tool": "find_city", "arguments": {"a": [0] * 500}}, "too large"),
    ],
)
def test_fault_of_a_call_is_said(call: Any, fault: str) -> None:
    assert fault in parse_calls({"calls": [call]})[0].fault


def test_second_use_of_an_id_is_a_fault_and_keeps_references_clear() -> None:
    first, second = parse_calls([{"id": 4, "tool": "a"}, {"id": 4, "tool": "b"}])
    assert (first.id, first.fault) == (4, "")
    assert second.id < 0
    assert "twice" in second.fault


def test_no_more_calls_are_read_than_a_turn_can_have() -> None:
    calls = [{"id": number, "tool": "a", "arguments": {}} for number in range(1, 10_000)]
    assert len(parse_calls({"calls": calls})) == 32
