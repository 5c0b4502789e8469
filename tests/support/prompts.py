"""The prompts of a finished conversation, as they would have been asked on the way to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from digit_tc.prompts.base import Prompt
from digit_tc.prompts.briefs import (
    call_brief,
    does_of,
    leaf_schema,
    tool_brief,
    tool_briefs,
    words_of_value,
)
from digit_tc.prompts.confirm_edges import ConfirmEdges
from digit_tc.prompts.confirm_profiles import ConfirmProfiles, ProfileGuess
from digit_tc.prompts.free_plan import FreePlan
from digit_tc.prompts.infer_returns import InferReturns
from digit_tc.prompts.judge import Judge
from digit_tc.prompts.parts import (
    CallBrief,
    DoneCall,
    EdgePair,
    PastTurn,
    Refused,
    Shown,
    WantedCall,
)
from digit_tc.prompts.plan_values import PlanValues
from digit_tc.prompts.solve import Solve, SolveInformed
from digit_tc.prompts.summarise import Summarise
from digit_tc.prompts.write_request import WriteRequest
from digit_tc.records import Conversation, Leaf, PlannedCall, Reference, Tool, Turn
from digit_tc.records.paths import assemble
from digit_tc.synthesis.execute import schema_at
from digit_tc.writers.model.history import past_turns

Tools = Mapping[str, Tool]


def prompts_of(conversation: Conversation, tools: Tools) -> tuple[Prompt, ...]:
    """Planner once, user, solver and assistant once a turn, judge once: nothing is asked twice."""
    turns = range(len(conversation.turns))
    return (
        plan_values(conversation, tools),
        *(write_request(conversation, tools, turn) for turn in turns),
        *(solve(conversation, tools, turn) for turn in turns),
        *(summarise(conversation, tools, turn) for turn in turns),
        judge(conversation, tools),
    )


def one_of_each(conversation: Conversation, tools: Tools) -> tuple[Prompt, ...]:
    """Every kind of prompt, with no field empty, for the last turn of the conversation."""
    turn = len(conversation.turns) - 1
    brief, poor = tool_brief(tools[conversation.calls[-1].tool]), ("Why it was refused.",)
    told = (Refused(text="The text that was refused.", reason="Why it was refused."),)
    first = write_request(conversation, tools, 0)
    return (
        plan_values(conversation, tools).model_copy(update={"refused": poor}),
        FreePlan(
            today=conversation.today.isoformat(),
            persona="Says what is needed.",
            tools=tuple(tool_brief(tools[key]) for key in conversation.tools),
            history=solve(conversation, tools, turn).history,
            first_id=conversation.turns[turn].calls[0].id,
            most_calls=4,
            refused=poor,
        ),
        write_request(conversation, tools, turn).model_copy(
            update={"hidden": first.hidden, "composite": True, "refused": told}
        ),
        solve(conversation, tools, turn),
        solve_informed(conversation, tools, turn),
        summarise(conversation, tools, turn).model_copy(update={"refused": told}),
        judge(conversation, tools),
        InferReturns(tool=brief),
        ConfirmProfiles(
            tools=(
                ProfileGuess(
                    id="t1",
                    name="get_weather",
                    does="Get the weather in a city on a day.",
                    takes=("city_id", "day"),
                    effect="get",
                    thing="weather",
                    keys=("city_id", "day"),
                ),
            )
        ),
        ConfirmEdges(
            pairs=(
                EdgePair(
                    id="e1",
                    source="Find a city by its name.",
                    field="city_id: id of the city",
                    target="Get the weather in a city on a day.",
                    parameter="city_id: id of the city",
                ),
            )
        ),
    )


def plan_values(conversation: Conversation, tools: Tools) -> PlanValues:
    calls = (call for turn in conversation.turns for call in turn.plan.calls)
    return PlanValues(
        today=conversation.today.isoformat(),
        persona=conversation.persona,
        calls=tuple(_wanted(call, _turn_of(conversation, call), tools) for call in calls),
    )


def write_request(conversation: Conversation, tools: Tools, turn: int) -> WriteRequest:
    plan = conversation.turns[turn].plan
    literals = ((call, path, value) for call in plan.calls for path, value in _literals(call))
    return WriteRequest(
        today=conversation.today.isoformat(),
        persona=conversation.persona,
        manner="plain",
        history=tuple(_past(one, tools, calls=False) for one in conversation.turns[:turn]),
        explicit=tuple(_brief(call, tools) for call in plan.calls if not call.hidden),
        hidden=tuple(_brief(call, tools) for call in plan.calls if call.hidden),
        values=tuple(
            words_of_value(path, value, schema_at(tools[call.tool].parameters, path))
            for call, path, value in literals
        ),
    )


def solve(conversation: Conversation, tools: Tools, turn: int) -> Solve:
    return Solve(
        system=conversation.system,
        tools=tool_briefs(tools[key] for key in conversation.tools),
        history=past_turns(conversation.turns[:turn], tools, short=True),
        request=conversation.turns[turn].request,
        first_id=conversation.turns[turn].calls[0].id,
    )


def solve_informed(conversation: Conversation, tools: Tools, turn: int) -> SolveInformed:
    plan = conversation.turns[turn].plan
    keys = dict.fromkeys(call.tool for call in plan.calls)
    return SolveInformed(
        system=conversation.system,
        tools=tuple(tool_brief(tools[key]) for key in keys),
        values=tuple(str(value) for call in plan.calls for _path, value in _literals(call)),
        history=tuple(_past(one, tools) for one in conversation.turns[:turn]),
        request=conversation.turns[turn].request,
        first_id=conversation.turns[turn].calls[0].id,
    )


def summarise(conversation: Conversation, tools: Tools, turn: int) -> Summarise:
    return Summarise(
        request=conversation.turns[turn].request,
        calls=tuple(
            Shown(does=does_of(tools[call.tool]), arguments=call.arguments, result=call.result)
            for call in conversation.turns[turn].calls
        ),
    )


def judge(conversation: Conversation, tools: Tools) -> Judge:
    used = (tools[call.tool] for call in conversation.calls)
    return Judge(
        system=conversation.system,
        tools={tool.name: does_of(tool) for tool in used},
        turns=tuple(_past(turn, tools) for turn in conversation.turns),
    )


def _turn_of(conversation: Conversation, call: PlannedCall) -> int:
    return next(turn.index for turn in conversation.turns if call in turn.plan.calls)


def _wanted(call: PlannedCall, turn: int, tools: Tools) -> WantedCall:
    tool = tools[call.tool]
    return WantedCall(
        id=call.id,
        turn=turn,
        tool=tool.name,
        does=does_of(tool),
        wanted={
            path: leaf_schema(schema_at(tool.parameters, path)) for path, _value in _literals(call)
        },
        given={
            binding.path: f"${binding.value.call}.{binding.value.path}"
            for binding in call.bindings
            if isinstance(binding.value, Reference)
        },
    )


def _literals(call: PlannedCall) -> list[tuple[str, Any]]:
    return [
        (binding.path, binding.value.value)
        for binding in call.bindings
        if isinstance(binding.value, Leaf)
    ]


def _brief(call: PlannedCall, tools: Tools) -> CallBrief:
    scalars = [
        (
            binding.path,
            binding.value.value
            if isinstance(binding.value, Leaf)
            else f"${binding.value.call}.{binding.value.path}",
        )
        for binding in call.bindings
    ]
    return call_brief(call.id, tools[call.tool], assemble(scalars))


def _done(call: Any, tools: Tools) -> DoneCall:
    name = tools[call.tool].name
    return DoneCall(id=call.id, tool=name, arguments=call.arguments, result=call.result)


def _past(turn: Turn, tools: Tools, *, calls: bool = True) -> PastTurn:
    done = tuple(_done(call, tools) for call in turn.calls) if calls else ()
    return PastTurn(user=turn.request, calls=done, assistant=turn.summary)
