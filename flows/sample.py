"""Tool graph → scenarios."""

from __future__ import annotations

from typing import Any

from prefect import flow

import tasks.sample
from digit_tc.runs import next_scenarios, stage_run
from flows.control.run_context import session
from flows.control.signals import hold_signals
from flows.observe.artifacts import show_figures
from tasks.resources import site


@flow(name="sample", flow_run_name="sample of {run_id}")
def sample(run_id: str, db: str, upto: int | None = None) -> dict[str, Any]:
    """Draw scenarios until there are `upto`; by default as many as the next round needs.

    Alone, for a run that has a graph: `sample("demo-1", "digit-tc-data/digit-tc.duckdb", 500)`.
    """
    hold_signals()
    session().progress.stage("Sampling chains")
    where = site(run_id, db)
    with stage_run(where, "sample") as figures:
        wanted = upto if upto is not None else next_scenarios(where)
        figures.update(tasks.sample.sample(run_id, db, wanted))
    show_figures("sample", run_id, figures)
    return figures
