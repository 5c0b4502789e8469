"""What a run tells of itself while it is made, and what it came to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol


@dataclass(frozen=True)
class RunSummary:
    """What a finished run came to."""

    run_id: str
    conversations: int
    """Conversations of the dataset."""
    seconds: float
    database: Path
    run_folder: Path
    export: Path | None = None
    report: Path | None = None
    rejected_by_reason: Mapping[str, int] = field(default_factory=dict)
    ui_url: str = ""
    """Where Prefect shows the run; empty where that server ends with the run."""


class Progress(Protocol):
    """Is told what a run does. May be called from any thread of the run, one call at a time."""

    def stage(self, name: str) -> None:
        """A stage begins."""

    def update(
        self, done: int, total: int, accepted: int, rejected_by_reason: Mapping[str, int]
    ) -> None:
        """How far the stage is: `done` of `total`, and what became of it so far."""

    def models(self, figures: Mapping[str, Any]) -> None:
        """What the use of models comes to, as the gateway tells it; as often as one likes."""

    def note(self, text: str) -> None:
        """Something that the user should know, in a sentence."""

    def finish(self, summary: RunSummary) -> None:
        """The run is done."""

    def stop(self) -> None:
        """Nothing more will be told: give the terminal back."""


class QuietProgress:
    """Says nothing."""

    def stage(self, name: str) -> None:
        """Nothing."""

    def update(
        self, done: int, total: int, accepted: int, rejected_by_reason: Mapping[str, int]
    ) -> None:
        """Nothing."""

    def models(self, figures: Mapping[str, Any]) -> None:
        """Nothing."""

    def note(self, text: str) -> None:
        """Nothing."""

    def finish(self, summary: RunSummary) -> None:
        """Nothing."""

    def stop(self) -> None:
        """Nothing."""
