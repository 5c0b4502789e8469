"""The whole way from specifications to a dataset."""

from __future__ import annotations

import time
from pathlib import Path
from threading import Event
from typing import Any, cast

from prefect import flow, tags
from prefect.client.schemas.objects import State
from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings
from prefect.states import Cancelled

import tasks.register
from digit_tc.config import RunConfig
from digit_tc.errors import BudgetError, StopRequested
from digit_tc.export import ExportSummary
from digit_tc.runs import Site, StageCalls, lock_run, note_export_path, run_stages
from digit_tc.shards import Runner
from digit_tc.specs import Loaded
from flows.assess import assess
from flows.control.run_context import current_context, enter_context
from flows.control.signals import reclaim_signals
from flows.export import export
from flows.graph import build_graph
from flows.ingest import ingest
from flows.observe.progress import Progress, QuietProgress, RunSummary
from flows.sample import sample
from flows.server.crashed_runs import close_crashed_runs
from flows.synthesize import synthesize
from tasks.resources import site


@flow(name="generate-dataset", flow_run_name="{run_id}")
def pipeline(config: RunConfig, run_id: str, db: str, path: str) -> Any:
    """Make a dataset: exactly `config.count` conversations, judged and exported.

    A run that is there already goes on where it was: its tools and graph are not read again.
    """
    now = current_context()
    tasks.register.register(run_id, db, config)
    in_order = StageCalls(
        ingest=lambda: ingest(run_id, db),
        graph=lambda: build_graph(run_id, db),
        # These two again and again, until there are as many conversations as were asked for.
        sample=lambda: sample(run_id, db),
        synthesize=lambda: _synthesize(run_id, db),
        assess=lambda: assess(run_id, db),
        export=lambda: export(run_id, db, path),
    )
    try:
        return run_stages(
            site(run_id, db),
            in_order,
            check_stop=lambda: now.check_stop(run_id),
            note=now.progress.note,
        )
    except StopRequested as stopped:
        return Cancelled(message=str(stopped), name="Stopped")
    except BudgetError as spent:
        now.budget_error = spent
        return Cancelled(message=str(spent), name="Budget spent")


def _synthesize(run_id: str, db: str) -> None:
    written = cast(State[Any], synthesize(run_id, db, return_state=True))
    # A stop has cancelled that flow, which is nothing to raise for.
    current_context().check_stop(run_id)
    written.result()


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
    reclaim_signals()
    began = time.monotonic()
    shown = progress or QuietProgress()
    where = Site(db, run_id)
    with (
        lock_run(where),
        enter_context(shown, stop or Event(), runner, loaded) as current,
        tags(config.name, f"seed {config.seed}", run_id),
        # The thread of heartbeats takes up to a second to end, in each of the stages.
        temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}),
    ):
        close_crashed_runs(run_id)
        note_export_path(where, export)
        state = cast(State[Any], pipeline(config, run_id, str(db), str(export), return_state=True))
        if current.budget_error is not None:
            raise current.budget_error
        if state.is_cancelled():
            current.stop.set()
            current.check_stop(run_id)
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
