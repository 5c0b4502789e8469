"""`digit-tc diff`: what is different between two runs."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from flows.cli.options import database, db_option, json_option, print_json
from flows.cli.text import one_line, table

if TYPE_CHECKING:
    from digit_tc.runs import RunDifference
    from digit_tc.runs.compare import Change

_WIDE = 40


@click.command(short_help="What is different between two runs.")
@click.argument("run_a", metavar="A")
@click.argument("run_b", metavar="B")
@db_option
@json_option
def diff(run_a: str, run_b: str, db: Path | None, as_json: bool) -> None:
    """Compare the runs A and B: run file, figures, rejections and conversations.

    Conversations are compared by the place of their scenario in the run.
    """
    from digit_tc.runs import compare_runs
    from flows.cli.stored_runs import stored_run

    path = database(db)
    found = compare_runs(stored_run(path, run_a)[0], stored_run(path, run_b)[0])
    if as_json:
        print_json(found.model_dump(mode="json"))
    else:
        click.echo("\n\n".join(_parts(found)))


def _parts(found: RunDifference) -> Iterable[str]:
    for title, changes in (
        ("run file", found.config),
        ("figure", found.figures),
        ("rejected for", found.rejections),
    ):
        if changes:
            yield table((title, found.a, found.b), [_row(change) for change in changes])
    yield (
        f"conversations: {found.same:,} the same, {found.changed:,} with the same index but "
        f"different, {found.only_a:,} only in {found.a}, {found.only_b:,} only in {found.b}"
    )
    if found.changed_scenarios:
        told = ", ".join(str(index) for index in found.changed_scenarios)
        more = ", ..." if found.changed > len(found.changed_scenarios) else ""
        yield f"different at index {told}{more}; look with: digit-tc show RUN INDEX"


def _row(change: Change) -> tuple[str, str, str]:
    return change.name, _said(change.a), _said(change.b)


def _said(value: object) -> str:
    if value is None:
        return "-"
    if isinstance(value, float):
        return f"{value:.4g}"
    return one_line(str(value), _WIDE)
