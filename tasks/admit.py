"""Let accepted conversations into the dataset."""

from __future__ import annotations

from typing import Any

from prefect import task

from digit_tc import stages
from digit_tc.stages import Admitting
from tasks.policies import STAGE
from tasks.resources import site


@task(name="admit", task_run_name="admit: drop duplicates", **STAGE)
def admit(run_id: str, db: str, admitting: Admitting | None = None) -> dict[str, Any]:
    """Decide in order which accepted conversations form the dataset."""
    return stages.admit(site(run_id, db), admitting)
