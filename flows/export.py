"""Dataset → file for training."""

from __future__ import annotations

from prefect import flow

import tasks.export
from digit_tc.export import ExportSummary
from digit_tc.runs import record_stage
from flows.control.run_context import current_context
from flows.control.signals import reclaim_signals
from flows.observe.artifacts import show_figures
from tasks.resources import site


@flow(name="export", flow_run_name="export of {run_id}")
def export(run_id: str, db: str, path: str) -> ExportSummary:
    """Write the admitted conversations of a run, whatever its state.

    Alone: `export("demo-1", "digit-tc-data/digit-tc.duckdb", "train.jsonl")`.
    """
    reclaim_signals()
    current_context().progress.stage("Exporting")
    with record_stage(site(run_id, db), "export") as figures:
        summary: ExportSummary = tasks.export.export(run_id, db, path)
        figures.update(summary.model_dump(mode="json"))
    show_figures("export", run_id, figures)
    return summary
