"""A run that is in a database, for the commands that go on with it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from digit_tc.config import RunConfig
    from digit_tc.runs import Site


def stored_run(db: Path, run: str) -> tuple[Site, RunConfig]:
    """A run by its id, the beginning of it or `latest`, with its run file. Raises StoreError."""
    from digit_tc.config import RunConfig
    from digit_tc.runs import Site
    from digit_tc.store import Store

    with Store(db).reading() as reader:
        found = reader.run(run)
    return Site(db, found.run_id), RunConfig.model_validate(found.config)
