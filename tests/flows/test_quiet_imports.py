"""Nothing is sent anywhere, however a flow is started."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
SCRIPT = """
import flows.assess
from prefect.settings import get_current_settings

print(get_current_settings().server.analytics_enabled)
"""


def test_a_stage_that_is_run_from_python_sends_nothing(tmp_path: Path) -> None:
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PREFECT_", "DO_NOT_TRACK"))
    }
    said = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        env={**environment, "PYTHONPATH": str(ROOT), "PREFECT_HOME": str(tmp_path)},
        cwd=tmp_path, capture_output=True, text=True, check=True, timeout=120,
    )  # fmt: skip
    assert said.stdout.strip() == "False"
