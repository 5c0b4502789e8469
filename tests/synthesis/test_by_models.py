"""What the solver's errors decide: which request is taken, and which wrong call is shown."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from digit_tc.chains import ScenarioSampler
from digit_tc.config import RunConfig
from digit_tc.llm import Answer, ChatMessage, ModelRequest, Purpose
from digit_tc.llm.reply_parser import parse_json
from digit_tc.mock_provider.mock_model import MockModel
from digit_tc.records import ROLES, Scenario, ToolGraph
from digit_tc.synthesis import Outcome
from digit_tc.synthesis.model_dialogue import converse_with

Spoil = Callable[[int, int, Any], Any]
"""(which request of the turn, which answer of the solver, the good answer) → what it says."""


class Rehearsed:
    """The mock provider's answers, with the solver's spoiled; keeps what the user said."""

    def __init__(self, config: RunConfig, spoil: Spoil) -> None:
        self._model = MockModel()
        self._config = config
        self._spoil = spoil
        self._which = 0
        self.requests: list[tuple[int, str]] = []
        """(sample, words)"""

    async def ask(
        self, purpose: Purpose, messages: tuple[ChatMessage, ...], schema: Mapping[str, Any]
    ) -> Answer:
        request = ModelRequest(
            model=self._config.roles.model_of(purpose.role) or "",
            messages=messages,
            reply_schema=dict(schema),
            sample=purpose.sample,
        )
        data: Any = parse_json((await self._model.complete(request)).text, schema)
        if purpose.role == "user":
            self._which = purpose.sample
            self.requests.append((purpose.sample, data["request"]))
        if purpose.role == "solver":
            data = self._spoil(self._which, purpose.sample, data)
        return Answer(data=data, model=request.model, key="")


def config_of(**synthesis: Any) -> RunConfig:
    return RunConfig.model_validate(
        {
            "roles": dict.fromkeys(ROLES, "openai/rehearsal"),
            "sample": {"turns": {1: 1}, "shapes": {"single": 1, "parallel": 0, "linear": 0}},
            "synthesis": synthesis,
        }
    )


def written(
    graph: ToolGraph, scenario: Scenario, config: RunConfig, spoil: Spoil
) -> tuple[Outcome, Rehearsed]:
    asking = Rehearsed(config, spoil)
    return asyncio.run(converse_with(scenario, graph.by_key, config, asking)), asking


@pytest.fixture(scope="module")
def solved(graph: ToolGraph) -> list[Scenario]:
    """Scenarios of one turn and one call that the mock provider writes at the first attempt."""
    config = config_of()
    tried = ScenarioSampler(graph, config.sample, seed=5).take(40)
    good = [
        scenario
        for scenario in tried
        if not (made := written(graph, scenario, config, _nothing)[0]).rejections
        and made.conversation is not None
        and len(made.conversation.calls) == 1
        and made.conversation.calls[0].arguments
    ]
    assert len(good) >= 8
    return good[:8]


def _nothing(_request: int, _answer: int, data: Any) -> Any:
    return data


def _first_answer_wrong(*requests: int) -> Spoil:
    def spoil(request: int, answer: int, data: Any) -> Any:
        return {"calls": []} if request in requests and answer == 0 else data

    return spoil


def test_the_request_that_is_solved_most_often_is_taken(
    graph: ToolGraph, solved: list[Scenario]
) -> None:
    taken = 0
    for scenario in solved:
        made, asking = written(graph, scenario, config_of(best_of=3), _first_answer_wrong(0))
        assert made.conversation is not None
        assert not made.rejections
        if [sample for sample, _ in asking.requests] == [0, 1]:
            taken += 1
            assert made.conversation.turns[0].request == asking.requests[1][1]
            assert made.translations[0].solved == made.translations[0].samples == 1
    # The other words of a few are refused by the checks, which is nothing to choose from.
    assert taken >= len(solved) / 2


def test_of_equals_the_first_is_taken(graph: ToolGraph, solved: list[Scenario]) -> None:
    for scenario in solved:
        spoil = _first_answer_wrong(0, 1, 2)
        made, asking = written(graph, scenario, config_of(best_of=3), spoil)
        assert made.conversation is not None
        assert [sample for sample, _ in asking.requests] == [0, 1, 2]
        assert made.conversation.turns[0].request == asking.requests[0][1]


def test_what_is_refused_is_no_candidate_and_not_held_against_the_conversation(
    graph: ToolGraph, solved: list[Scenario]
) -> None:
    def spoil(request: int, answer: int, data: Any) -> Any:
        return {"calls": []} if request or answer == 0 else data

    made, asking = written(graph, solved[0], config_of(best_of=2), spoil)
    assert made.conversation is not None
    assert made.conversation.turns[0].request == asking.requests[0][1]
    assert not made.rejections


@pytest.mark.parametrize(("best_of", "wrong"), [(1, (0,)), (3, ())])
def test_nothing_more_is_asked_where_it_is_not_wanted_or_cannot_be_better(
    graph: ToolGraph, solved: list[Scenario], best_of: int, wrong: tuple[int, ...]
) -> None:
    spoil = _first_answer_wrong(*wrong)
    _made, asking = written(graph, solved[0], config_of(best_of=best_of), spoil)
    assert len(asking.requests) == 1


def test_best_of_needs_models_that_write_and_solve() -> None:
    with pytest.raises(ValueError, match="best_of: this needs a model for the user"):
        RunConfig.model_validate({"synthesis": {"best_of": 2}})
    with pytest.raises(ValueError, match="best_of: this needs a model for the solver"):
        RunConfig.model_validate({"synthesis": {"best_of": 2}, "roles": {"user": "openai/x"}})


def test_the_solvers_own_mistake_is_shown_and_put_right(
    graph: ToolGraph, solved: list[Scenario]
) -> None:
    def forgets(_request: int, answer: int, data: Any) -> Any:
        if answer:
            return data
        (call,) = data["calls"]
        kept = dict(list(call["arguments"].items())[1:])
        return {"calls": [{**call, "arguments": kept}]}

    origins = []
    for scenario in solved:
        made, _ = written(graph, scenario, config_of(error_hint_share=1.0), forgets)
        assert made.conversation is not None
        assert made.assessment is not None
        assert made.assessment.accepted
        assert len(made.conversation.mistakes) == 1
        (wrong,) = made.conversation.mistakes
        assert wrong.mistake is not None
        origins.append(wrong.mistake.origin)
        if wrong.mistake.origin == "solver":
            right = made.conversation.calls[0]
            assert wrong.mistake.fault == "missing"
            assert set(wrong.arguments) < set(right.arguments)
    assert origins.count("solver") >= len(origins) / 2
