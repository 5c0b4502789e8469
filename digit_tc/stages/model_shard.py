"""The conversations of a shard with models: many at once, each stored soon after it is done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from digit_tc.config import RunConfig
from digit_tc.records import Scenario, Tool
from digit_tc.runs.gateway import open_gateway, store_calls
from digit_tc.runs.judge_votes import count_judge_votes
from digit_tc.runs.site import Site
from digit_tc.shards import model_writing
from digit_tc.shards.judge_reliability import JudgeReliability
from digit_tc.shards.scenario_result import ScenarioResult
from digit_tc.stages.outcomes import SECONDS_BETWEEN_STORES, Tally
from digit_tc.stages.shard_events import store_outcomes


def write_with_models(
    site: Site,
    number: int,
    scenarios: Sequence[Scenario],
    tools: Mapping[str, Tool],
    config: RunConfig,
    made: Tally,
) -> None:
    """Write, judge and store the conversations of these scenarios of a shard.

    What is finished is stored within a second, and counted. Raises the DigitError that ended it,
    after storing what was finished; the other scenarios have no outcome then, and their replies
    are kept.
    """
    from digit_tc.llm import run_coroutine

    gateway = open_gateway(site, config)

    def keep(batch: Sequence[ScenarioResult]) -> None:
        store_calls(site)
        store_outcomes(site, number, batch, made)

    run_coroutine(
        model_writing.write_with_models(
            scenarios,
            tools,
            config,
            gateway.models,
            gateway.seats,
            JudgeReliability(config.quality.judge, *count_judge_votes(site)),
            keep,
            SECONDS_BETWEEN_STORES,
        )
    )
