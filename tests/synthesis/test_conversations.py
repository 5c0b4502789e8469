"""What is true of every conversation that synthesis gives."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from digit_tc.config import SynthesisConfig
from digit_tc.language.transforms import agrees
from digit_tc.records import (
    Assistant,
    Conversation,
    Leaf,
    Scenario,
    ToolGraph,
    ToolResult,
    scalars_of,
)
from digit_tc.records.paths import generalise, get
from digit_tc.synthesis import Outcome, converse


def _conversations(outcomes: list[Outcome]) -> list[Conversation]:
    return [one.conversation for one in outcomes if one.conversation is not None]


def test_most_scenarios_become_whole_conversations_at_the_first_attempt(
    outcomes: list[Outcome],
) -> None:
    clean = [one for one in outcomes if one.conversation is not None and not one.rejections]
    # What a world refuses, or no words can tell, is drawn anew.
    assert len(clean) >= 0.8 * len(outcomes)
    assert all(
        len(one.conversation.turns) == len(one.scenario.turns) for one in clean if one.conversation
    )


def test_same_scenario_gives_the_same_conversation_in_any_order(
    outcomes: list[Outcome], write: Callable[[Scenario], Outcome]
) -> None:
    for outcome in reversed(outcomes[:25]):
        again = write(outcome.scenario)
        assert again.conversation == outcome.conversation
        assert again.rejections == outcome.rejections


def test_each_argument_can_be_read_again_where_its_provenance_says(
    outcomes: list[Outcome], graph: ToolGraph
) -> None:
    for conversation in _conversations(outcomes):
        results = {call.id: call.result for call in conversation.calls}
        for call in conversation.calls:
            values = dict(scalars_of(call.arguments))
            values = {path: value for path, value in values.items() if value not in ({}, [])}
            assert sorted(source.path for source in call.provenance) == sorted(values)
            for source in call.provenance:
                value = values[source.path]
                if source.kind == "result":
                    assert source.call is not None
                    assert source.call < call.id
                    assert get(results[source.call], source.result_path) == value
                elif source.kind == "user":
                    assert source.turn is not None
                    assert source.turn <= call.turn
                    text = conversation.turns[source.turn].request[source.start : source.end]
                    choices = _choices(graph, call.tool, source.path)
                    assert agrees(
                        source.transform, text, value, today=conversation.today, choices=choices
                    ), (text, source.transform, value)
                else:
                    assert source.kind == "enum"


def _choices(graph: ToolGraph, tool: str, path: str) -> tuple[object, ...]:
    from digit_tc.synthesis.execute import schema_at

    schema = schema_at(graph.by_key[tool].parameters, generalise(path))
    return tuple(schema.get("enum") or ())


def test_hidden_calls_are_those_of_the_scenario(outcomes: list[Outcome]) -> None:
    for outcome in outcomes:
        if outcome.conversation is None:
            continue
        for turn, spec in zip(outcome.conversation.turns, outcome.scenario.turns, strict=False):
            assert {call.step for call in turn.wanted if call.hidden} == set(spec.hidden)
            assert [call.tool for call in sorted(turn.wanted, key=lambda c: c.step)] == list(
                spec.chain.steps
            )


def test_independent_calls_stand_in_one_assistant_message(outcomes: list[Outcome]) -> None:
    parallel = [
        turn
        for conversation in _conversations(outcomes)
        for turn in conversation.turns
        if turn.kind == "fulfil"
        and turn.shape == "parallel"
        and not any(planned.after for planned in turn.plan.calls)
    ]
    assert len(parallel) > 10
    assert all(len({call.group for call in turn.calls}) == 1 for turn in parallel)


def test_a_call_that_uses_a_result_comes_in_a_later_message(outcomes: list[Outcome]) -> None:
    for conversation in _conversations(outcomes):
        seen: set[int] = set()
        uses = {
            planned.id: {b.value.call for b in planned.bindings if not isinstance(b.value, Leaf)}
            | set(planned.after)
            for turn in conversation.turns
            for planned in turn.plan.calls
        }
        for message in conversation.messages:
            if isinstance(message, Assistant):
                assert all(uses[call.id] <= seen for call in message.calls)
            if isinstance(message, ToolResult):
                seen.add(message.call)


def test_later_turns_use_results_of_earlier_ones(outcomes: list[Outcome]) -> None:
    later = Counter(
        any(source.call is not None and turn_of[source.call] < turn.index
            for call in turn.calls for source in call.provenance)
        for conversation in _conversations(outcomes)
        for turn_of in [{call.id: call.turn for call in conversation.calls}]
        for turn in conversation.turns[1:]
    )  # fmt: skip
    assert 0.2 < later[True] / sum(later.values()) < 0.45


def test_persona_and_system_message_carry_the_scenario(outcomes: list[Outcome]) -> None:
    for outcome in outcomes[:40]:
        if outcome.conversation is None:
            continue
        assert outcome.conversation.persona == outcome.scenario.persona.id
        day = outcome.scenario.today
        assert f"{day:%B} {day.day}, {day.year}" in outcome.conversation.system


def test_requests_of_many_conversations_differ(outcomes: list[Outcome]) -> None:
    first = [conversation.turns[0].request for conversation in _conversations(outcomes)]
    assert len(set(first)) >= 0.9 * len(first)


def test_user_turns_have_the_length_of_real_ones(outcomes: list[Outcome]) -> None:
    words = [len(t.request.split()) for c in _conversations(outcomes) for t in c.turns]
    assert 15 <= sum(words) / len(words) <= 45


def test_a_scenario_that_cannot_be_written_is_rejected_with_its_reason(
    graph: ToolGraph, scenarios: list[Scenario]
) -> None:
    scenario = next(one for one in scenarios if len(one.turns[0].chain.steps) == 1)
    step = scenario.turns[0].chain.steps[0]
    tool = graph.by_key[step]
    impossible = tool.model_copy(
        update={
            "parameters": {
                "type": "object",
                "properties": {"code": {"type": "string", "pattern": "^[0-9]{4}$", "maxLength": 2}},
                "required": ["code"],
            },
            "fingerprint": "tool-impossible",
        }
    )
    alone = scenario.model_copy(update={"turns": scenario.turns[:1]})
    outcome = converse(alone, {**graph.by_key, step: impossible}, SynthesisConfig(max_attempts=2))
    assert outcome.conversation is None
    assert [one.reason for one in outcome.rejections] == ["no-value", "no-value"]
    assert all(one.subject == scenario.id for one in outcome.rejections)
