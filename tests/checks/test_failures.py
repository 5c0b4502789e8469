"""What follows a call that failed is right, or the check on failures says what is not."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from digit_tc_test_support.editing import edited  # type: ignore[import-not-found]

from digit_tc.chains import ScenarioSampler
from digit_tc.checks import CheckContext
from digit_tc.checks.failures import check
from digit_tc.config import GraphConfig, SampleConfig, SynthesisConfig
from digit_tc.graph import build_graph
from digit_tc.records import Conversation, Provenance, ToolGraph, Turn
from digit_tc.specs import load_tools
from digit_tc.synthesis import converse


@pytest.fixture(scope="module")
def graph() -> ToolGraph:
    return build_graph(load_tools(["starter"]).tools, GraphConfig(embeddings="none"))


@pytest.fixture(scope="module")
def failing(graph: ToolGraph) -> list[tuple[Conversation, Turn]]:
    """Turns in which a right call fails, with their conversations."""
    sample = SampleConfig(kinds={"fulfil": 0.7, "recover": 0.3})
    scenarios = ScenarioSampler(graph, sample, 7).take(100)
    outcomes = [converse(one, graph.by_key, SynthesisConfig()) for one in scenarios]
    return [
        (outcome.conversation, turn)
        for outcome in outcomes
        if outcome.conversation is not None
        for turn in outcome.conversation.turns
        if turn.kind == "recover"
    ]


def _fault(turn: Turn) -> str:
    return next(call.fault for call in turn.plan.calls if call.fault is not None)


def test_a_call_fails_for_each_reason_and_the_closing_tells_it(
    failing: list[tuple[Conversation, Turn]],
) -> None:
    assert len(failing) > 50
    assert {_fault(turn) for _conversation, turn in failing} == {"unknown", "state", "unavailable"}
    for _conversation, turn in failing:
        (failed,) = [call for call in turn.calls if call.status == "error"]
        assert failed.fields["error"]
        again = [one for one in turn.plan.calls if one.repeats == failed.id]
        assert bool(again) == (_fault(turn) == "unavailable")
        if not again and not failed.hidden:
            assert any(word in turn.summary for word in ("not", "n't", "tried")), turn.summary


Plant = Callable[[Turn], Turn | None]


def _without_the_second_try(turn: Turn) -> Turn | None:
    again = [one.id for one in turn.plan.calls if one.repeats is not None]
    if not again:
        return None
    return edited(
        turn,
        calls=tuple(call for call in turn.calls if call.id not in again),
        planned=tuple(call for call in turn.plan.calls if call.id not in again),
    )


def _with_another_second_try(turn: Turn) -> Turn | None:
    again = [one.id for one in turn.plan.calls if one.repeats is not None]
    if not again:
        return None
    calls = tuple(
        call.model_copy(update={"arguments": {**call.arguments, "page": 2}})
        if call.id in again
        else call
        for call in turn.calls
    )
    return edited(turn, calls=calls)


def _built_on_what_failed(turn: Turn) -> Turn | None:
    failed = next(call for call in turn.calls if call.status == "error")
    if failed.id == turn.calls[-1].id:
        return None
    source = Provenance(path="x", kind="result", call=failed.id, result_path="id")
    last = turn.calls[-1]
    changed = last.model_copy(update={"provenance": (*last.provenance, source)})
    return edited(turn, calls=(*turn.calls[:-1], changed))


def _without_an_error(turn: Turn) -> Turn | None:
    calls = tuple(
        call.model_copy(update={"result": {"note": "fine"}}) if call.status == "error" else call
        for call in turn.calls
    )
    return edited(turn, calls=calls)


@pytest.mark.parametrize(
    ("plant", "reason"),
    [
        (_without_the_second_try, "is not made again"),
        (_with_another_second_try, "is another one"),
        (_built_on_what_failed, "which failed"),
        (_without_an_error, "names no error"),
    ],
)
def test_a_planted_fault_is_named(
    failing: list[tuple[Conversation, Turn]], graph: ToolGraph, plant: Plant, reason: str
) -> None:
    context = CheckContext(tools=graph.by_key)
    tried = 0
    for conversation, turn in failing:
        assert check(conversation, context).passed
        planted = plant(turn)
        if planted is None:
            continue
        turns = tuple(planted if one.index == turn.index else one for one in conversation.turns)
        verdict = check(conversation.model_copy(update={"turns": turns}), context)
        assert not verdict.passed
        assert reason in verdict.reason
        tried += 1
    assert tried > 3
