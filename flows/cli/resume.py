"""`digit-tc resume`: go on with a run that did not come to its end."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from flows.cli.limits import limit_options, with_limits
from flows.cli.options import FILE, database, db_option
from flows.cli.runner_options import runner_options, taken


@click.command(short_help="Go on with a run that did not come to its end.")
@click.argument("run", metavar="RUN")
@db_option
@click.option("--export", "target", type=FILE, metavar="FILE", help="File for training.")
@limit_options
@runner_options
@click.option("--quiet", is_flag=True, help="No progress, results only.")
def resume(run: str, db: Path | None, target: Path | None, quiet: bool, **more: Any) -> None:
    """Go on with RUN where it was: its id, the beginning of it, or `latest`.

    The run file is the one that the run was started with. What was accepted stays, no model is
    paid for the same answer twice, and the export has the bytes of an undisturbed run.
    """
    from flows.cli.generate import run as generate
    from flows.cli.stored_runs import stored_run

    runner = taken(more)
    site, config = stored_run(database(db), run)
    generate(
        with_limits(config, more),
        db=site.db,
        target=target,
        run_id=site.run_id,
        quiet=quiet,
        runner=runner,
    )
