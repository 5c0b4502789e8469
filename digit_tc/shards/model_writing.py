"""Conversations with models: many at once, each handed on soon after it is done."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from digit_tc.config import RunConfig
from digit_tc.quality.judge import collect_votes, find_refusal
from digit_tc.records import Rejection, Scenario, Tool
from digit_tc.shards.judge_reliability import JudgeReliability
from digit_tc.shards.scenario_result import ScenarioResult
from digit_tc.synthesis import Outcome
from digit_tc.synthesis.defects import ended_by
from digit_tc.synthesis.model_dialogue import converse_with

if TYPE_CHECKING:
    from digit_tc.llm import ModelGateway

_SLACK = 1.25
"""Conversations under way for each request under way: some are always busy with their own work."""

TakeResults = Callable[[Sequence[ScenarioResult]], None]
"""Takes what was finished since the last time, perhaps nothing; called from other threads."""


def count_conversations_at_once(config: RunConfig) -> int:
    """How many conversations may be under way at once."""
    return int(config.models.max_concurrency * _SLACK) + 1


async def write_with_models(
    scenarios: Sequence[Scenario],
    tools: Mapping[str, Tool],
    config: RunConfig,
    models: ModelGateway,
    slots: asyncio.Semaphore,
    reliability: JudgeReliability,
    take: TakeResults,
    every_seconds: float,
) -> None:
    """Write and judge the conversations of these scenarios, and hand on what is finished.

    `take` is called every `every_seconds` and at the end. Raises what ended it, after handing on
    what was finished.
    """
    writing = _Writing(tools, config, models, slots, reliability)
    await writing.write(scenarios, take, every_seconds)


class _Writing:
    def __init__(
        self,
        tools: Mapping[str, Tool],
        config: RunConfig,
        models: ModelGateway,
        slots: asyncio.Semaphore,
        reliability: JudgeReliability,
    ) -> None:
        self._tools, self._config, self._models = tools, config, models
        self._slots, self._reliability = slots, reliability
        self._finished: list[ScenarioResult] = []

    async def write(
        self, scenarios: Sequence[Scenario], take: TakeResults, every_seconds: float
    ) -> None:
        keeping = asyncio.create_task(self._hand_on_regularly(take, every_seconds))
        writing = [asyncio.create_task(self._one(scenario)) for scenario in scenarios]
        try:
            for ended in asyncio.as_completed([*writing, keeping] if writing else []):
                await ended
                if all(task.done() for task in writing):
                    break
        finally:
            for task in (*writing, keeping):
                task.cancel()
            await asyncio.gather(*writing, keeping, return_exceptions=True)
            await asyncio.to_thread(self._hand_on, take)

    async def _one(self, scenario: Scenario) -> None:
        async with self._slots:
            try:
                written = await self._written(scenario)
            except Exception as problem:
                written = ScenarioResult(ended_by(problem, scenario))
        self._finished.append(written)

    async def _written(self, scenario: Scenario) -> ScenarioResult:
        outcome = await converse_with(scenario, self._tools, self._config, self._models)
        judge = self._config.roles.model_of("judge")
        if outcome.conversation is None or judge is None:
            return ScenarioResult(outcome)
        rules = self._config.quality.judge
        votes = await collect_votes(outcome.conversation, self._tools, rules, self._models, judge)
        self._reliability.add(votes)
        against = find_refusal(outcome.conversation, votes, rules)
        return ScenarioResult(outcome if against is None else _refused(outcome, against), votes)

    async def _hand_on_regularly(self, take: TakeResults, every_seconds: float) -> None:
        while True:
            await asyncio.sleep(every_seconds)
            await asyncio.to_thread(self._hand_on, take)

    def _hand_on(self, take: TakeResults) -> None:
        batch, self._finished = self._finished, []
        take(batch)


def _refused(outcome: Outcome, against: Rejection) -> Outcome:
    rejections = (*outcome.rejections, against)
    return replace(outcome, conversation=None, assessment=None, rejections=rejections)
