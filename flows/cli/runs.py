"""`digit-tc runs`: the runs in a database."""

from __future__ import annotations

from pathlib import Path

import click

from flows.cli.options import database, db_option
from flows.cli.text import table


@click.command(short_help="List the runs of a database.")
@db_option
def runs(db: Path | None) -> None:
    """List the runs of a database, the latest first."""
    from digit_tc.runs import Site, read_status
    from digit_tc.store import Store

    path = database(db)
    with Store(path).reading() as reader:
        found = [(run, reader.counts(run.run_id)) for run in reader.runs()]
    rows = [
        (
            run.run_id,
            read_status(Site(path, run.run_id), run),
            _made(counts),
            run.count,
            counts["rejections"],
            f"{run.started_at:%Y-%m-%d %H:%M}",
            f"{(run.ended_at - run.started_at).total_seconds():.0f} s" if run.ended_at else "",
        )
        for run, counts in found
    ]
    head = ("run", "status", "conversations", "of", "rejections", "started", "took")
    click.echo(table(head, rows))


def _made(counts: dict[str, int]) -> int | str:
    """What is in the dataset, and while there is nothing, what waits to be let in."""
    admitted, accepted = counts["admitted"], counts["accepted"]
    return admitted if admitted or not accepted else f"0 ({accepted:,} accepted)"
