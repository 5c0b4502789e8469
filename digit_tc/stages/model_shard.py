"""The conversations of a shard with models: many at once, each stored soon after it is done."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from digit_tc.config import RunConfig
from digit_tc.quality.judge import refusal, votes_on
from digit_tc.records import Rejection, Scenario, Tool, Vote
from digit_tc.stages.gateway import Gateway, gateway_of, store_calls
from digit_tc.stages.judged import JudgeWatch
from digit_tc.stages.site import Site
from digit_tc.synthesis import Outcome
from digit_tc.synthesis.model_dialogue import converse_with

_SECONDS_BETWEEN_STORES = 0.7


@dataclass
class Tally:
    """What became of the scenarios so far."""

    accepted: int = 0
    rejected: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class _Finished:
    outcome: Outcome
    votes: tuple[Vote, ...]


def write_with_models(
    site: Site, scenarios: Sequence[Scenario], tools: Mapping[str, Tool], config: RunConfig
) -> Tally:
    """Write, judge and store the conversations of these scenarios.

    What is finished is stored within a second. Raises the DigitError that ended it, after storing
    what was finished; the other scenarios have no outcome then, and their replies are kept.
    """
    from digit_tc.llm import run

    shard = _Shard(site, tools, config, gateway_of(site, config))
    run(shard.write(scenarios))
    return shard.tally


class _Shard:
    def __init__(
        self, site: Site, tools: Mapping[str, Tool], config: RunConfig, gateway: Gateway
    ) -> None:
        self.tally = Tally()
        self._site, self._tools, self._config, self._gateway = site, tools, config, gateway
        self._watch = JudgeWatch(site, config.quality.judge)
        self._finished: list[_Finished] = []

    async def write(self, scenarios: Sequence[Scenario]) -> None:
        storing = asyncio.create_task(self._store_now_and_then())
        writing = [asyncio.create_task(self._one(scenario)) for scenario in scenarios]
        try:
            for ended in asyncio.as_completed([*writing, storing] if writing else []):
                await ended
                if all(task.done() for task in writing):
                    break
        finally:
            for task in (*writing, storing):
                task.cancel()
            await asyncio.gather(*writing, storing, return_exceptions=True)
            await asyncio.to_thread(self._store)

    async def _one(self, scenario: Scenario) -> None:
        models = self._gateway.models
        async with self._gateway.seats:
            outcome = await converse_with(scenario, self._tools, self._config, models)
            votes: tuple[Vote, ...] = ()
            judge = self._config.roles.model_of("judge")
            if outcome.conversation is not None and judge is not None:
                rules = self._config.quality.judge
                votes = await votes_on(outcome.conversation, self._tools, rules, models, judge)
                self._watch.saw(votes)
                against = refusal(outcome.conversation, votes, rules)
                if against is not None:
                    outcome = _refused(outcome, against)
        self._finished.append(_Finished(outcome, votes))
        self.tally.accepted += outcome.conversation is not None
        self.tally.rejected.update(one.reason for one in outcome.rejections)

    async def _store_now_and_then(self) -> None:
        while True:
            await asyncio.sleep(_SECONDS_BETWEEN_STORES)
            await asyncio.to_thread(self._store)

    def _store(self) -> None:
        batch, self._finished = self._finished, []
        store_calls(self._site)
        if not batch:
            return
        outcomes = [one.outcome for one in batch]
        accepted = [
            (outcome.conversation, outcome.assessment, outcome.translations)
            for outcome in outcomes
            if outcome.conversation is not None and outcome.assessment is not None
        ]
        run_id = self._site.run_id
        with self._site.store.writing() as writer:
            writer.put_conversations(
                run_id, [one[0] for one in accepted], [one[1] for one in accepted]
            )
            writer.put_translations(run_id, {one[0].id: one[2] for one in accepted if one[2]})
            writer.put_votes(run_id, [vote for one in batch for vote in one.votes])
            writer.put_rejections(
                run_id, [rejection for outcome in outcomes for rejection in outcome.rejections]
            )


def _refused(outcome: Outcome, against: Rejection) -> Outcome:
    return Outcome(
        outcome.scenario, None, None, (*outcome.rejections, against), outcome.translations
    )
