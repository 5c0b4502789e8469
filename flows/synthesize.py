"""Scenarios → conversations, a shard at a time."""

from __future__ import annotations

import contextlib
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from prefect import flow
from prefect.futures import PrefectFuture
from prefect.states import Cancelled
from prefect.task_runners import ThreadPoolTaskRunner

import tasks.admit
import tasks.synthesize
from digit_tc.errors import StopRequested, StoreError
from digit_tc.runs import Site, close_models, model_figures, stage_run, stop_models
from digit_tc.runs.cost import cost_of_run
from digit_tc.stages import Admitting, Shard, pending_shards, shards_at_once
from flows.control.run_context import session
from flows.control.signals import hold_signals
from flows.observe.artifacts import ProgressArtifact, show_cost, show_figures
from flows.observe.pages import show_outcomes
from flows.shards.cluster import elsewhere, runner_of
from tasks.resources import site

_SECONDS_BETWEEN_ADMISSIONS = 5.0
_SECONDS_BETWEEN_LOOKS = 0.5
_MOST_AT_ONCE = 8


_RUNNER: Any = ThreadPoolTaskRunner(max_workers=_MOST_AT_ONCE)


@flow(name="synthesize", flow_run_name="synthesize of {run_id}", task_runner=_RUNNER)
def synthesize(run_id: str, db: str) -> Any:
    """Write the conversations of all scenarios that have none, and fill the dataset with them.

    Alone, for a run that has scenarios: `synthesize("demo-1", "digit-tc-data/digit-tc.duckdb")`.
    Gives the figures of the stage. Where the user has asked for it, it stops between two shards,
    or with models between two questions.
    """
    hold_signals()
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
        show_cost(where.run_id, cost_of_run(where))


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
        for shard, made in _written(where, db, shards):
            done += shard.pending
            accepted += made["accepted"]
            reasons.update(made["rejected"])
            now.progress.update(done, total, accepted, dict(reasons))
            bar.show(done / total)
            figures.update(shards=len(shards), written=accepted, rejected=dict(reasons))
            if time.monotonic() - admitted_at > _SECONDS_BETWEEN_ADMISSIONS:
                # Whoever looks at a long run sees its dataset grow.
                figures.update(admitting.go_on())
                admitted_at = time.monotonic()
            if now.stop.is_set():
                figures.update(admitting.go_on())
            now.refuse_to_go_on(run_id)
        figures.update(tasks.admit.admit(run_id, db, admitting))
    show_figures("synthesize", run_id, figures)
    show_outcomes(where)
    return figures


def _written(where: Site, db: str, shards: Sequence[Shard]) -> Iterator[tuple[Shard, Any]]:
    runner = runner_of()
    if runner.name != "local":
        return elsewhere(where, db, shards, runner)
    at_once = min(_MOST_AT_ONCE, shards_at_once(where))
    if at_once > 1:
        return _side_by_side(where, db, shards, at_once)
    return _in_turn(where, db, shards)


def _in_turn(where: Site, db: str, shards: Sequence[Shard]) -> Iterator[tuple[Shard, Any]]:
    """One shard after the other: without models there is nothing to wait for."""
    for shard in shards:
        session().refuse_to_go_on(where.run_id)
        yield shard, tasks.synthesize.synthesize_shard(where.run_id, db, shard)


def _side_by_side(
    where: Site, db: str, shards: Sequence[Shard], at_once: int
) -> Iterator[tuple[Shard, Any]]:
    """Several shards at once, so that the end of one does not leave the models idle."""
    now = session()
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
            time.sleep(_SECONDS_BETWEEN_LOOKS)
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
