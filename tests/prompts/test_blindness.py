"""The solver finds calls back from words alone, so its prompt must not hold what it looks for."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from types import ModuleType, SimpleNamespace
from typing import Any

from digit_tc.prompts.fences import fences_in
from digit_tc.prompts.parts import ToolBrief
from digit_tc.prompts.solve import Solve
from digit_tc.records import Conversation, Leaf, ToolGraph, Turn
from digit_tc.synthesis.back_translation import solve_prompt

FENCES = {"system", "tools", "history", "request", "first_id"}


def test_the_solver_prompt_has_no_field_for_the_plan():
    assert set(Solve.model_fields) == FENCES
    assert set(ToolBrief.model_fields) == {"name", "does", "takes", "gives"}


def test_solver_prompt_shows_the_offered_tools_the_past_and_the_request_only(
    conversations: list[Conversation], graph: ToolGraph, prompting: ModuleType
):
    for conversation, turn in _turns(conversations):
        data = _data(conversation, turn, graph)
        shown = fences_in(data)
        assert set(shown) <= FENCES
        assert shown["request"] == turn.request
        assert shown["system"] == conversation.system
        offered = [graph.by_key[key].name for key in conversation.tools]
        assert [tool[0] for tool in shown["tools"]] == offered
        assert len(shown.get("history", ())) == turn.index
        assert data == prompting.solve(conversation, graph.by_key, turn.index).messages()[1].content


def test_solver_prompt_holds_no_literal_of_the_plan_in_a_form_that_nobody_said(
    conversations: list[Conversation], graph: ToolGraph
):
    looked_at = 0
    for conversation, turn in _turns(conversations):
        data = _without_tools(_data(conversation, turn, graph))
        seen = _seen_before(conversation, turn)
        for call in turn.plan.calls:
            for binding in call.bindings:
                value = binding.value.value if isinstance(binding.value, Leaf) else None
                if isinstance(value, str) and len(value) > 3 and value not in seen:
                    looked_at += 1
                    assert json.dumps(value)[1:-1] not in data, (binding.path, value)
    assert looked_at > 10


def test_solver_prompt_names_no_call_of_the_turn_and_no_tool_that_was_not_used_before(
    conversations: list[Conversation], graph: ToolGraph
):
    for conversation, turn in _turns(conversations):
        shown = fences_in(_data(conversation, turn, graph))
        past = [call for one in shown.get("history", ()) for call in one["calls"]]
        ids = {call.id for call in turn.plan.calls}
        assert shown["first_id"] == min(ids)
        assert not ids & {call["id"] for call in past}
        text = _without_tools(_data(conversation, turn, graph))
        assert all(f"${identity}." not in text for identity in ids)
        used = {call["tool"] for call in past}
        for call in turn.plan.calls:
            name = graph.by_key[call.tool].name
            assert name in used or "_" not in name or not re.search(rf"\b{name}\b", text)


def test_solver_prompt_is_the_same_whatever_the_plan_was(
    conversations: list[Conversation], graph: ToolGraph, prompting: ModuleType
):
    for conversation, turn in _turns(conversations[:10]):
        calls = tuple(
            call.model_copy(update={"hidden": not call.hidden, "bindings": (), "tool": "x::y"})
            for call in turn.plan.calls
        )
        plan = turn.plan.replace_calls(calls)
        turns = list(conversation.turns)
        turns[turn.index] = turn.model_copy(update={"plan": plan})
        changed = conversation.model_copy(update={"turns": tuple(turns)})
        before = prompting.solve(conversation, graph.by_key, turn.index)
        assert prompting.solve(changed, graph.by_key, turn.index).messages() == before.messages()


def test_solver_prompt_does_not_tell_which_calls_were_hidden_before(
    conversations: list[Conversation], graph: ToolGraph
):
    for conversation, turn in _turns(conversations):
        for past in fences_in(_data(conversation, turn, graph)).get("history", ()):
            assert set(past) == {"user", "calls", "assistant"}
            for call in past["calls"]:
                assert set(call) <= {"id", "tool", "arguments", "result"}


def test_the_user_writer_sees_no_tool_that_is_not_called(
    conversations: list[Conversation], graph: ToolGraph, prompting: ModuleType
):
    for conversation, turn in _turns(conversations):
        data = prompting.write_request(conversation, graph.by_key, turn.index).messages()[1].content
        called = {call.tool for call in turn.plan.calls}
        for key in set(conversation.tools) - called:
            assert f'"tool":"{graph.by_key[key].name}"' not in data


def _turns(conversations: list[Conversation]) -> Iterator[tuple[Conversation, Turn]]:
    for conversation in conversations:
        for turn in conversation.turns:
            yield conversation, turn


def _data(conversation: Conversation, turn: Turn, graph: ToolGraph) -> str:
    """The user message of the prompt that the synthesis itself makes for a turn."""
    past = list(conversation.turns[: turn.index])
    talk: Any = SimpleNamespace(
        system=conversation.system,
        tools=graph.by_key,
        scenario=SimpleNamespace(tools=conversation.tools),
        turns=past,
        calls=[call for one in past for call in one.calls],
    )
    return solve_prompt(talk, turn.request).messages()[1].content


def _seen_before(conversation: Conversation, turn: Turn) -> str:
    """Everything that the assistant has before it when the turn begins."""
    past = conversation.turns[: turn.index]
    said = [conversation.system, *(one.request + one.summary for one in past), turn.request]
    calls = [json.dumps([call.arguments, call.result]) for one in past for call in one.calls]
    return "\n".join([*said, *calls])


def _without_tools(data: str) -> str:
    start, end = data.index("<tools>"), data.index("</tools>")
    return data[:start] + data[end:]
