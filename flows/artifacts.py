"""What the stages leave in Prefect's UI: a page of figures each, and the gate as a table."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from prefect.artifacts import create_markdown_artifact, create_table_artifact

from digit_tc.records import GateResult, Stage
from digit_tc.report.markdown import gate_table, stage_markdown


def show_figures(stage: Stage, run_id: str, figures: Mapping[str, Any]) -> None:
    """A Markdown artifact with the figures of a stage."""
    create_markdown_artifact(
        stage_markdown(stage, figures),
        key=_key(f"{run_id}-{stage}"),
        description=f"{stage} of {run_id}",
    )


def show_gate(run_id: str, gate: GateResult) -> None:
    """A table artifact with every expectation of the gate."""
    create_table_artifact(
        gate_table(gate), key=_key(f"{run_id}-gate"), description=f"Quality gate of {run_id}"
    )


def _key(text: str) -> str:
    """Prefect takes lower-case letters, digits and dashes."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
