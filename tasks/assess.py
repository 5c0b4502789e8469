"""Judge the dataset."""

from __future__ import annotations

from prefect import task

from digit_tc import stages
from digit_tc.stages import Assessed
from tasks.policies import STAGE
from tasks.resources import site


@task(name="assess", task_run_name="assess: quality gate and report", **STAGE)
def assess(run_id: str, db: str) -> Assessed:
    """Run the Great Expectations suites and write the run's page."""
    return stages.assess(site(run_id, db))
