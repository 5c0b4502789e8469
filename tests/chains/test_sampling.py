"""Scenarios drawn from random graphs keep the rules of the method."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from digit_tc.chains import ScenarioSampler, chain_of, shape_of
from digit_tc.config import HiddenShare, SampleConfig
from digit_tc.errors import ChainError
from digit_tc.records import (
    Edge,
    Persona,
    Scenario,
    Tool,
    ToolGraph,
    ToolSource,
    TurnSpec,
    content_id,
)
from digit_tc.semantics import profile_of

PERSONAS = (
    Persona(id="ann", manner="plain", description="Ann, who says what she wants."),
    Persona(id="bo", manner="terse", description="Bo, who says little."),
)
VERBS = ("get", "search", "create", "update", "delete", "send", "login", "logout")
NOUNS = ("flight", "order", "invoice", "room")
SLOTS = ("flight_id", "order_id", "invoice_id", "room_id", "note")


def make_tool(
    name: str,
    *,
    namespace: str = "shop",
    parameters: tuple[str, ...] = (),
    requires: tuple[str, ...] = (),
) -> Tool:
    return Tool(
        namespace=namespace,
        name=name,
        description=name.replace("_", " ").capitalize() + ".",
        parameters={
            "type": "object",
            "properties": {parameter: {"type": "string"} for parameter in parameters},
            "required": list(parameters[:2]),
        },
        requires=requires,
        source=ToolSource(label="test", reader="openai"),
        fingerprint=content_id("tool", namespace, name),
    )


def make_edge(source: str, source_path: str, target: str, target_path: str) -> Edge:
    return Edge(
        id=content_id("edge", source, source_path, target, target_path),
        source=source, source_path=source_path, target=target, target_path=target_path,
        score=0.8, kind="identity", evidence="Test.",
    )  # fmt: skip


def make_graph(tools: list[Tool], edges: list[Edge]) -> ToolGraph:
    return ToolGraph(
        tools=tuple(sorted(tools, key=lambda tool: tool.key)),
        edges=tuple(sorted({edge.id: edge for edge in edges}.values(), key=lambda edge: edge.id)),
    )


@st.composite
def graphs(draw: st.DrawFn) -> ToolGraph:
    """Small graphs with clashing names, cycles, parallel edges, preconditions and dead ends."""
    tools: dict[str, Tool] = {}
    for _ in range(draw(st.integers(1, 14))):
        name = f"{draw(st.sampled_from(VERBS))}_{draw(st.sampled_from(NOUNS))}"
        tool = make_tool(
            name,
            namespace=draw(st.sampled_from(("shop", "desk"))),
            parameters=tuple(draw(st.lists(st.sampled_from(SLOTS), max_size=3, unique=True))),
        )
        tools[tool.key] = tool
    keys = sorted(tools)
    for key in draw(st.lists(st.sampled_from(keys), max_size=3)):
        wanted = draw(st.lists(st.sampled_from([*keys, "gone::tool"]), max_size=2))
        tools[key] = tools[key].model_copy(update={"requires": tuple(wanted)})
    edges = []
    for _ in range(draw(st.integers(0, 30))):
        source, target = draw(st.sampled_from(keys)), draw(st.sampled_from(keys))
        slots = sorted(tools[target].parameters["properties"])
        if slots:
            path = draw(st.sampled_from(("id", "items[].id", "items[].name")))
            edges.append(make_edge(source, path, target, draw(st.sampled_from(slots))))
    return make_graph(list(tools.values()), edges)


CONFIGS = st.builds(
    SampleConfig,
    hidden=st.sampled_from((0.0, 0.15, 0.9)).map(HiddenShare.same),
    carry_share=st.sampled_from((0.0, 0.4, 1.0)),
    max_steps=st.integers(1, 6),
    offered=st.sampled_from(((1, 1), (3, 8), (17, 39))),
)


def drawn(
    graph: ToolGraph, config: SampleConfig | None = None, n: int = 10, seed: int = 3
) -> list[Scenario]:
    try:
        sampler = ScenarioSampler(graph, config or SampleConfig(), seed, personas=PERSONAS)
    except ChainError:
        reject()  # every tool of this graph requires one of its own name
    return sampler.take(n)


def turns_of(scenarios: list[Scenario]) -> Iterator[TurnSpec]:
    for scenario in scenarios:
        yield from scenario.turns


@settings(deadline=None, max_examples=40)
@given(graphs(), CONFIGS)
def test_every_chain_is_a_walk_of_its_graph(graph: ToolGraph, config: SampleConfig) -> None:
    edges = {edge.id: edge for edge in graph.edges}
    for turn in turns_of(drawn(graph, config)):
        steps, links = turn.chain.steps, turn.chain.links
        for link in links:
            assert 0 <= link.source < link.target < len(steps)
            if not link.edge:
                assert (link.source_path, link.target_path) == ("", "")
                continue
            edge = edges[link.edge]
            assert (edge.source, edge.source_path) == (steps[link.source], link.source_path)
            assert (edge.target, edge.target_path) == (steps[link.target], link.target_path)


@settings(deadline=None, max_examples=40)
@given(graphs(), CONFIGS)
def test_carries_walk_edges_from_steps_of_earlier_turns(
    graph: ToolGraph, config: SampleConfig
) -> None:
    edges = {edge.id: edge for edge in graph.edges}
    for scenario in drawn(graph, config):
        for position, turn in enumerate(scenario.turns):
            for carry in turn.carries:
                assert 0 <= carry.turn < position
                edge = edges[carry.edge]
                assert edge.source == scenario.turns[carry.turn].chain.steps[carry.step]
                assert edge.target == turn.chain.steps[carry.target]
                assert edge.source_path == carry.source_path
                assert edge.target_path == carry.target_path


@settings(deadline=None, max_examples=40)
@given(graphs(), CONFIGS)
def test_a_parameter_is_fed_at_most_once(graph: ToolGraph, config: SampleConfig) -> None:
    for turn in turns_of(drawn(graph, config)):
        fed = [(link.target, link.target_path) for link in turn.chain.links if link.edge]
        fed += [(carry.target, carry.target_path) for carry in turn.carries]
        assert len(fed) == len(set(fed))


@settings(deadline=None, max_examples=40)
@given(graphs(), CONFIGS)
def test_hidden_calls_are_closed_under_their_producers_and_used(
    graph: ToolGraph, config: SampleConfig
) -> None:
    for turn in turns_of(drawn(graph, config)):
        hidden = set(turn.hidden)
        assert len(hidden) < len(turn.chain.steps)
        for step in hidden:
            assert any(link.source == step for link in turn.chain.links)
        for link in turn.chain.links:
            assert link.source in hidden or link.target not in hidden


@settings(deadline=None, max_examples=40)
@given(graphs(), st.integers(1, 6))
def test_without_an_implicit_share_only_what_a_tool_requires_is_hidden(
    graph: ToolGraph, steps: int
) -> None:
    config = SampleConfig(hidden=HiddenShare.same(0), max_steps=steps)
    for turn in turns_of(drawn(graph, config)):
        needed = {link.source for link in turn.chain.links if not link.edge}
        behind = set(needed)
        for link in reversed(turn.chain.links):
            if link.target in behind:
                behind.add(link.source)
        assert set(turn.hidden) <= behind
        for step in needed - set(turn.hidden):  # asked for, since nothing that changes is hidden
            assert any(
                not profile_of(graph.by_key[turn.chain.steps[member]]).reads
                for member in behind
                if member <= step
            )


@settings(deadline=None, max_examples=40)
@given(graphs(), CONFIGS)
def test_offered_tools_include_all_needed_and_their_names_differ(
    graph: ToolGraph, config: SampleConfig
) -> None:
    for scenario in drawn(graph, config):
        names = [graph.by_key[key].name for key in scenario.tools]
        assert len(names) == len(set(names))
        needed = {key for turn in scenario.turns for key in turn.chain.steps}
        assert needed <= set(scenario.tools)
        assert len(scenario.tools) <= max(config.offered[1], len(needed))


@settings(deadline=None, max_examples=40)
@given(graphs(), CONFIGS)
def test_what_a_tool_requires_is_called_before_it(graph: ToolGraph, config: SampleConfig) -> None:
    for scenario in drawn(graph, config):
        called: set[str] = set()
        for turn in scenario.turns:
            for step in turn.chain.steps:
                known = [key for key in graph.by_key[step].requires if key in graph.by_key]
                assert set(known) - {step} <= called or _cyclic(graph, step)
                called.add(step)


def _cyclic(graph: ToolGraph, start: str) -> bool:
    seen: set[str] = set()
    waiting = list(graph.by_key[start].requires)
    while waiting:
        key = waiting.pop()
        if key == start:
            return True
        if key not in seen and key in graph.by_key:
            seen.add(key)
            waiting.extend(graph.by_key[key].requires)
    return any(_cyclic(graph, key) for key in seen if key != start)


@settings(deadline=None, max_examples=40)
@given(graphs(), CONFIGS)
def test_shape_and_ids_tell_the_content(graph: ToolGraph, config: SampleConfig) -> None:
    for scenario in drawn(graph, config):
        content = scenario.model_dump(mode="json", exclude={"id"})
        assert scenario.id == content_id("scenario", content)
        for turn in scenario.turns:
            chain = turn.chain
            assert chain.id == chain_of(chain.shape, chain.steps, chain.links).id
            added = [
                step
                for step in range(len(chain.steps))
                if any(link.source == step and not link.edge for link in chain.links)
                and not any(
                    link.edge and step in (link.source, link.target) for link in chain.links
                )
            ]
            kept = len(chain.steps) - len(added)
            assert chain.shape == shape_of(kept, chain.links)
            assert kept <= config.max_steps


@settings(deadline=None, max_examples=40)
@given(graphs(), CONFIGS, st.integers(0, 2**63 - 1), st.integers(0, 9), st.integers(0, 9))
def test_the_stream_does_not_depend_on_how_it_is_taken(
    graph: ToolGraph, config: SampleConfig, seed: int, first: int, second: int
) -> None:
    whole = drawn(graph, config, first + second, seed)
    parts = ScenarioSampler(graph, config, seed, personas=PERSONAS)
    assert parts.take(first) + parts.take(second) == whole
    late = ScenarioSampler(graph, config, seed, start=first, personas=PERSONAS)
    assert late.take(second) == whole[first:]
    assert [scenario.index for scenario in whole] == list(range(first + second))


@settings(deadline=None, max_examples=40)
@given(graphs(), CONFIGS)
def test_a_tool_is_repeated_only_where_its_calls_can_differ(
    graph: ToolGraph, config: SampleConfig
) -> None:
    for scenario in drawn(graph, config):
        seen: Counter[str] = Counter()
        for turn in scenario.turns:
            steps = turn.chain.steps
            if turn.chain.shape == "linear":
                assert len(set(steps)) == len(steps)
            for position, step in enumerate(steps):
                fed = {link.target_path for link in turn.chain.links if link.target == position}
                fed |= {carry.target_path for carry in turn.carries if carry.target == position}
                free = set(graph.by_key[step].parameters["required"]) - fed
                explicit = position not in turn.hidden
                needed = any(link.source == position and not link.edge for link in turn.chain.links)
                assert not seen[step] or free or not explicit or needed
            seen.update(steps)


@settings(deadline=None, max_examples=40)
@given(graphs(), CONFIGS)
def test_what_was_deleted_is_not_used_again(graph: ToolGraph, config: SampleConfig) -> None:
    for scenario in drawn(graph, config, n=20):
        for position, turn in enumerate(scenario.turns):
            for carry in turn.carries:
                noun = carry.target_path.removesuffix("_id")
                between = [
                    step
                    for past in scenario.turns[carry.turn : position]
                    for place, step in enumerate(past.chain.steps)
                    # Nothing is deleted by a call that fails for good.
                    if past.fails is None
                    or past.fails.step != place
                    or past.fails.fault == "unavailable"
                ]
                assert not any(step.endswith(f"delete_{noun}") for step in between)


def test_a_graph_without_tools_is_refused_in_plain_words() -> None:
    with pytest.raises(ChainError, match="has no tools"):
        ScenarioSampler(ToolGraph(tools=(), edges=()), SampleConfig(), 1, personas=PERSONAS)


def test_one_tool_without_parameters_gives_conversations_of_one_call() -> None:
    graph = make_graph([make_tool("get_time")], [])
    for scenario in drawn(graph, n=50):
        assert [turn.chain.steps for turn in scenario.turns] == [("shop::get_time",)]


def test_one_tool_with_a_parameter_can_be_called_again_with_other_values() -> None:
    graph = make_graph([make_tool("get_weather", parameters=("city",))], [])
    scenarios = drawn(graph, n=50)
    assert max(len(scenario.turns) for scenario in scenarios) > 1
    assert {"single", "parallel"} == {turn.chain.shape for turn in turns_of(scenarios)}


def test_another_seed_gives_other_scenarios() -> None:
    graph = make_graph([make_tool(f"get_{noun}", parameters=("name",)) for noun in NOUNS], [])
    assert drawn(graph, seed=1) != drawn(graph, seed=2)


def test_a_deletion_never_follows_the_making_of_the_same_thing() -> None:
    tools = [
        make_tool("create_order", parameters=("name",)),
        make_tool("get_order", parameters=("order_id",)),
        make_tool("delete_order", parameters=("order_id",)),
    ]
    edges = [
        make_edge("shop::create_order", "order_id", "shop::delete_order", "order_id"),
        make_edge("shop::create_order", "order_id", "shop::get_order", "order_id"),
        make_edge("shop::get_order", "order_id", "shop::delete_order", "order_id"),
        make_edge("shop::delete_order", "order_id", "shop::get_order", "order_id"),
    ]
    scenarios = drawn(make_graph(tools, edges), n=300)
    unwanted = {edges[0].id, edges[3].id}
    assert not any(
        link.edge in unwanted for turn in turns_of(scenarios) for link in turn.chain.links
    )
    carried = {carry.edge for turn in turns_of(scenarios) for carry in turn.carries}
    assert not unwanted & carried


def test_after_a_log_out_what_is_required_is_called_again() -> None:
    tools = [
        make_tool("login", parameters=("user_name",)),
        make_tool("logout"),
        *(
            make_tool(f"get_{noun}", parameters=("name",), requires=("shop::login",))
            for noun in NOUNS
        ),
    ]
    scenarios = drawn(make_graph(tools, []), n=200)
    for scenario in scenarios:
        steps = [step for turn in scenario.turns for step in turn.chain.steps]
        inside = False
        for step in steps:
            if step == "shop::logout":
                inside = False
            elif step == "shop::login":
                inside = True
            else:
                assert inside


@pytest.mark.parametrize(
    ("path", "walked"),
    [("order_id", False), ("items[].order_id", False), ("invoice_id", True), ("items[].id", True)],
)
def test_what_only_comes_back_as_it_was_given_is_not_looked_up(path: str, walked: bool) -> None:
    source = make_tool("get_order", parameters=("order_id", "id"))
    target = make_tool("send_invoice", parameters=("order_id",))
    graph = make_graph([source, target], [make_edge(source.key, path, target.key, "order_id")])
    scenarios = drawn(graph, SampleConfig(max_steps=2, carry_share=1.0), n=40)
    links = [link for one in scenarios for turn in one.turns for link in turn.chain.links]
    carries = [carry for one in scenarios for turn in one.turns for carry in turn.carries]
    assert bool(links or carries) is walked


@pytest.mark.parametrize("of_session", [False, True])
def test_what_is_told_once_for_the_whole_conversation_comes_from_no_call(of_session: bool) -> None:
    source = make_tool("log_in")
    target = make_tool("send_invoice", parameters=("access_token",))
    if of_session:
        target = target.model_copy(update={"session": ("access_token",)})
    edge = make_edge(source.key, "access_token", target.key, "access_token")
    scenarios = drawn(make_graph([source, target], [edge]), SampleConfig(max_steps=2), n=40)
    links = [link for one in scenarios for turn in one.turns for link in turn.chain.links]
    assert bool(links) is not of_session
