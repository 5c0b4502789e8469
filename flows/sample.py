"""Tool graph → scenarios."""

from __future__ import annotations

from typing import Any

from prefect import flow

import tasks.sample
from digit_tc.runs import count_scenarios_needed, record_stage
from flows.control.run_context import current_context
from flows.control.signals import reclaim_signals
from flows.observe.artifacts import show_figures
from tasks.resources import site


@flow(name="sample", flow_run_name="sample of {run_id}")
def sample(run_id: str, db: str, upto: int | None = None) -> dict[str, Any]:
    """Draw scenarios until there are `upto`; by default as many as the next round needs.

    Alone, for a run that has a graph: `sample("demo-1", "digit-tc-data/digit-tc.duckdb", 500)`.
    """
    reclaim_signals()
    current_context().progress.stage("Sampling chains")
    where = site(run_id, db)
    with record_stage(where, "sample") as figures:
        wanted = upto if upto is not None else count_scenarios_needed(where)
        figures.update(tasks.sample.sample(run_id, db, wanted))
    show_figures("sample", run_id, figures)
    return figures
