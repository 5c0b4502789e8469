"""What the deployments come to, found out in a process of its own: Prefect is not imported here."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
_FACTS = """
import json, sys
from pathlib import Path

import yaml
from prefect.client.schemas.schedules import CronSchedule
from prefect.flows import load_flow_from_entrypoint
from prefect.utilities.callables import parameter_schema

from flows.server.serve import FLOW_NAMES, make_deployments

written = yaml.safe_load(Path("deployments/prefect.yaml").read_text(encoding="utf-8"))
found = {}
for one in written["deployments"]:
    flow = load_flow_from_entrypoint(one["entrypoint"])
    schema = parameter_schema(flow).model_dump()
    given = one.get("parameters", {})
    needed = {name: "some-run" for name in schema.get("required", [])}
    flow.validate_parameters({**needed, **given})
    for schedule in one.get("schedules", []):
        CronSchedule(cron=schedule["cron"], timezone=schedule["timezone"])
    found[one["name"]] = {"flow": flow.name, "schema": schema}
served = make_deployments(
    Path("deployments/runs/nightly.yaml"), cron=["0 2 * * *"], time_zone="Europe/Berlin",
    db=Path("here.duckdb"), export_folder=Path("out"),
)
json.dump({
    "written": found,
    "served": {
        one.name: {
            "flow": one.flow_name,
            "parameters": one.parameters,
            "tags": one.tags,
            "entrypoint": one.entrypoint,
            "schedules": [item.schedule.model_dump(mode="json") for item in one.schedules or []],
        }
        for one in served
    },
    "names": FLOW_NAMES,
}, sys.stdout)
"""


@pytest.fixture(scope="session")
def facts() -> Any:
    """`written` in prefect.yaml, `served` by `digit-tc serve`, the `names` that alerts watch."""
    told = subprocess.run(
        [sys.executable, "-c", _FACTS], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert told.returncode == 0, told.stderr
    return json.loads(told.stdout)
