"""Tools → tool graph."""

from __future__ import annotations

from typing import Any

from prefect import flow

import tasks.graph
from digit_tc.runs import close_models, record_stage
from flows.control.model_stop import stop_models_on_request
from flows.control.run_context import current_context
from flows.control.signals import reclaim_signals
from flows.observe.artifacts import show_figures
from flows.observe.pages import show_graph
from tasks.resources import site


@flow(name="graph", flow_run_name="graph of {run_id}")
def build_graph(run_id: str, db: str) -> dict[str, Any]:
    """Connect the tools of a run by dataflow.

    Alone, for a run that has tools: `build_graph("demo-1", "digit-tc-data/digit-tc.duckdb")`.
    """
    reclaim_signals()
    current_context().progress.stage("Building the tool graph")
    where = site(run_id, db)
    try:
        with stop_models_on_request(where), record_stage(where, "graph") as figures:
            figures.update(tasks.graph.build_graph(run_id, db))
    finally:
        close_models(where)
    show_figures("graph", run_id, figures)
    show_graph(where)
    return figures
