"""Write the dataset for training."""

from __future__ import annotations

from pathlib import Path

from prefect import task

from digit_tc import stages
from digit_tc.export import ExportSummary
from tasks.policies import STAGE
from tasks.resources import site


@task(name="export", task_run_name="export to {path}", **STAGE)
def export(run_id: str, db: str, path: str) -> ExportSummary:
    """Write the admitted conversations as JSON lines."""
    return stages.export(site(run_id, db), Path(path))
