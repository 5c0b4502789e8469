"""Generated conversations, replayed in their stored worlds, over several catalogues."""

from __future__ import annotations

from pathlib import Path

import pytest

from digit_tc.api import tool_graph
from digit_tc.chains import ScenarioSampler
from digit_tc.checks import CheckContext, get_check, judge
from digit_tc.config import GraphConfig, RunConfig, SampleConfig, SynthesisConfig
from digit_tc.records import StoredWorld, ToolGraph
from digit_tc.semantics import profile_of
from digit_tc.synthesis import Outcome, converse

CASES = Path(__file__).parents[1] / "cases" / "world"


def replayed(outcome: Outcome, graph: ToolGraph) -> str:
    assert outcome.conversation is not None
    assert outcome.world is not None
    text = outcome.world.model_dump_json(exclude_defaults=True)
    worlds = {outcome.scenario.id: StoredWorld.model_validate_json(text)}
    context = CheckContext(tools=graph.by_key, worlds=worlds)
    verdict = judge(get_check("replay"), outcome.conversation, context)
    return "" if verdict.passed else verdict.reason


def test_the_stored_world_of_every_conversation_gives_its_results(
    outcomes: list[Outcome], graph: ToolGraph
) -> None:
    accepted = [one for one in outcomes if one.conversation is not None]
    assert len(accepted) > 0.95 * len(outcomes)
    assert [told for one in accepted if (told := replayed(one, graph))] == []


@pytest.mark.parametrize("name", ["orders.yaml", "filesystem.yaml"])
def test_so_do_worlds_of_other_tools(name: str) -> None:
    config = RunConfig(graph=GraphConfig(embeddings="none"))
    graph = tool_graph([str(CASES / name)], config)
    scenarios = ScenarioSampler(graph, SampleConfig(), seed=3).take(30)
    outcomes = [converse(one, graph.by_key, SynthesisConfig()) for one in scenarios]
    accepted = [one for one in outcomes if one.conversation is not None]
    assert len(accepted) >= 25
    assert [told for one in accepted if (told := replayed(one, graph))] == []
    rejections = [each for one in outcomes for each in one.rejections]
    assert [each.detail for each in rejections if each.reason in ("replay", "defect")] == []


def test_what_reads_is_repeated_with_the_same_answer_wherever_it_stands(
    outcomes: list[Outcome], graph: ToolGraph
) -> None:
    from digit_tc.world.apply import apply
    from digit_tc.world.storing import restore_world

    compared = 0
    for outcome in outcomes[:60]:
        if outcome.conversation is None or outcome.world is None:
            continue
        world = restore_world(outcome.world, graph.by_key)
        for call in outcome.conversation.calls:
            tool = graph.by_key[call.tool]
            response, world = apply(world, tool, call.arguments)
            if profile_of(tool).reads and response.status == "ok":
                again, after = apply(world, tool, call.arguments)
                assert again == response
                assert after.changes is world.changes
                compared += 1
    assert compared > 100
