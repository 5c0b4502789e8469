"""Whatever calls are proposed, what becomes a plan holds."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digit_tc.chains.shape import shape_of_pairs
from digit_tc.checks import CheckContext, get_check
from digit_tc.records import Call, Conversation, Reference, ToolGraph, Turn, compose_turn
from digit_tc.synthesis import Outcome
from digit_tc.synthesis.compare import compare
from digit_tc.synthesis.free_plan import FreePlanning, free_plan
from digit_tc.synthesis.parse_calls import parse_calls
from digit_tc.synthesis.plan import Drafted
from digit_tc.synthesis.planning import literal_arguments

_FEW = settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
_PLAN_VALID = get_check("plan_valid").check


def _conversations(outcomes: list[Outcome]) -> list[tuple[Outcome, Conversation]]:
    return [(one, one.conversation) for one in outcomes if one.conversation is not None]


def _planning(
    graph: ToolGraph, keys: tuple[str, ...], before: list[Call], **changes: Any
) -> FreePlanning:
    tools = {graph.by_key[key].name: graph.by_key[key] for key in keys}
    return FreePlanning(tools=tools, before=before, **{"hidden_share": 0.15, **changes})


def _proposed(graph: ToolGraph, turn: Turn) -> list[dict[str, Any]]:
    return [
        {
            "id": call.id,
            "tool": graph.by_key[call.tool].name,
            "arguments": literal_arguments(call),
        }
        for call in turn.plan.calls
    ]


def _holds(drafted: Drafted, graph: ToolGraph, conversation: Conversation, turn: int) -> None:
    spec = drafted.spec
    assert spec is not None
    calls = drafted.plan.calls
    first = len([call for one in conversation.turns[:turn] for call in one.calls]) + 1
    assert [call.id for call in calls] == list(range(first, first + len(calls)))
    assert [call.tool for call in calls] == list(spec.chain.steps)
    uses = {
        (binding.value.call, call.id)
        for call in calls
        for binding in call.bindings
        if isinstance(binding.value, Reference) and binding.value.call >= first
    }
    assert uses == {
        (first + link.source, first + link.target) for link in spec.chain.links if link.edge
    }
    orders = {(earlier, call.id) for call in calls for earlier in call.after}
    assert all(
        drafted.plan.groups[one] < drafted.plan.groups[other] for one, other in uses | orders
    )
    assert sorted(set(drafted.plan.groups.values())) == list(
        range(len(set(drafted.plan.groups.values())))
    )
    alone = {one for one, _other in orders} - {call for pair in uses for call in pair}
    rest = [call.id for call in calls if call.id not in alone]
    pairs = {(rest.index(one), rest.index(other)) for one, other in uses}
    assert spec.chain.shape == shape_of_pairs(len(rest), pairs)
    hidden = {call.id for call in calls if call.hidden}
    assert len(hidden) < len(calls)
    assert all(one in hidden for one, other in uses | orders if other in hidden)
    assert hidden <= {one for one, _other in uses | orders}
    assert set(drafted.fields) == {
        (call.id, binding.path)
        for call in calls
        for binding in call.bindings
        if not isinstance(binding.value, Reference)
    }
    bare = compose_turn(turn, spec, drafted.plan, request="")
    under = conversation.model_copy(update={"turns": (*conversation.turns[:turn], bare)})
    verdict = _PLAN_VALID(under, CheckContext(tools=graph.by_key), first=turn)
    assert verdict.passed, verdict.reason


@_FEW
@given(data=st.data())
def test_sound_proposal_becomes_the_same_plan_whatever_stands_beside_it(
    data: st.DataObject, graph: ToolGraph, outcomes: list[Outcome]
) -> None:
    outcome, conversation = data.draw(st.sampled_from(_conversations(outcomes)))
    position = data.draw(st.integers(0, len(conversation.turns) - 1))
    turn = conversation.turns[position]
    before = [call for one in conversation.turns[:position] for call in one.calls]
    good = _proposed(graph, turn)
    bad = [
        {"id": 70, "tool": "no_such_tool", "arguments": {}},
        {"id": 71, "tool": good[0]["tool"], "arguments": {"made_up": 1}},
        {"id": 72, "tool": good[0]["tool"], "arguments": {**good[0]["arguments"], "x": "$73.y"}},
        {"id": 73, "tool": good[0]["tool"], "arguments": {"x": "$72.y"}},
        {"id": 74, "tool": good[0]["tool"], "arguments": good[0]["arguments"]},
        "nothing",
    ]
    mixed = data.draw(st.permutations([*good, *data.draw(st.lists(st.sampled_from(bad)))]))
    planning = _planning(graph, outcome.scenario.tools, before, carries=False)
    drafted = free_plan(position, parse_calls({"calls": mixed}), planning, random.Random(3))
    assert isinstance(drafted, Drafted), drafted
    _holds(drafted, graph, conversation, position)
    whole = len(drafted.plan.calls) == len(good)
    if whole:
        results = {call.id: call.result for call in before}
        assert compare(drafted.plan, parse_calls({"calls": good}), planning.tools, results).same
    assert whole or turn.shape in {"parallel", "dag"}


@_FEW
@given(data=st.data(), seed=st.integers(0, 10**6))
def test_any_proposal_becomes_a_plan_that_holds_or_a_reason(
    data: st.DataObject, seed: int, graph: ToolGraph, outcomes: list[Outcome]
) -> None:
    outcome, conversation = data.draw(st.sampled_from(_conversations(outcomes)))
    position = data.draw(st.integers(0, len(conversation.turns) - 1))
    before = [call for one in conversation.turns[:position] for call in one.calls]
    rng = random.Random(seed)
    calls: list[dict[str, Any]] = []
    for _ in range(rng.randint(0, 9)):
        key = rng.choice(outcome.scenario.tools)
        tool = graph.by_key[key]
        arguments: dict[str, Any] = {}
        for name in tool.parameters["properties"]:
            edges = [edge for edge in graph.incoming.get(key, ()) if edge.target_path == name]
            near = [one for one in calls if one["key"] in {edge.source for edge in edges}]
            near += [
                {"id": call.id, "key": call.tool}
                for call in before
                if call.tool in {edge.source for edge in edges}
            ]
            if near and rng.random() < 0.8:
                source = rng.choice(near)
                path = next(edge.source_path for edge in edges if edge.source == source["key"])
                item = rng.choice(("[0]", "[]", ""))
                arguments[name] = f"${source['id']}.{path.replace('[]', item)}"
            elif name in tool.parameters.get("required", ()) or rng.random() < 0.2:
                arguments[name] = rng.choice(["Oslo", "2026-03-12", 3, True, ["a"], None, "string"])
        calls.append(
            {"id": 100 + len(calls), "tool": tool.name, "arguments": arguments, "key": key}
        )
    rng.shuffle(calls)
    planning = _planning(
        graph, outcome.scenario.tools, before,
        carries=rng.random() < 0.5, composite=rng.random() < 0.3, most_calls=rng.randint(1, 5),
    )  # fmt: skip
    drafted = free_plan(position, parse_calls({"calls": calls}), planning, rng)
    if isinstance(drafted, str):
        assert drafted.endswith((".", "'"))
        return
    _holds(drafted, graph, conversation, position)
    assert len(drafted.plan.calls) <= planning.most_calls
    assert drafted.spec is not None
    if position and planning.carries:
        assert drafted.spec.carries


@pytest.mark.parametrize(
    ("calls", "reason"),
    [
        ([], "no calls"),
        ([{"id": 1, "tool": "nothing", "arguments": {}}], "no tool called 'nothing'"),
        ([{"id": 1, "tool": "find_city", "arguments": {}}], "do not fit"),
        ([{"id": 1, "tool": "find_city", "arguments": {"name": 3}}], "do not fit"),
        ([{"id": 1, "tool": "find_city", "arguments": {"name": "your_name"}}], "placeholder"),
        ([{"id": 1, "tool": "find_city", "arguments": {"town": "Oslo"}}], "no argument town"),
        ([{"id": 1, "tool": "find_city", "arguments": {"name": "$9.name"}}], "no earlier call"),
        ([{"id": 1, "tool": "find_city", "arguments": {"name": "$1.name"}}], "in a circle"),
    ],
)
def test_reason_tells_what_was_wrong(calls: list[Any], reason: str, samples: Any) -> None:
    tools = {tool.name: tool for tool in samples.build_tools()}
    planning = FreePlanning(tools=tools, before=(), hidden_share=0.2)
    drafted = free_plan(0, parse_calls({"calls": calls}), planning, random.Random(1))
    assert isinstance(drafted, str)
    assert reason in drafted


def test_call_falls_with_what_it_builds_on_and_lists_are_entered_at_their_first_item(
    samples: Any,
) -> None:
    tools = {tool.name: tool for tool in samples.build_tools()}
    planning = FreePlanning(tools=tools, before=(), hidden_share=0.0)
    search = {"city_id": "$1.city_id", "date": "2026-03-12", "passengers": 2}
    book = {"flight_id": "$2.flights.flight_id", "passenger": {"name": "Ana Duarte"}}
    calls = [
        {"id": 3, "tool": "book_flight", "arguments": book},
        {"id": 2, "tool": "search_flights", "arguments": search},
        {"id": 1, "tool": "find_city", "arguments": {"name": "Oslo"}},
        {"id": 4, "tool": "get_weather", "arguments": {"city_id": "$1.sky", "date": "2026-03-12"}},
    ]
    drafted = free_plan(0, parse_calls(calls), planning, random.Random(1))
    assert isinstance(drafted, Drafted)
    assert [call.tool for call in drafted.plan.calls] == [
        samples.FIND_CITY, samples.SEARCH_FLIGHTS, samples.BOOK_FLIGHT,
    ]  # fmt: skip
    assert drafted.spec is not None
    assert drafted.spec.chain.shape == "linear"
    reference = next(
        binding.value
        for binding in drafted.plan.calls[2].bindings
        if isinstance(binding.value, Reference)
    )
    assert (reference.call, reference.path) == (2, "flights[0].flight_id")
    lost = free_plan(0, parse_calls(calls[:2]), planning, random.Random(1))
    assert isinstance(lost, str)


def test_later_turn_needs_a_value_of_an_earlier_one(samples: Any) -> None:
    tools = {tool.name: tool for tool in samples.build_tools()}
    conversation = samples.build_conversation(3)
    planning = FreePlanning(tools=tools, before=list(conversation.turns[0].calls), hidden_share=0.0)
    alone = [{"id": 5, "tool": "find_city", "arguments": {"name": "Kyoto"}}]
    refusal = free_plan(1, parse_calls(alone), planning, random.Random(1))
    assert isinstance(refusal, str)
    assert "earlier turn" in refusal
    carrying = {"flight_id": "$2.flights[0].flight_id", "passenger": {"name": "Ana Duarte"}}
    calls = [*alone, {"id": 6, "tool": "book_flight", "arguments": carrying}]
    drafted = free_plan(1, parse_calls(calls), planning, random.Random(1))
    assert isinstance(drafted, Drafted)
    assert [call.tool for call in drafted.plan.calls] == [samples.BOOK_FLIGHT]
    assert drafted.spec is not None
    assert [(one.turn, one.step) for one in drafted.spec.carries] == [(0, 1)]
