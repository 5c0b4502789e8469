"""Connect tools by dataflow."""

from __future__ import annotations

from typing import Any

from prefect import task

from digit_tc import stages
from tasks.policies import STAGE
from tasks.resources import site


@task(name="graph", task_run_name="graph: connect the tools", **STAGE)
def build_graph(run_id: str, db: str) -> dict[str, Any]:
    """Build, store and draw the tool graph."""
    return stages.build_graph(site(run_id, db))
