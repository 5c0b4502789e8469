"""What the stages leave in Prefect's UI: a page of figures each, progress, and the gate's table."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from typing import Any, cast
from uuid import UUID

from prefect.artifacts import (
    create_markdown_artifact,
    create_progress_artifact,
    create_table_artifact,
    update_progress_artifact,
)
from prefect.events import emit_event

from digit_tc.records import GateResult, RunCost, Stage
from digit_tc.report.markdown import render_cost, render_stage, tabulate_gate

GATE_FAILED = "digit-tc.gate.failed"
"""The event that a failed quality gate emits; its resource is `digit-tc.run.RUN`."""
_LEAST_SECONDS_BETWEEN = 1.0


def show_figures(stage: Stage, run_id: str, figures: Mapping[str, Any]) -> None:
    """A Markdown artifact with the figures of a stage."""
    create_markdown_artifact(
        render_stage(stage, figures),
        key=key_of(f"{run_id}-{stage}"),
        description=f"{stage} of {run_id}",
    )


def show_gate(run_id: str, gate: GateResult) -> None:
    """A table artifact with every expectation of the gate, and an event where it failed.

    The event, `digit-tc.gate.failed`, is what alerts listen to.
    """
    create_table_artifact(
        tabulate_gate(gate), key=key_of(f"{run_id}-gate"), description=f"Quality gate of {run_id}"
    )
    if not gate.passed:
        emit_event(
            GATE_FAILED,
            resource={
                "prefect.resource.id": f"digit-tc.run.{run_id}",
                "prefect.resource.name": run_id,
            },
            payload={"told": "; ".join(gate.failures[:5]), "page": gate.data_docs},
        )


def show_cost(run_id: str, cost: RunCost) -> None:
    """A Markdown artifact with what models cost so far, by role; nothing where none was asked."""
    if cost.total.requests or cost.total.cache_hits:
        create_markdown_artifact(
            render_cost(cost), key=key_of(f"{run_id}-cost"), description=f"Models of {run_id}"
        )


class ProgressArtifact:
    """How far the conversations are, as a bar in the UI that moves once a second at most."""

    def __init__(self, run_id: str) -> None:
        self._run_id = run_id
        self._id: UUID | None = None
        self._shown = float("-inf")

    def show(self, share: float) -> None:
        """Move the bar to `share`, in [0, 1]."""
        now = time.monotonic()
        if share < 1 and now - self._shown < _LEAST_SECONDS_BETWEEN:
            return
        self._shown = now
        percent = round(100 * share, 1)
        if self._id is None:
            self._id = cast(
                UUID,
                create_progress_artifact(
                    percent,
                    key=key_of(f"{self._run_id}-progress"),
                    description=f"Conversations of {self._run_id} written, in percent",
                ),
            )
        else:
            update_progress_artifact(self._id, percent)


def key_of(text: str) -> str:
    """A key as Prefect takes it: lower-case letters, digits and dashes."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
