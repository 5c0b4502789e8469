"""Shards that this process writes: one after the other, or several at once with models."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from typing import Any

from prefect.futures import PrefectFuture

import tasks.synthesize
from digit_tc.runs import Site, model_figures, stop_models
from digit_tc.stages import Shard, shards_at_once
from flows.control import SECONDS_BETWEEN_LOOKS
from flows.control.run_context import current_context


def write_here(where: Site, db: str, shards: Sequence[Shard]) -> Iterator[tuple[Shard, Any]]:
    """Write the shards as task runs of the flow that calls; gives each, and its counts, when it is
    stored. Raises StopRequested where the user asked to stop, and what a task run raised."""
    at_once = shards_at_once(where)
    return _side_by_side(where, db, shards, at_once) if at_once > 1 else _in_turn(where, db, shards)


def _in_turn(where: Site, db: str, shards: Sequence[Shard]) -> Iterator[tuple[Shard, Any]]:
    """One shard after the other: without models there is nothing to wait for."""
    for shard in shards:
        current_context().check_stop(where.run_id)
        yield shard, tasks.synthesize.synthesize_shard(where.run_id, db, shard)


def _side_by_side(
    where: Site, db: str, shards: Sequence[Shard], at_once: int
) -> Iterator[tuple[Shard, Any]]:
    """Several shards at once, so that the end of one does not leave the models idle."""
    now = current_context()
    waiting = list(reversed(shards))
    open_: list[tuple[Shard, PrefectFuture[Any]]] = []
    try:
        while waiting or open_:
            while waiting and len(open_) < at_once:
                shard = waiting.pop()
                future = tasks.synthesize.synthesize_shard.submit(where.run_id, db, shard)
                open_.append((shard, future))
            for one in [one for one in open_ if one[1].state.is_final()]:
                open_.remove(one)
                yield one[0], one[1].result()
            time.sleep(SECONDS_BETWEEN_LOOKS)
            figures = model_figures(where)
            if figures is not None:
                now.progress.models(figures.model_dump())
            if now.stop.is_set():
                stop_models(where)
    finally:
        # Whatever ended this ends the others too; what they have finished is stored.
        if open_:
            stop_models(where)
        for _shard, future in open_:
            future.wait()
