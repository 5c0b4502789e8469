"""The whole way from specifications to a dataset."""

from __future__ import annotations

import time
from pathlib import Path
from threading import Event
from typing import Any, cast

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.states import Cancelled

import tasks.register
from digit_tc import stages
from digit_tc.config import RunConfig
from digit_tc.errors import StopRequested
from digit_tc.export import ExportSummary
from flows.assess import assess
from flows.export import export
from flows.graph import build_graph
from flows.ingest import ingest
from flows.interrupt import hold_signals
from flows.progress import Progress, QuietProgress, RunSummary
from flows.sample import sample
from flows.session import opened, session
from flows.synthesize import synthesize
from tasks.resources import site


@flow(name="generate-dataset", flow_run_name="{run_id}")
def pipeline(config: RunConfig, run_id: str, db: str, path: str) -> Any:
    """Make a dataset: exactly `config.count` conversations, judged and exported."""
    where = site(run_id, db)
    tasks.register.register(run_id, db, config)
    try:
        ingest(run_id, db)
        build_graph(run_id, db)
        while stages.missing(where):
            session().refuse_to_go_on(run_id)
            stages.refuse_hopeless(where)
            sample(run_id, db)
            synthesize(run_id, db)
        assess(run_id, db)
        summary = export(run_id, db, path)
    except StopRequested as stopped:
        stages.end_run(where, "stopped")
        return Cancelled(message=str(stopped), name="Stopped")
    except BaseException:
        stages.end_run(where, "failed")
        raise
    stages.end_run(where, "done")
    return summary


def generate_dataset(
    config: RunConfig,
    *,
    run_id: str,
    db: Path,
    export: Path,
    progress: Progress | None = None,
    stop: Event | None = None,
) -> RunSummary:
    """Run the pipeline in this process and say what it came to.

    Raises the `DigitError` that ended it, StopRequested where `stop` was set.
    """
    hold_signals()
    began = time.monotonic()
    shown = progress or QuietProgress()
    where = stages.Site(db, run_id)
    with opened(shown, stop or Event()) as current:
        state = cast(State[Any], pipeline(config, run_id, str(db), str(export), return_state=True))
        if state.is_cancelled():
            current.stop.set()
            current.refuse_to_go_on(run_id)
        exported = cast(ExportSummary, state.result())
    with where.store.reading() as reader:
        reasons = reader.rejections_by_reason(run_id)
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
