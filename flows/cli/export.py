"""`digit-tc export`: the dataset of a run as a file for training."""

from __future__ import annotations

from pathlib import Path

import click

from flows.cli.options import FILE, database, db_option


@click.command(short_help="Write a run's dataset to a file for training.")
@click.argument("run")
@click.option("--to", "target", type=FILE, required=True, metavar="FILE.jsonl", help="The file.")
@db_option
def export(run: str, target: Path, db: Path | None) -> None:
    """Write the dataset of RUN (its id, the beginning of it, or `latest`) to a file."""
    from digit_tc.config import RunConfig
    from digit_tc.export import export_run
    from digit_tc.store import Store

    store = Store(database(db))
    with store.reading() as reader:
        found = reader.run(run)
    config = RunConfig.model_validate(found.config)
    export_run(store, found.run_id, target, config.export)
    click.echo(str(target))
