"""What a few hundred scenarios of the starter pack come to."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from typing import Literal

import pytest

from digit_tc.chains import ScenarioSampler, load_personas
from digit_tc.config import GraphConfig, HiddenShare, SampleConfig, ShapeWeights
from digit_tc.graph import build_graph
from digit_tc.records import ToolGraph
from digit_tc.records.profile import READING_EFFECTS
from digit_tc.semantics import profile_of
from digit_tc.specs import load_tools


@lru_cache(maxsize=1)
def starter() -> ToolGraph:
    return build_graph(load_tools(["starter"]).tools, GraphConfig(embeddings="none"))


def test_five_hundred_scenarios_use_every_tool_and_nearly_every_edge() -> None:
    sampler = ScenarioSampler(starter(), SampleConfig(), 7)
    sampler.take(500)
    coverage = sampler.coverage()
    assert coverage.scenarios == 500
    assert coverage.tools_used == coverage.tools == len(starter().tools)
    assert coverage.edges_used >= 0.95 * coverage.edges > 0


def test_shapes_come_near_their_weights() -> None:
    config = SampleConfig()
    sampler = ScenarioSampler(starter(), config, 7)
    sampler.take(500)
    coverage = sampler.coverage()
    for shape, weight in config.shapes.model_dump().items():
        assert coverage.shapes[shape] / coverage.turns == pytest.approx(weight, abs=0.02)
    assert sum(coverage.shapes_asked.values()) == coverage.turns
    assert coverage.multi_call_turns >= 0.45 * coverage.turns


@pytest.mark.parametrize("share", [0.05, 0.2, 0.3])
def test_the_share_of_hidden_calls_meets_its_target(share: float) -> None:
    sampler = ScenarioSampler(starter(), SampleConfig(hidden=HiddenShare.same(share)), 7)
    scenarios = sampler.take(500)
    turns = [turn for scenario in scenarios for turn in scenario.turns]
    calls = sum(len(turn.chain.steps) for turn in turns)
    hidden = sum(len(turn.hidden) for turn in turns)
    assert hidden / calls == pytest.approx(share, abs=0.01)
    coverage = sampler.coverage()
    assert (coverage.calls, coverage.hidden_calls) == (calls, hidden)


@pytest.mark.parametrize("share", [0.0, 0.4, 0.55])
def test_the_share_of_turns_that_go_on_from_earlier_results_meets_its_target(
    share: float,
) -> None:
    sampler = ScenarioSampler(starter(), SampleConfig(carry_share=share), 7)
    scenarios = sampler.take(400)
    later = [turn for scenario in scenarios for turn in scenario.turns[1:]]
    carrying = sum(bool(turn.carries) for turn in later)
    assert carrying / len(later) == pytest.approx(share, abs=0.02)


@pytest.mark.parametrize("hide", ["share", "composite"])
def test_only_look_ups_and_log_ins_are_hidden(hide: Literal["share", "composite"]) -> None:
    graph = starter()
    config = SampleConfig(hidden=HiddenShare.same(0.5), hide=hide)
    effects = Counter(
        profile_of(graph.by_key[turn.chain.steps[step]]).effect
        for scenario in ScenarioSampler(graph, config, 7).take(300)
        for turn in scenario.turns
        for step in turn.hidden
    )
    assert effects.total() > 100
    assert effects.keys() <= READING_EFFECTS | {"session"}


def test_without_edges_turns_are_single_or_parallel_in_the_shares_of_the_weights() -> None:
    graph = ToolGraph(tools=starter().tools, edges=())
    sampler = ScenarioSampler(graph, SampleConfig(hidden=HiddenShare.same(0)), 7)
    sampler.take(400)
    coverage = sampler.coverage()
    assert coverage.shapes["single"] / coverage.turns == pytest.approx(
        ShapeWeights().single, abs=0.02
    )
    assert coverage.shapes["single"] + coverage.shapes["parallel"] == coverage.turns
    assert coverage.fallbacks["linear→parallel"] > 0
    assert coverage.tools_used == coverage.tools
    assert coverage.hidden_calls <= coverage.required_calls


def test_dates_personas_and_numbers_of_tools_stay_in_their_ranges() -> None:
    config = SampleConfig()
    scenarios = ScenarioSampler(starter(), config, 11).take(200)
    assert all(config.today[0] <= scenario.today <= config.today[1] for scenario in scenarios)
    assert all(config.offered[0] <= len(scenario.tools) <= config.offered[1]
               for scenario in scenarios)  # fmt: skip
    assert {scenario.persona for scenario in scenarios} <= set(load_personas())
    assert len({scenario.persona.id for scenario in scenarios}) > 5
    assert {len(scenario.turns) for scenario in scenarios} == {1, 2, 3, 4, 5}
    assert len({scenario.seed for scenario in scenarios}) == 200
    assert all(0 <= scenario.seed < 2**63 for scenario in scenarios)


def test_nobody_pays_the_amount_of_another_payment_or_books_with_another_ones_address() -> None:
    walked: dict[str, set[str]] = {}
    for scenario in ScenarioSampler(starter(), SampleConfig(), 7).take(500):
        for turn in scenario.turns:
            for link in turn.chain.links:
                source, target = turn.chain.steps[link.source], turn.chain.steps[link.target]
                walked.setdefault(target, set()).add(f"{source} {link.target_path}")
    assert "bank::list_accounts account_id" in walked["bank::transfer_money"]
    assert not any(one.endswith(" amount") for one in walked["bank::transfer_money"])
    assert not any("passenger." in one for one in walked["travel::book_flight"])
    assert "shop::list_orders order_id" in walked["shop::change_delivery_address"]
    assert not any("address." in one for one in walked["shop::change_delivery_address"])


def test_each_conversation_hides_a_share_of_its_own_around_the_mean() -> None:
    scenarios = ScenarioSampler(starter(), SampleConfig(), 7).take(500)
    shares = []
    for scenario in scenarios:
        calls = sum(len(turn.chain.steps) for turn in scenario.turns)
        shares.append(sum(len(turn.hidden) for turn in scenario.turns) / calls)
    assert sum(shares) / len(shares) == pytest.approx(0.35, abs=0.03)
    assert sum(share < 0.25 for share in shares) > 50
    assert sum(share > 0.45 for share in shares) > 50
    assert sum(share > 0.62 for share in shares) < 25


def test_ids_that_a_tool_could_give_are_seldom_said() -> None:
    """Nobody knows the id of a card by heart; the number of an order stands in a letter."""
    graph = starter()
    said = looked_up = 0
    for scenario in ScenarioSampler(graph, SampleConfig(), 7).take(500):
        for turn in scenario.turns:
            fed = {(link.target, link.target_path) for link in turn.chain.links}
            fed |= {(carry.target, carry.target_path) for carry in turn.carries}
            for step, key in enumerate(turn.chain.steps):
                for name in graph.by_key[key].parameters.get("required", ()):
                    given = any(
                        edge.target == key and edge.target_path == name for edge in graph.edges
                    )
                    if name.endswith("_id") and given:
                        looked_up += (step, name) in fed
                        said += (step, name) not in fed
    assert looked_up > 1000
    assert said / (said + looked_up) < 0.25


def test_conversations_keep_to_one_or_two_services() -> None:
    graph = starter()
    services = Counter(
        len({graph.by_key[key].namespace for turn in scenario.turns for key in turn.chain.steps})
        for scenario in ScenarioSampler(graph, SampleConfig(), 7).take(500)
    )
    assert services[1] + services[2] > 0.75 * services.total()
    assert services[4] + services[5] < 0.04 * services.total()


def test_few_failures_are_of_tools_that_are_down_for_a_moment() -> None:
    faults = Counter(
        turn.fails.fault
        for scenario in ScenarioSampler(starter(), SampleConfig(), 7).take(400)
        for turn in scenario.turns
        if turn.fails is not None
    )
    assert set(faults) == {"unavailable", "unknown", "state"}
    assert faults["unavailable"] <= 0.17 * faults.total()
    assert faults.total() > 80
