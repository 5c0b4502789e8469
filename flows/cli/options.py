"""Options that several commands have."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])

FILE = click.Path(path_type=Path)


def db_option(function: F) -> F:
    """`--db FILE`."""
    return click.option(
        "--db", type=FILE, metavar="FILE", help="Database; default digit-tc.duckdb in the home."
    )(function)


def json_option(function: F) -> F:
    """`--json`."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")(
        function
    )


def database(db: Path | None) -> Path:
    """The database that was named, or the one in the home."""
    from digit_tc.config.settings import read_settings

    return db if db is not None else read_settings().database


def print_json(value: object) -> None:
    """Print a value as JSON, indented, with everything above ASCII escaped."""
    import json

    # Escaped, a control sequence in somebody's tool description stays text on a terminal.
    click.echo(json.dumps(value, indent=2, default=str))
