"""Wrong calls that are shown and put right."""

from __future__ import annotations

from collections import Counter

import orjson
import pytest
from digit_tc_test_support.editing import edited

from digit_tc.checks import CheckContext, assess
from digit_tc.config import SynthesisConfig
from digit_tc.export import encode_row
from digit_tc.formats.openai import build_example
from digit_tc.records import Assistant, Conversation, Leaf, Scenario, ToolGraph, ToolResult, Turn
from digit_tc.synthesis import Outcome, converse
from digit_tc.synthesis.compare import compare
from digit_tc.synthesis.mistakes import WrongAnswer
from digit_tc.synthesis.parse_calls import parse_calls
from digit_tc.synthesis.wrong_calls import with_wrong_calls


@pytest.fixture(scope="module")
def erring(graph: ToolGraph, scenarios: list[Scenario]) -> list[Outcome]:
    """The first conversations with a wrong call wherever one finds a place."""
    config = SynthesisConfig(error_hint_share=1.0)
    return [converse(scenario, graph.by_key, config) for scenario in scenarios[:60]]


def _conversations(outcomes: list[Outcome]) -> list[Conversation]:
    return [one.conversation for one in outcomes if one.conversation is not None]


def test_without_a_share_nothing_changes(outcomes: list[Outcome], graph: ToolGraph) -> None:
    for outcome in outcomes[:20]:
        assert with_wrong_calls(outcome, graph.by_key, 0.0) is outcome
        assert outcome.conversation is not None
        assert not outcome.conversation.mistakes
        line = encode_row(build_example(outcome.conversation, graph.by_key, "train"))
        assert b'"weight"' not in line
        assert b'"wrong_calls"' not in line


def test_all_but_the_wrong_calls_is_as_without_them(
    erring: list[Outcome], outcomes: list[Outcome]
) -> None:
    for one, plain in zip(_conversations(erring), _conversations(outcomes), strict=False):
        turns = tuple(edited(turn, mistakes=()) for turn in one.turns)
        assert one.model_copy(update={"turns": turns, "id": plain.id}) == plain
        assert (one.id != plain.id) == bool(one.mistakes)


def test_nearly_every_turn_can_err_and_every_kind_of_mistake_comes_up(
    erring: list[Outcome],
) -> None:
    turns = [turn for one in _conversations(erring) for turn in one.turns]
    assert sum(bool(turn.mistakes) for turn in turns) >= 0.9 * len(turns)
    kinds = Counter(
        wrong.mistake.fault for turn in turns for wrong in turn.mistakes if wrong.mistake
    )
    assert set(kinds) == {"value", "missing", "type", "tool"}
    assert min(kinds.values()) >= 0.08 * kinds.total()


def test_the_share_of_turns_is_what_was_asked_for(
    outcomes: list[Outcome], graph: ToolGraph
) -> None:
    made = [with_wrong_calls(one, graph.by_key, 0.25) for one in outcomes]
    turns = [turn for one in _conversations(made) for turn in one.turns]
    assert 0.17 <= sum(bool(turn.mistakes) for turn in turns) / len(turns) <= 0.3


def test_conversations_that_err_pass_every_check_and_are_the_same_every_time(
    erring: list[Outcome], outcomes: list[Outcome], graph: ToolGraph
) -> None:
    worlds = {one.scenario.id: one.world for one in erring if one.world is not None}
    context = CheckContext(tools=graph.by_key, worlds=worlds)
    for one, plain in zip(erring, outcomes, strict=False):
        assert one.conversation is not None
        assert one.assessment == assess(one.conversation, context)
        assert one.assessment.accepted
        assert with_wrong_calls(plain, graph.by_key, 1.0) == one


def test_a_wrong_call_its_error_and_then_the_right_call(erring: list[Outcome]) -> None:
    for conversation in _conversations(erring):
        seen = 0
        for wrong, answer, right in zip(
            conversation.messages,
            conversation.messages[1:],
            conversation.messages[2:],
            strict=False,
        ):
            if isinstance(wrong, Assistant) and wrong.mistake is not None:
                assert isinstance(answer, ToolResult)
                assert isinstance(right, Assistant)
                assert (answer.call, answer.status) == (wrong.calls[0].id, "error")
                assert wrong.mistake.instead_of in [call.id for call in right.calls]
                assert (wrong.train, right.train) == (False, True)
                seen += 1
        assert seen == len(conversation.mistakes)


