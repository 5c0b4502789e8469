"""Read specifications as tools."""

from __future__ import annotations

from typing import Any

from prefect import task

from digit_tc import stages
from digit_tc.specs import Loaded
from tasks.policies import STAGE
from tasks.resources import site


@task(name="ingest", task_run_name="ingest: read the specifications", **STAGE)
def ingest(run_id: str, db: str, loaded: Loaded | None = None) -> dict[str, Any]:
    """Read, lint and store the tools of the run's sources, where they are not `loaded` already."""
    return stages.ingest(site(run_id, db), loaded)
