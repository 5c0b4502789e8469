"""Scenarios → conversations, a shard at a time."""

from __future__ import annotations

import time
from collections import Counter
from typing import Any

from prefect import flow
from prefect.states import Cancelled

import tasks.admit
import tasks.synthesize
from digit_tc.errors import StopRequested
from digit_tc.stages import Admitting, pending_shards, stage_run
from flows.artifacts import ProgressArtifact, show_figures
from flows.interrupt import hold_signals
from flows.session import session
from tasks.resources import site

_SECONDS_BETWEEN_ADMISSIONS = 5.0


@flow(name="synthesize", flow_run_name="synthesize of {run_id}")
def synthesize(run_id: str, db: str) -> Any:
    """Write the conversations of all scenarios that have none, and fill the dataset with them.

    Alone, for a run that has scenarios: `synthesize("demo-1", "digit-tc-data/digit-tc.duckdb")`.
    Gives the figures of the stage. Between two shards it stops where the user has asked for it.
    """
    hold_signals()
    try:
        return _synthesize(run_id, db)
    except StopRequested as stopped:
        return Cancelled(message=str(stopped), name="Stopped")


def _synthesize(run_id: str, db: str) -> dict[str, Any]:
    now = session()
    now.progress.stage("Writing conversations")
    where = site(run_id, db)
    with stage_run(where, "synthesize") as figures:
        shards = pending_shards(where)
        total = sum(shard.pending for shard in shards)
        done = accepted = 0
        reasons: Counter[str] = Counter()
        bar = ProgressArtifact(run_id)
        admitting, admitted_at = Admitting(where), time.monotonic()
        for shard in shards:
            if now.stop.is_set():
                figures.update(admitting.go_on())
            now.refuse_to_go_on(run_id)
            made = tasks.synthesize.synthesize_shard(run_id, db, shard)
            done += shard.pending
            accepted += made["accepted"]
            reasons.update(made["rejected"])
            now.progress.update(done, total, accepted, dict(reasons))
            bar.show(done / total)
            figures.update(shards=len(shards), written=accepted, rejected=dict(reasons))
            if time.monotonic() - admitted_at > _SECONDS_BETWEEN_ADMISSIONS:
                # Whoever looks at a long run sees its dataset grow.
                admitting.go_on()
                admitted_at = time.monotonic()
        figures.update(tasks.admit.admit(run_id, db, admitting))
    show_figures("synthesize", run_id, figures)
    return figures
