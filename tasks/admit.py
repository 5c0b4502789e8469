"""Let accepted conversations into the dataset."""

from __future__ import annotations

from typing import Any

from prefect import task

from digit_tc import runs
from digit_tc.runs import RunDataset
from tasks.policies import STAGE
from tasks.resources import site


@task(name="admit", task_run_name="admit: drop duplicates", **STAGE)
def admit(run_id: str, db: str, dataset: RunDataset | None = None) -> dict[str, Any]:
    """Decide in order which accepted conversations form the dataset."""
    return runs.admit(site(run_id, db), dataset)
