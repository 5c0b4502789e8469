"""`digit-tc replay`: the calls of an export, made again in their worlds."""

from __future__ import annotations

from pathlib import Path

import click

from flows.cli.amounts import counted
from flows.cli.options import FILE, json_option, print_json


@click.command(short_help="Make the calls of an export again in their worlds.")
@click.argument("worlds", type=FILE, metavar="WORLDS")
@click.option("--export", type=FILE, metavar="FILE", help="The export; default that beside WORLDS.")
@json_option
def replay(worlds: Path, export: Path | None, as_json: bool) -> None:
    """Compare each result of an export with what its world answers.

    WORLDS is the file that `digit-tc export --worlds` writes; the worlds are built from it alone.
    Ends with 4 and names the first difference where a result is not the same byte for byte, or a
    call changes what it does not name.

    \b
    digit-tc export latest --to train.jsonl --worlds
    digit-tc replay train.worlds.jsonl
    """
    from digit_tc.export import replay_export

    found = replay_export(worlds, export)
    if as_json:
        print_json(found.model_dump(mode="json"))
        return
    told = counted(found.conversations, "conversation")
    click.echo(f"{told}, {counted(found.calls, 'call')}: every result is the same byte for byte.")
