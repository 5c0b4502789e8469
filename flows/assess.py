"""Conversations → verdict on the dataset."""

from __future__ import annotations

from prefect import flow

import tasks.assess
from digit_tc.errors import GateError
from digit_tc.runs import stage_run
from digit_tc.stages import Assessed
from flows.control.run_context import session
from flows.control.signals import hold_signals
from flows.observe.artifacts import show_figures, show_gate
from flows.observe.pages import show_where
from tasks.resources import site


@flow(name="assess", flow_run_name="assess of {run_id}", validate_parameters=False)
def assess(run_id: str, db: str) -> Assessed:
    """Run the quality gate over a run's dataset. Raises GateError where it fails.

    Alone, for a run that has conversations: `assess("demo-1", "digit-tc-data/digit-tc.duckdb")`.
    """
    hold_signals()
    session().progress.stage("Quality gate")
    where = site(run_id, db)
    with stage_run(where, "assess") as figures:
        assessed: Assessed = tasks.assess.assess(run_id, db)
        figures.update(assessed.figures.model_dump(mode="json"))
        figures["gate passed"] = assessed.gate.passed
        show_figures("assess", run_id, figures)
        show_gate(run_id, assessed.gate)
        show_where(where, assessed)
        if not assessed.gate.passed:
            first = "; ".join(assessed.gate.failures[:3])
            raise GateError(
                f"The quality gate of run {run_id} failed: {first}",
                remedy=f"The data are kept. See {assessed.page}; "
                f"`digit-tc export {run_id} --to FILE` writes them all the same.",
                failures=assessed.gate.failures,
            )
    return assessed
