"""Conversations → verdict on the dataset."""

from __future__ import annotations

from prefect import flow

import tasks.assess
from digit_tc.runs import record_stage
from digit_tc.stages import Assessed
from flows.control.run_context import current_context
from flows.control.signals import reclaim_signals
from flows.observe.artifacts import show_figures, show_gate
from flows.observe.pages import show_addresses
from tasks.resources import site


@flow(name="assess", flow_run_name="assess of {run_id}", validate_parameters=False)
def assess(run_id: str, db: str) -> Assessed:
    """Run the quality gate over a run's dataset. Raises GateError where it fails.

    Alone, for a run that has conversations: `assess("demo-1", "digit-tc-data/digit-tc.duckdb")`.
    """
    reclaim_signals()
    current_context().progress.stage("Quality gate")
    where = site(run_id, db)
    with record_stage(where, "assess") as figures:
        assessed: Assessed = tasks.assess.assess(run_id, db)
        figures.update(assessed.figures.model_dump(mode="json"))
        figures["gate passed"] = assessed.gate.passed
        show_figures("assess", run_id, figures)
        show_gate(run_id, assessed.gate)
        show_addresses(where, assessed)
        assessed.refuse_failed(run_id)
    return assessed
