"""Specifications → tools."""

from __future__ import annotations

from typing import Any, cast

from prefect import flow
from prefect.utilities.annotations import quote

import tasks.ingest
from digit_tc.runs import close_models, record_stage
from digit_tc.specs import Loaded
from flows.control.model_stop import stop_models_on_request
from flows.control.run_context import current_context
from flows.control.signals import reclaim_signals
from flows.observe.artifacts import show_figures
from tasks.resources import site


@flow(name="ingest", flow_run_name="ingest of {run_id}")
def ingest(run_id: str, db: str) -> dict[str, Any]:
    """Read the sources of a registered run as tools.

    Alone, where sources have changed: `ingest("demo-1", "digit-tc-data/digit-tc.duckdb")`.
    """
    reclaim_signals()
    current_context().progress.stage("Reading specifications")
    where = site(run_id, db)
    try:
        with stop_models_on_request(where), record_stage(where, "ingest") as figures:
            # Quoted: Prefect would look for the results of other tasks in every tool.
            loaded = cast("Loaded | None", quote(current_context().loaded))
            figures.update(tasks.ingest.ingest(run_id, db, loaded))
    finally:
        close_models(where)
    show_figures("ingest", run_id, figures)
    if dropped := figures.get("rejected"):
        current_context().progress.note(
            f"  {dropped} of what the sources hold could not be used; `digit-tc tools` says why"
        )
    return figures
