"""Whom the flows of this process tell how far they are, and who may ask them to stop."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event

from digit_tc.errors import BudgetError, StopRequested
from digit_tc.shards import Runner
from digit_tc.specs import Loaded
from flows.observe.progress import Progress, QuietProgress


@dataclass
class RunContext:
    """What is not a parameter of a flow because it means nothing to a server."""

    progress: Progress = field(default_factory=QuietProgress)
    stop: Event = field(default_factory=Event)
    budget_error: BudgetError | None = None
    """What ended the run, where its budget did."""
    runner: Runner | None = None
    """Who writes the shards; None: what the settings say."""
    loaded: Loaded | None = None
    """What the sources gave before the run began; None where they are to be read."""

    def check_stop(self, run_id: str) -> None:
        """Raise StopRequested where the user has asked to stop."""
        if self.stop.is_set():
            raise StopRequested(
                f"Run {run_id} stopped as you asked; everything that was finished is stored.",
                remedy=f"To go on, give the same command with --run-id {run_id}.",
            )


_current = RunContext()


def current_context() -> RunContext:
    """The context of this process; a quiet one where nobody entered any."""
    return _current


@contextmanager
def enter_context(
    progress: Progress, stop: Event, runner: Runner | None = None, loaded: Loaded | None = None
) -> Iterator[RunContext]:
    """Make a context that of everything that runs in the block."""
    global _current  # noqa: PLW0603  (one run a process; a flow parameter could not carry it)
    before, _current = _current, RunContext(progress, stop, runner=runner, loaded=loaded)
    try:
        yield _current
    finally:
        _current = before
