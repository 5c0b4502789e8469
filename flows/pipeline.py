"""The whole way from specifications to a dataset."""

from __future__ import annotations

import contextlib
import time
from pathlib import Path
from threading import Event
from typing import Any, cast

from prefect import flow, tags
from prefect.client.schemas.objects import State
from prefect.exceptions import TerminationSignal
from prefect.states import Cancelled

import tasks.register
from digit_tc import runs, stages
from digit_tc.config import RunConfig
from digit_tc.errors import BudgetError, GateError, StopRequested, StoreError
from digit_tc.export import ExportSummary
from digit_tc.records import Stage
from digit_tc.shards import Runner
from digit_tc.specs import Loaded
from flows.assess import assess
from flows.cli.progress import Progress, QuietProgress, RunSummary
from flows.control.run_context import opened, session
from flows.control.signals import hold_signals
from flows.export import export
from flows.graph import build_graph
from flows.ingest import ingest
from flows.sample import sample
from flows.server.crashed_runs import close_leftovers
from flows.synthesize import synthesize
from tasks.resources import site

_ENDED_BY_OTHERS = (KeyboardInterrupt, TerminationSignal)
"""Ctrl-C, and how Prefect tells SIGTERM: a cancelled run, a worker that is stopped."""


@flow(name="generate-dataset", flow_run_name="{run_id}")
def pipeline(config: RunConfig, run_id: str, db: str, path: str) -> Any:
    """Make a dataset: exactly `config.count` conversations, judged and exported.

    A run that is there already goes on where it was: its tools and graph are not read again.
    """
    where = site(run_id, db)
    now = session()
    tasks.register.register(run_id, db, config)
    try:
        if not _is_there(where, "ingest"):
            ingest(run_id, db)
        now.refuse_to_go_on(run_id)
        if not _is_there(where, "graph"):
            build_graph(run_id, db)
        now.refuse_to_go_on(run_id)
        _is_there(where, "synthesize")
        while runs.missing(where):
            now.refuse_to_go_on(run_id)
            runs.refuse_hopeless(where)
            sample(run_id, db)
            now.refuse_to_go_on(run_id)
            written = cast(State[Any], synthesize(run_id, db, return_state=True))
            now.refuse_to_go_on(run_id)
            written.result()
        # The last try may have been stopped when everything was written.
        runs.settle(where, "synthesize")
        now.refuse_to_go_on(run_id)
        if not runs.is_done(where, "sample"):
            sample(run_id, db)
        if not runs.is_fresh(where, "assess"):
            assess(run_id, db)
        now.refuse_to_go_on(run_id)
        summary = export(run_id, db, path)
    except StopRequested as stopped:
        try:
            # On a full disk the dataset stays as it is; the stop is the one to tell.
            with contextlib.suppress(StoreError):
                stages.admit_what_is_kept(where)
        finally:
            runs.end_run(where, "stopped")
        return Cancelled(message=str(stopped), name="Stopped")
    except BudgetError as spent:
        now.spent = _with_what_was_kept(spent, where, path)
        runs.end_run(where, "stopped")
        return Cancelled(message=str(now.spent), name="Budget spent")
    except BaseException as problem:
        # On a full disk this cannot be noted; the first error is the one to tell.
        with contextlib.suppress(StoreError):
            by_others = isinstance(problem, _ENDED_BY_OTHERS)
            runs.end_run(where, "stopped" if by_others else "failed", problem)
        raise
    runs.end_run(where, "done")
    return summary


def _is_there(where: runs.Site, stage: Stage) -> bool:
    """Whether a stage need not be run: it is done, or another run made it from the same inputs."""
    if runs.is_done(where, stage):
        return True
    source = None if runs.is_begun(where, stage) else runs.take_over(where, stage)
    if source is not None:
        session().progress.note(f"{stage.capitalize()}: taken over from run {source}")
    return source is not None


def _with_what_was_kept(spent: BudgetError, where: runs.Site, path: str) -> BudgetError:
    """Export what was accepted so far, though the dataset is not whole, and say so."""
    made = stages.Admitting(where, over_gaps=True).finish()
    kept = "Nothing was accepted yet."
    if made["admitted"]:
        with contextlib.suppress(GateError):
            assess(where.run_id, str(where.db))
        export(where.run_id, str(where.db), path)
        kept = (
            f"One conversation was accepted; it is in {path}."
            if made["admitted"] == 1
            else f"{made['admitted']:,} conversations were accepted; they are in {path}."
        )
    told = BudgetError(
        f"{spent.message} {kept}",
        remedy=spent.remedy or f"A larger budget and --run-id {where.run_id} go on with it.",
        limit=spent.limit,
    )
    told.__cause__ = spent
    return told


def generate_dataset(
    config: RunConfig,
    *,
    run_id: str,
    db: Path,
    export: Path,
    progress: Progress | None = None,
    stop: Event | None = None,
    runner: Runner | None = None,
    loaded: Loaded | None = None,
) -> RunSummary:
    """Run the pipeline in this process and say what it came to.

    `runner` says who writes the shards; without it the settings do. `loaded` is what the sources
    gave, where they were read already.

    Raises the `DigitError` that ended it, StopRequested where `stop` was set.
    """
    hold_signals()
    began = time.monotonic()
    shown = progress or QuietProgress()
    where = runs.Site(db, run_id)
    with (
        runs.hold(where),
        opened(shown, stop or Event(), runner, loaded) as current,
        tags(config.name, f"seed {config.seed}", run_id),
    ):
        close_leftovers(run_id)
        runs.keep_target(where, export)
        state = cast(State[Any], pipeline(config, run_id, str(db), str(export), return_state=True))
        if current.spent is not None:
            raise current.spent
        if state.is_cancelled():
            current.stop.set()
            current.refuse_to_go_on(run_id)
        exported = cast(ExportSummary, state.result())
    with where.store.reading() as reader:
        reasons = reader.rejections_by_reason(run_id, but_of="ingest")
    summary = RunSummary(
        run_id=run_id,
        conversations=exported.conversations,
        seconds=time.monotonic() - began,
        database=db,
        run_folder=where.folder,
        export=exported.path,
        report=where.folder / "index.html",
        rejected_by_reason=reasons,
    )
    shown.finish(summary)
    return summary