def test_messages_of_wrong_calls_are_marked_in_the_export(
    erring: list[Outcome], graph: ToolGraph
) -> None:
    for conversation in _conversations(erring)[:20]:
        example = orjson.loads(encode_row(build_example(conversation, graph.by_key, "train")))
        made = [
            (message, call)
            for message in example["messages"]
            for call in message.get("tool_calls", ())
        ]
        assert [call["id"] for _, call in made] == [f"call_{n}" for n in range(1, len(made) + 1)]
        marked = [call["id"] for message, call in made if message.get("train") is False]
        assert marked == example["metadata"]["wrong_calls"]
        assert marked == [call["id"] for message, call in made if message.get("weight") == 0]
        assert not {source["call"] for source in example["metadata"]["provenance"]} & set(marked)
        assert len(marked) == len(conversation.mistakes)


def _single(outcomes: list[Outcome]) -> tuple[Outcome, Turn]:
    """A conversation whose first turn makes one call with a text among its leaves."""
    for outcome in outcomes:
        assert outcome.conversation is not None
        turn = outcome.conversation.turns[0]
        if len(turn.calls) == 1 and _leaf(turn) is not None:
            return outcome, turn
    raise AssertionError("no conversation begins with a single call")


def _leaf(turn: Turn) -> str | None:
    required = turn.plan.calls[0].bindings
    return next(
        (
            one.path
            for one in required
            if isinstance(one.value, Leaf)
            and isinstance(one.value.value, str)
            and one.path in turn.calls[0].arguments
        ),
        None,
    )


def _mistake(
    outcome: Outcome, turn: Turn, graph: ToolGraph, tool: str, arguments: dict[str, object]
) -> WrongAnswer:
    answer = parse_calls({"calls": [{"id": 1, "tool": tool, "arguments": arguments}]})
    offered = {graph.by_key[key].name: graph.by_key[key] for key in outcome.scenario.tools}
    return WrongAnswer(answer, compare(turn.plan, answer, offered, {}))


def test_the_solvers_wrong_value_is_shown(outcomes: list[Outcome], graph: ToolGraph) -> None:
    outcome, turn = _single(outcomes)
    path = _leaf(turn)
    assert path is not None
    arguments = {**turn.calls[0].arguments, path: "Quite another"}
    name = graph.by_key[turn.calls[0].tool].name
    mistake = _mistake(outcome, turn, graph, name, arguments)
    made = with_wrong_calls(outcome, graph.by_key, 1.0, {0: [mistake]}).conversation
    assert made is not None
    (wrong,) = made.turns[0].mistakes
    assert wrong.mistake is not None
    assert (wrong.mistake.origin, wrong.mistake.fault) == ("solver", "value")
    assert wrong.arguments == arguments
    assert path in wrong.result["error"]


def test_the_solvers_wrong_tool_is_shown(outcomes: list[Outcome], graph: ToolGraph) -> None:
    outcome, turn = _single(outcomes)
    key = next(key for key in outcome.scenario.tools if key != turn.calls[0].tool)
    mistake = _mistake(outcome, turn, graph, graph.by_key[key].name, {"x": "y"})
    made = with_wrong_calls(outcome, graph.by_key, 1.0, {0: [mistake]}).conversation
    assert made is not None
    (wrong,) = made.turns[0].mistakes
    assert wrong.mistake is not None
    assert (wrong.mistake.origin, wrong.mistake.fault) == ("solver", "tool")
    assert wrong.tool == key


def test_a_tool_that_nobody_offers_is_no_mistake_to_show(
    outcomes: list[Outcome], graph: ToolGraph
) -> None:
    outcome, turn = _single(outcomes)
    mistake = _mistake(outcome, turn, graph, "no_such_tool", {})
    made = with_wrong_calls(outcome, graph.by_key, 1.0, {0: [mistake]}).conversation
    assert made is not None
    assert [one.mistake.origin for one in made.turns[0].mistakes if one.mistake] == ["planted"]
