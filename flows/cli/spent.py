"""What is told where a run's budget is spent: what there is, and how to go on."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from flows.cli.amounts import counted
from flows.cli.model_options import options_of

if TYPE_CHECKING:
    from digit_tc.config import RunConfig

_MORE = 2
"""Times the old budget, for the command that goes on."""


def print_spent(config: RunConfig, run_id: str, database: Path, export: Path) -> None:
    """Where the part of the dataset is that was made."""
    from digit_tc.runs import Site

    site = Site(database, run_id)
    made = 0
    if database.exists():
        with site.store.reading() as reader:
            made = reader.counts(run_id)["admitted"]
    page = database.parent / "runs" / run_id / "index.html"
    lines = {
        "run": run_id,
        "made": f"{counted(made, 'conversation')} of {config.count:,}",
        "database": database,
        "export": export if export.exists() else "",
        "report": page if page.exists() else "",
    }
    for label, value in lines.items():
        if value:
            click.echo(f"{label:<10}{value}")


def going_on(
    config: RunConfig, run_id: str, database: Path, reached: str = "", words: Sequence[str] = ()
) -> str:
    """The command that takes a stored run up again, with twice the limit that was reached.

    `reached` is that limit's name, as `BudgetError` has it; without it all limits are raised.
    `words` are options to repeat. The run file, the export's place and the other limits are stored
    with the run.
    """
    from digit_tc.config.settings import read_settings

    elsewhere = database if database != read_settings().database else None
    limits = {name: limit for name, limit in config.budget if limit is not None}
    raised = {reached: limits[reached]} if reached in limits else limits
    said = ["digit-tc", "resume", run_id, *options_of("--db", elsewhere), *words]
    for name, limit in raised.items():
        said += options_of(f"--{name.replace('_', '-')}", limit * _MORE)
    return shlex.join(said)
