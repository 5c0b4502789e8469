"""The one place of wiring: from the plain parameters of a task to the objects it works with."""

from __future__ import annotations

from pathlib import Path

from digit_tc.runs import Site


def site(run_id: str, db: str) -> Site:
    """The run in its database."""
    return Site(Path(db), run_id)
