"""Write the conversations of a shard of scenarios, and store each within a second."""

from __future__ import annotations

import logging
import math
import time
from bisect import bisect_left
from collections.abc import Mapping
from typing import Any

from digit_tc.config import SynthesisConfig
from digit_tc.records import Record, Scenario, Tool
from digit_tc.runs.site import Site, read_config, read_graph
from digit_tc.shards.model_writing import count_conversations_at_once
from digit_tc.shards.scenario_result import ScenarioResult, write_without_models
from digit_tc.stages.model_shard import write_with_models
from digit_tc.stages.outcomes import SECONDS_BETWEEN_STORES, Tally
from digit_tc.stages.shard_events import record_shard, store_outcomes

_logger = logging.getLogger("digit_tc.stages")
MOST_SHARDS_AT_ONCE = 8
"""Each has a thread, which waits most of the time."""


class Shard(Record):
    """Scenarios that are written together: `first <= index < stop`."""

    number: int
    """Place among the shards of the run, from 1; the same for whoever goes on with it."""
    of: int
    first: int
    stop: int
    pending: int = 0
    """Scenarios of it that had no outcome when it was cut."""


def pending_shards(site: Site) -> list[Shard]:
    """The scenarios without an outcome, cut into shards."""
    with site.store.reading() as reader:
        size = read_config(reader, site.run_id).synthesis.shard_size
        open_ = reader.unwritten_indexes(site.run_id)
        drawn = reader.counts(site.run_id)["scenarios"]
    if not open_:
        return []
    bounds: list[tuple[int, int]] = []
    for index in open_:
        # Shards lie on a fixed grid, so that a run that goes on cuts as it did before.
        first = index - index % size
        if not bounds or bounds[-1][0] != first:
            bounds.append((first, min(first + size, open_[-1] + 1)))
    return [
        Shard(
            # The place on the grid: who goes on with a run finds the numbers of the first try.
            number=1 + first // size,
            of=max(math.ceil(drawn / size), 1 + bounds[-1][0] // size),
            first=first,
            stop=stop,
            pending=bisect_left(open_, stop) - bisect_left(open_, first),
        )
        for first, stop in bounds
    ]


def shards_at_once(site: Site) -> int:
    """How many shards are to be under way at the same time: one without models, since nothing is
    waited for then; with models as many as fill all seats, up to `MOST_SHARDS_AT_ONCE`."""
    config = site.config()
    if not config.roles.models:
        return 1
    return min(
        MOST_SHARDS_AT_ONCE,
        1 + math.ceil(count_conversations_at_once(config) / config.synthesis.shard_size),
    )


def synthesize_shard(site: Site, shard: Shard) -> dict[str, Any]:
    """Write and store the conversations of the scenarios of one shard that have none yet."""
    with site.store.reading() as reader:
        config = read_config(reader, site.run_id)
        tools = read_graph(reader, site).by_key
        scenarios = reader.unwritten_scenarios(site.run_id, shard.first, shard.stop)
    with record_shard(site, shard.number, shard.of, shard.first, shard.stop) as made:
        if config.roles.models:
            write_with_models(site, shard.number, scenarios, tools, config, made)
        else:
            _write(site, shard.number, scenarios, tools, config.synthesis, made)
    _logger.info(
        "shard %d of %d: %d scenarios, %d conversations accepted",
        shard.number,
        shard.of,
        len(scenarios),
        made.accepted,
    )
    return {
        "scenarios": len(scenarios),
        "accepted": made.accepted,
        "rejected": dict(made.rejected),
    }


def _write(
    site: Site,
    number: int,
    scenarios: list[Scenario],
    tools: Mapping[str, Tool],
    config: SynthesisConfig,
    made: Tally,
) -> None:
    """Without a model: one after the other, stored now and then."""
    batch: list[ScenarioResult] = []
    began = time.monotonic()
    for one in write_without_models(scenarios, tools, config):
        batch.append(one)
        if time.monotonic() - began > SECONDS_BETWEEN_STORES:
            store_outcomes(site, number, batch, made)
            batch, began = [], time.monotonic()
    store_outcomes(site, number, batch, made)
