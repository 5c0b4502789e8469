"""Write the conversations of a shard of scenarios, and store them in one transaction."""

from __future__ import annotations

import logging
import time
from bisect import bisect_left
from typing import Any

from digit_tc.records import Assessment, Conversation, Record, Rejection
from digit_tc.stages.site import Site, config_of, graph_of
from digit_tc.synthesis import converse

_logger = logging.getLogger("digit_tc.stages")


class Shard(Record):
    """Scenarios that are written together: `first <= index < stop`."""

    number: int
    """Position among the shards of this round, from 1."""
    of: int
    first: int
    stop: int
    pending: int = 0
    """Scenarios of it that had no outcome when it was cut."""


def pending_shards(site: Site) -> list[Shard]:
    """The scenarios without an outcome, cut into shards."""
    with site.store.reading() as reader:
        size = config_of(reader, site.run_id).synthesis.shard_size
        open_ = reader.unwritten(site.run_id)
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
            number=number,
            of=len(bounds),
            first=first,
            stop=stop,
            pending=bisect_left(open_, stop) - bisect_left(open_, first),
        )
        for number, (first, stop) in enumerate(bounds, 1)
    ]


def synthesize_shard(site: Site, shard: Shard) -> dict[str, Any]:
    """Write and store the conversations of the scenarios of one shard that have none yet."""
    with site.store.reading() as reader:
        config = config_of(reader, site.run_id).synthesis
        tools = graph_of(reader, site).by_key
        open_ = set(reader.unwritten(site.run_id, shard.first, shard.stop))
        scenarios = [
            scenario
            for scenario in reader.scenarios(site.run_id, shard.first, shard.stop)
            if scenario.index in open_
        ]
    conversations: list[Conversation] = []
    assessments: list[Assessment] = []
    rejections: list[Rejection] = []
    accepted = 0
    for scenario in scenarios:
        began = time.perf_counter()
        outcome = converse(scenario, tools, config)
        cost = (time.perf_counter() - began) * 1000
        rejections.extend(
            one.model_copy(update={"cost_in_ms": round(cost, 3)}) for one in outcome.rejections
        )
        if outcome.conversation is not None and outcome.assessment is not None:
            accepted += 1
            conversations.append(outcome.conversation)
            assessments.append(outcome.assessment)
    with site.store.writing() as writer:
        writer.put_conversations(site.run_id, conversations, assessments)
        writer.put_rejections(site.run_id, rejections)
    reasons: dict[str, int] = {}
    for one in rejections:
        reasons[one.reason] = reasons.get(one.reason, 0) + 1
    _logger.info(
        "shard %d of %d: %d scenarios, %d conversations accepted",
        shard.number,
        shard.of,
        len(scenarios),
        accepted,
    )
    return {"scenarios": len(scenarios), "accepted": accepted, "rejected": reasons}
