"""What is told where a run's budget is spent: what there is, and how to go on."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from flows.amounts import counted
from flows.cli.model_options import options_of

if TYPE_CHECKING:
    from digit_tc.config import RunConfig

_MORE = 2
"""Times the old budget, for the command that goes on."""


def print_spent(config: RunConfig, run_id: str, database: Path, export: Path) -> None:
    """Where the part of the dataset is that was made."""
    from digit_tc.stages import Site

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


def going_on(config: RunConfig, run_id: str, words: Sequence[str]) -> str:
    """The command that takes the run up again, with twice the budget."""
    limits = config.budget
    said = [
        "digit-tc", "generate", *words, "--run-id", run_id,
        *options_of("--max-usd", _more(limits.max_usd)),
        *options_of("--max-tokens", _more(limits.max_tokens)),
        *options_of("--max-minutes", _more(limits.max_minutes)),
    ]  # fmt: skip
    return shlex.join(said)


def _more(limit: float | None) -> float | None:
    return None if limit is None else limit * _MORE
