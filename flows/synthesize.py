"""Scenarios → conversations, a shard at a time."""

from __future__ import annotations

import contextlib
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from prefect import flow
from prefect.states import Cancelled
from prefect.task_runners import ThreadPoolTaskRunner

import tasks.admit
from digit_tc.errors import StopRequested, StoreError
from digit_tc.runs import RunDataset, Site, close_models, record_stage
from digit_tc.runs.cost import read_cost
from digit_tc.stages import MOST_SHARDS_AT_ONCE, Shard, pending_shards
from flows.control.run_context import current_context
from flows.control.signals import reclaim_signals
from flows.observe.artifacts import ProgressArtifact, show_cost, show_figures
from flows.observe.pages import show_outcomes
from flows.shards.cluster import choose_runner, write_on_cluster
from flows.shards.local import write_here
from tasks.resources import site

_SECONDS_BETWEEN_ADMISSIONS = 5.0


_RUNNER: Any = ThreadPoolTaskRunner(max_workers=MOST_SHARDS_AT_ONCE)


@flow(name="synthesize", flow_run_name="synthesize of {run_id}", task_runner=_RUNNER)
def synthesize(run_id: str, db: str) -> Any:
    """Write the conversations of all scenarios that have none, and fill the dataset with them.

    Alone, for a run that has scenarios: `synthesize("demo-1", "digit-tc-data/digit-tc.duckdb")`.
    Gives the figures of the stage. Where the user has asked for it, it stops between two shards,
    or with models between two questions.
    """
    reclaim_signals()
    try:
        return _synthesize(run_id, db)
    except StopRequested as stopped:
        return Cancelled(message=str(stopped), name="Stopped")
    finally:
        _close(site(run_id, db))


def _close(where: Site) -> None:
    """Close the models, and show what they cost; whatever ended the stage is told first."""
    close_models(where)
    with contextlib.suppress(StoreError):
        show_cost(where.run_id, read_cost(where))


def _synthesize(run_id: str, db: str) -> dict[str, Any]:
    now = current_context()
    now.progress.stage("Writing conversations")
    where = site(run_id, db)
    with record_stage(where, "synthesize") as figures:
        shards = pending_shards(where)
        total = sum(shard.pending for shard in shards)
        done = accepted = 0
        reasons: Counter[str] = Counter()
        bar = ProgressArtifact(run_id)
        dataset, grown_at = RunDataset(where), time.monotonic()
        for shard, made in _write(where, db, shards):
            done += shard.pending
            accepted += made["accepted"]
            reasons.update(made["rejected"])
            now.progress.update(done, total, accepted, dict(reasons))
            bar.show(done / total)
            figures.update(shards=len(shards), written=accepted, rejected=dict(reasons))
            if time.monotonic() - grown_at > _SECONDS_BETWEEN_ADMISSIONS:
                # Whoever looks at a long run sees its dataset grow.
                figures.update(dataset.grow())
                grown_at = time.monotonic()
            if now.stop.is_set():
                figures.update(dataset.grow())
            now.check_stop(run_id)
        figures.update(tasks.admit.admit(run_id, db, dataset))
    show_figures("synthesize", run_id, figures)
    show_outcomes(where)
    return figures


def _write(where: Site, db: str, shards: Sequence[Shard]) -> Iterator[tuple[Shard, Any]]:
    runner = choose_runner()
    if runner.name == "local":
        return write_here(where, db, shards)
    return write_on_cluster(where, db, shards, runner)
