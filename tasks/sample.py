"""Draw scenarios."""

from __future__ import annotations

from typing import Any

from prefect import task

from digit_tc import stages
from tasks.policies import STAGE
from tasks.resources import site


@task(name="sample", task_run_name="sample: {upto} scenarios in all", **STAGE)
def sample(run_id: str, db: str, upto: int) -> dict[str, Any]:
    """Draw and store scenarios until there are `upto`."""
    return stages.sample(site(run_id, db), upto)
