"""`digit-tc show`: a run, or one conversation with the source of every value."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from flows.cli.amounts import counted
from flows.cli.options import database, db_option
from flows.cli.stored_runs import shown_run
from flows.cli.text import one_line, table

if TYPE_CHECKING:
    from digit_tc.records import Conversation, Run, RunStatus
    from digit_tc.store import Reader

_LISTED = 20


@click.command(short_help="Show a run, or one conversation of it.")
@click.argument("run")
@click.argument("conversation", required=False)
@db_option
def show(run: str, conversation: str | None, db: Path | None) -> None:
    """Show RUN (its id, the beginning of it, or `latest`), or a CONVERSATION of it.

    CONVERSATION is the id, the beginning of the id, or the index of one.
    """
    from digit_tc.store import Store

    store = Store(database(db))
    if conversation is None:
        with store.reading() as reader:
            click.echo(_overview(reader, run, store.path))
        return
    with store.reading() as reader:
        found = _conversation(reader, shown_run(reader, store.path, run).run_id, conversation)
    from flows.cli.render import print_conversation

    print_conversation(found)


def _conversation(reader: Reader, run_id: str, wanted: str) -> Conversation:
    if wanted.isdecimal() and len(wanted) < 9:
        index = int(wanted)
        found = reader.conversations_between(run_id, index, index, accepted=None)
        if found:
            return found[0]
    return reader.conversation(run_id, wanted)


def _overview(reader: Reader, wanted: str, path: Path) -> str:
    from itertools import islice

    from digit_tc.runs import Site, read_status

    run = shown_run(reader, path, wanted)
    counts = reader.counts(run.run_id)
    some = list(islice(reader.conversations(run.run_id, admitted=True), _LISTED))
    reasons = reader.rejections_by_reason(run.run_id)
    status = read_status(Site(path, run.run_id), run)
    parts = [
        f"{run.run_id}: {status}; {counts['admitted']:,} of"
        f" {counted(run.count, 'conversation')}, {counted(counts['turns'], 'turn')},"
        f" {counted(counts['calls'], 'call')}, {counts['hidden_calls']:,} of them hidden;"
        f" {counted(counts['tools'], 'tool')}, {counted(counts['edges'], 'edge')}; seed {run.seed}",
        *_why_not_done(reader, run, status),
    ]
    if some:
        listed = table(
            ("index", "conversation", "turns", "calls", "first request"),
            [
                (
                    item.index,
                    item.id,
                    len(item.turns),
                    len(item.calls),
                    one_line(item.turns[0].request, 70) if item.turns else "",
                )
                for item in some
            ],
        )
        parts.append(listed)
    if counts["admitted"] > len(some):
        parts.append(f"... and {counts['admitted'] - len(some)} more.")
    if reasons:
        parts.append(table(("rejected because", "times"), list(reasons.items())))
    return "\n\n".join(parts)


def _why_not_done(reader: Reader, run: Run, status: RunStatus) -> Iterator[str]:
    """Where a run that is not done came to, why it ended there, and what to do."""
    if status in ("running", "done"):
        return
    tries = reader.stage_runs(run.run_id)
    place = f" in the stage {tries[-1].stage}" if tries else " before its first stage"
    how = {"failed": "It failed", "stopped": "It was stopped"}.get(status, "Its process ended")
    yield (
        f"{how}{place}{f': {run.problem}' if run.problem else '.'}\n"
        f"`digit-tc resume {run.run_id}` goes on with it."
    )
