"""What small models answer: the example of the instructions, or nothing that can be read."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from digit_tc.chains import ScenarioSampler
from digit_tc.config import JudgeConfig, RunConfig
from digit_tc.llm import Answer, ChatMessage, ModelRequest, Purpose, UnusableReplyError
from digit_tc.llm.reply_parser import parse_json
from digit_tc.mock_provider.mock_model import MockModel
from digit_tc.quality.judge import collect_votes, find_refusal
from digit_tc.records import ROLES, Role, Scenario, ToolGraph
from digit_tc.synthesis.model_dialogue import converse_with

CONFIG = RunConfig.model_validate(
    {"roles": dict.fromkeys(ROLES, "openai/rehearsal"), "sample": {"turns": {1: 1}}}
)


class Spoiled:
    """The mock provider's answers with those of one role spoiled; keeps what was asked."""

    def __init__(self, role: Role, spoil: Callable[[Any], Any]) -> None:
        self._model, self._role, self._spoil = MockModel(), role, spoil
        self.asked: list[tuple[tuple[ChatMessage, ...], int]] = []

    async def ask(
        self, purpose: Purpose, messages: tuple[ChatMessage, ...], schema: Mapping[str, Any]
    ) -> Answer:
        request = ModelRequest(
            model="openai/rehearsal", messages=messages, reply_schema=dict(schema),
            sample=purpose.sample,
        )  # fmt: skip
        data: Any = parse_json((await self._model.complete(request)).text, schema)
        if purpose.role == self._role:
            self.asked.append((messages, purpose.sample))
            data = self._spoil(data)
        return Answer(data=data, model=request.model, key="")


@pytest.fixture(scope="module")
def scenario(graph: ToolGraph) -> Scenario:
    return ScenarioSampler(graph, CONFIG.sample, seed=5).take(1)[0]


@pytest.mark.parametrize("words", ["the user's words", "The user’s words.", "..."])
def test_the_example_of_the_instructions_is_no_request(
    graph: ToolGraph, scenario: Scenario, words: str
) -> None:
    asking = Spoiled("user", lambda _: {"request": words})
    made = asyncio.run(converse_with(scenario, graph.by_key, CONFIG, asking))
    assert made.conversation is None
    assert {one.reason for one in made.rejections} == {"english"}
    assert "example of the instructions" in asking.asked[1][0][1].content


def test_the_example_of_the_instructions_is_no_summary(
    graph: ToolGraph, scenario: Scenario
) -> None:
    asking = Spoiled("assistant", lambda _: {"reply": "the assistant's words"})
    made = asyncio.run(converse_with(scenario, graph.by_key, CONFIG, asking))
    assert made.conversation is None
    assert {one.reason for one in made.rejections} == {"summary"}
    assert "example of the instructions" in asking.asked[1][0][1].content


def test_a_judge_who_repeats_the_example_accepts_nothing(
    graph: ToolGraph, scenario: Scenario
) -> None:
    good = Spoiled("judge", lambda data: data)
    made = asyncio.run(converse_with(scenario, graph.by_key, CONFIG, good)).conversation
    assert made is not None
    for spoil, accepted in (
        (lambda data: data, True),
        (lambda data: data | {"reason": "..."}, False),
    ):
        asking = Spoiled("judge", spoil)
        votes = asyncio.run(
            collect_votes(made, graph.by_key, JudgeConfig(), asking, "openai/rehearsal")
        )
        assert [vote.readable for vote in votes] == [accepted]
        assert (find_refusal(made, votes, JudgeConfig()) is None) == accepted


@pytest.mark.parametrize("role", ["user", "assistant"])
def test_after_an_unreadable_reply_another_one_is_asked_for(
    graph: ToolGraph, scenario: Scenario, role: Role
) -> None:
    times = 0

    def unreadable_at_first(data: Any) -> Any:
        nonlocal times
        times += 1
        if times <= 2:
            raise UnusableReplyError("unreadable", "The reply is not JSON.")
        return data

    asking = Spoiled(role, unreadable_at_first)
    made = asyncio.run(converse_with(scenario, graph.by_key, CONFIG, asking))
    assert made.conversation is not None
    assert [one.reason for one in made.rejections] == [f"{role}-unreadable"] * 2
    # The same words with the same number would only bring the same reply out of the cache.
    assert len(set(asking.asked[:3])) == 3
    assert [sample for _, sample in asking.asked[:3]] == [0, 1, 2]


def test_too_long_a_prompt_is_not_asked_again_and_not_held_against_the_writer(
    graph: ToolGraph, scenario: Scenario
) -> None:
    def too_long(_: Any) -> Any:
        raise UnusableReplyError("length", "The prompt is too long.", is_final=True)

    asking = Spoiled("solver", too_long)
    made = asyncio.run(converse_with(scenario, graph.by_key, CONFIG, asking))
    assert made.conversation is None
    assert [one.reason for one in made.rejections] == ["solver-length"]
    assert len(asking.asked) == 1


def test_a_writer_is_not_told_that_the_solver_was_unreadable(
    graph: ToolGraph, scenario: Scenario
) -> None:
    def unreadable(_: Any) -> Any:
        raise UnusableReplyError("unreadable", "The reply is not JSON.")

    user = Spoiled("user", lambda data: data)
    solver = Spoiled("solver", unreadable)

    class Both:
        async def ask(self, purpose: Purpose, *rest: Any) -> Answer:
            return await (solver if purpose.role == "solver" else user).ask(purpose, *rest)

    made = asyncio.run(converse_with(scenario, graph.by_key, CONFIG, Both()))
    assert made.conversation is None
    prompts = {messages for messages, _ in user.asked}
    assert len(prompts) == 1
    assert len(user.asked) == CONFIG.synthesis.max_attempts
