"""A run that is in a database, for the commands that look at it or go on with it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from digit_tc.config import RunConfig
    from digit_tc.records import Run
    from digit_tc.runs import Site
    from digit_tc.store import Reader


def stored_run(db: Path, run: str) -> tuple[Site, RunConfig]:
    """A run by its id, the beginning of it or `latest`, with its run file. Raises StoreError."""
    from digit_tc.config import RunConfig
    from digit_tc.runs import Site
    from digit_tc.store import Store

    with Store(db).reading() as reader:
        found = reader.run(run)
    return Site(db, found.run_id), RunConfig.model_validate(found.config)


def shown_run(reader: Reader, db: Path, wanted: str) -> Run:
    """The run that is meant, for a command that shows something of it. Raises StoreError.

    `latest` is the last one that has something to show: one that ended before its first
    conversation is passed over, which standard error is told, unless there is no other.
    """
    found = reader.run(wanted)
    if wanted != "latest":
        return found
    for run in reader.runs():
        if _has_something(reader, db, run):
            if run.run_id != found.run_id:
                click.echo(
                    f"The last run, {found.run_id}, ended before its first conversation; this is"
                    f" {run.run_id}. `digit-tc show {found.run_id}` says why.",
                    err=True,
                )
            return run
    return found


def _has_something(reader: Reader, db: Path, run: Run) -> bool:
    from digit_tc.runs import Site, read_status

    if read_status(Site(db, run.run_id), run) in ("running", "done"):
        return True
    paid = reader.cost(run.run_id).total
    return bool(reader.counts(run.run_id)["conversations"] or paid.requests or paid.cache_hits)
