"""Read specifications as tools."""

from __future__ import annotations

from typing import Any

from prefect import task

from digit_tc import stages
from tasks.policies import STAGE
from tasks.resources import site


@task(name="ingest", task_run_name="ingest: read the specifications", **STAGE)
def ingest(run_id: str, db: str) -> dict[str, Any]:
    """Read, lint and store the tools of the run's sources."""
    return stages.ingest(site(run_id, db))
