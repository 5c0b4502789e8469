"""Conversations with models: many at once, each handed on soon after it is done."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from digit_tc.config import RunConfig
from digit_tc.quality.judge import refusal, votes_on
from digit_tc.records import Rejection, Scenario, Tool
from digit_tc.shards.judge_watch import JudgeWatch
from digit_tc.shards.written import Written
from digit_tc.synthesis import Outcome
from digit_tc.synthesis.defects import ended_by
from digit_tc.synthesis.model_dialogue import converse_with

if TYPE_CHECKING:
    from digit_tc.llm import ModelGateway

_SLACK = 1.25
"""Conversations under way for each request under way: some are always busy with their own work."""

Keep = Callable[[Sequence[Written]], None]
"""Takes what was finished since the last time, perhaps nothing; called from other threads."""


def seats_of(config: RunConfig) -> int:
    """How many conversations may be under way at once."""
    return int(config.models.max_concurrency * _SLACK) + 1


async def write_with_models(
    scenarios: Sequence[Scenario],
    tools: Mapping[str, Tool],
    config: RunConfig,
    models: ModelGateway,
    seats: asyncio.Semaphore,
    watch: JudgeWatch,
    keep: Keep,
    every_seconds: float,
) -> None:
    """Write and judge the conversations of these scenarios, and hand on what is finished.

    `keep` is called every `every_seconds` and at the end. Raises what ended it, after handing on
    what was finished.
    """
    writing = _Writing(tools, config, models, seats, watch)
    await writing.write(scenarios, keep, every_seconds)


class _Writing:
    def __init__(
        self,
        tools: Mapping[str, Tool],
        config: RunConfig,
        models: ModelGateway,
        seats: asyncio.Semaphore,
        watch: JudgeWatch,
    ) -> None:
        self._tools, self._config, self._models = tools, config, models
        self._seats, self._watch = seats, watch
        self._finished: list[Written] = []

    async def write(self, scenarios: Sequence[Scenario], keep: Keep, every_seconds: float) -> None:
        keeping = asyncio.create_task(self._keep_now_and_then(keep, every_seconds))
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
            await asyncio.to_thread(self._hand_on, keep)

    async def _one(self, scenario: Scenario) -> None:
        async with self._seats:
            try:
                written = await self._written(scenario)
            except Exception as problem:
                written = Written(ended_by(problem, scenario))
        self._finished.append(written)

    async def _written(self, scenario: Scenario) -> Written:
        outcome = await converse_with(scenario, self._tools, self._config, self._models)
        judge = self._config.roles.model_of("judge")
        if outcome.conversation is None or judge is None:
            return Written(outcome)
        rules = self._config.quality.judge
        votes = await votes_on(outcome.conversation, self._tools, rules, self._models, judge)
        self._watch.saw(votes)
        against = refusal(outcome.conversation, votes, rules)
        return Written(outcome if against is None else _refused(outcome, against), votes)

    async def _keep_now_and_then(self, keep: Keep, every_seconds: float) -> None:
        while True:
            await asyncio.sleep(every_seconds)
            await asyncio.to_thread(self._hand_on, keep)

    def _hand_on(self, keep: Keep) -> None:
        batch, self._finished = self._finished, []
        keep(batch)


def _refused(outcome: Outcome, against: Rejection) -> Outcome:
    rejections = (*outcome.rejections, against)
    return replace(outcome, conversation=None, assessment=None, rejections=rejections)
