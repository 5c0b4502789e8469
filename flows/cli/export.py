"""`digit-tc export`: the dataset of a run as a file for training."""

from __future__ import annotations

from pathlib import Path

import click

from flows.cli.amounts import counted
from flows.cli.options import FILE, database, db_option
from flows.cli.stored_runs import shown_run


@click.command(short_help="Write a run's dataset to a file for training.")
@click.argument("run")
@click.option("--to", "target", type=FILE, required=True, metavar="FILE", help="The file.")
@click.option(
    "--format",
    "formats",
    multiple=True,
    metavar="NAME",
    help="openai or another format; repeatable. The first is written to FILE, others beside it.",
)
@click.option("--worlds", is_flag=True, help="Write the world of each conversation beside it.")
@db_option
def export(run: str, target: Path, formats: tuple[str, ...], worlds: bool, db: Path | None) -> None:
    """Write the dataset of RUN (its id, the beginning of it, or `latest`) to a file.

    Of a run that is not done, what is in its dataset so far. Without --format in the formats of its
    run file.

    \b
    digit-tc export latest --to train.jsonl --format trl
    digit-tc export latest --to train.jsonl --format openai --format trl   and train.trl.jsonl
    digit-tc export latest --to train.jsonl --worlds                       and train.worlds.jsonl
    """
    from digit_tc.config import RunConfig
    from digit_tc.errors import StoreError
    from digit_tc.export import export_run
    from digit_tc.formats import get_format
    from digit_tc.store import Store

    for name in formats:
        get_format(name)
    store = Store(database(db))
    with store.reading() as reader:
        found = shown_run(reader, store.path, run)
        counts = reader.counts(found.run_id)
    admitted = counts["admitted"]
    config = RunConfig.model_validate(found.config)
    if not admitted and counts["accepted"]:
        raise StoreError(
            f"Run {found.run_id} has {counts['accepted']:,} accepted conversations and none in its "
            "dataset yet; nothing was written.",
            remedy=f"`digit-tc resume {found.run_id}` goes on with it and lets them in.",
        )
    if not admitted:
        raise StoreError(
            f"Run {found.run_id} has no conversation in its dataset yet; nothing was written.",
            remedy=f"`digit-tc resume {found.run_id}` goes on with it.",
        )
    section = (
        config.export.model_copy(update={"format": tuple(dict.fromkeys(formats))})
        if formats
        else config.export
    )
    summary = export_run(store, found.run_id, target, section, worlds=worlds)
    if admitted < found.count:
        whole = counted(found.count, "conversation")
        click.echo(
            f"Run {found.run_id} is not whole: {admitted:,} of {whole}.",
            err=True,
        )
    for written in (*summary.datasets, *((summary.worlds,) if summary.worlds else ())):
        click.echo(str(written))
