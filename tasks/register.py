"""Register a run."""

from __future__ import annotations

from prefect import task
from prefect.runtime import flow_run

from digit_tc import runs
from digit_tc.config import RunConfig
from tasks.policies import STAGE
from tasks.resources import site


@task(name="register", task_run_name="register of {run_id}", **STAGE)
def register(run_id: str, db: str, config: RunConfig) -> None:
    """Put the run and its run file into the store, or take up the one that is there."""
    runs.register(site(run_id, db), config, flow_run.id)
