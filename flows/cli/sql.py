"""`digit-tc sql`: questions to the database, of one's own or ready-made."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from flows.cli.options import database, db_option, json_option, print_json
from flows.cli.stored_runs import shown_run
from flows.cli.text import cleaned, table

if TYPE_CHECKING:
    from digit_tc.store import QueryResult

_ROWS_ON_SCREEN = 200


@click.command(short_help="Ask the database in SQL.")
@click.argument("query", required=False)
@db_option
@click.option("--tables", is_flag=True, help="Explain the tables and their columns.")
@click.option("--example", metavar="NAME", help="Ask a ready-made question; no NAME lists them.",
              is_flag=False, flag_value="")  # fmt: skip
@click.option("--run", help="The run that --example is about; default latest.")
@click.option("--csv", "as_csv", is_flag=True, help="Print CSV.")
@json_option
def sql(
    query: str | None,
    db: Path | None,
    tables: bool,
    example: str | None,
    run: str | None,
    as_csv: bool,
    as_json: bool,
) -> None:
    """Ask the database in SQL. QUERY `-` is read from standard input.

    Queries cannot change anything, nor reach other files.
    """
    from digit_tc.errors import ConfigError
    from digit_tc.store import Store, list_queries

    if run is not None and not example:
        raise ConfigError(
            "--run goes with --example alone: a query of your own asks about every run in the"
            " database.",
            remedy="Choose the run in the query itself, as in WHERE run_id = 'ID'; `digit-tc runs`"
            " lists the ids.",
        )
    if not (query or tables or example):
        listed = [(item.name, item.question) for item in list_queries()]
        click.echo(table(("example", "question"), listed))
        click.echo("\ndigit-tc sql --example NAME asks one of these.", err=True)
        return
    if query == "-":
        query = sys.stdin.read()
    limit = None if as_csv or as_json else _ROWS_ON_SCREEN
    store = Store(database(db))
    with store.reading() as reader:
        if example:
            found = shown_run(reader, store.path, run or "latest")
            answer = reader.run_named_query(example, found.run_id)
        elif tables:
            answer = reader.documentation()
        else:
            answer = reader.sql(query or "", max_rows=limit)
    if as_json:
        print_json([dict(zip(answer.columns, row, strict=True)) for row in answer.rows])
    elif as_csv:
        _print_csv(answer)
    elif tables:
        click.echo(_described(answer.rows))
    else:
        click.echo(table(answer.columns, answer.rows[:_ROWS_ON_SCREEN]))
        if not answer.complete or len(answer.rows) > _ROWS_ON_SCREEN:
            click.echo("... and more rows: --csv prints all of them.", err=True)


def _print_csv(answer: QueryResult) -> None:
    import csv

    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(answer.columns)
    # A file gets the values as they are; a terminal must not act on them.
    shown = cleaned if sys.stdout.isatty() else str
    writer.writerows(
        [shown(value) if isinstance(value, str) else value for value in row] for row in answer.rows
    )


def _described(rows: Sequence[Sequence[object]]) -> str:
    lines: list[str] = []
    for table_name, column, kind, meaning in rows:
        if column is None:
            lines += [""] * bool(lines) + [str(table_name), f"    {meaning or kind}"]
        else:
            lines.append(f"  {column!s:<24} {kind!s:<10} {meaning or ''}".rstrip())
    return "\n".join(lines)
