"""`digit-tc events`: what happened in a run, and what happens now."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from flows.cli.options import database, db_option
from flows.cli.text import one_line, width

_BESIDE = ("at", "event", "run", "stage")
_LONG = 1000


@click.command(short_help="What happened in a run, and what happens now.")
@click.argument("run", metavar="RUN")
@db_option
@click.option("--follow", is_flag=True, help="Go on until the run ends; Ctrl-C ends only this.")
@click.option("--json", "as_json", is_flag=True, help="Print the JSON lines as they are.")
def events(run: str, db: Path | None, follow: bool, as_json: bool) -> None:
    """Show the events of RUN in order: its id, the beginning of it, or `latest`.

    They are in the run's folder as `events.jsonl`: run, stages, shards, each conversation that was
    accepted or rejected, waiting for models, a spent budget, a failed gate. With
    DIGIT_TC_OTLP_ENDPOINT or OTEL_EXPORTER_OTLP_ENDPOINT they are sent as OpenTelemetry spans, too.

    \b
    digit-tc events latest --follow
    digit-tc events latest --json | jq 'select(.event == "conversation.rejected")'
    """
    for event in _found(database(db), run, follow):
        # Escaped, a control sequence stays text on a terminal.
        click.echo(json.dumps(event) if as_json else _line(event))


def _found(db: Path, run: str, following: bool) -> Iterator[dict[str, Any]]:
    from digit_tc.observe import follow_events, locate_events, read_events
    from digit_tc.runs import is_locked
    from flows.cli.stored_runs import stored_run

    site, _ = stored_run(db, run)
    path = locate_events(db.parent / "runs" / site.run_id)
    return follow_events(path, lambda: is_locked(site)) if following else read_events(path)


def _line(event: dict[str, Any]) -> str:
    """One event on a line: when, what, and its facts by name."""
    when = str(event.get("at", ""))[11:23]
    facts = ", ".join(
        f"{name} {_said(value)}" for name, value in event.items() if name not in _BESIDE
    )
    stage = one_line(str(event.get("stage", "")))
    line = (
        f"{one_line(when):<12}  {one_line(event['event']):<22} {stage:<11} {one_line(facts, _LONG)}"
    )
    edge = width()
    return (line if edge is None or len(line) <= edge else f"{line[: edge - 1]}…").rstrip()


def _said(value: Any) -> str:
    if isinstance(value, dict):
        return "(" + ", ".join(f"{name} {_said(inner)}" for name, inner in value.items()) + ")"
    if isinstance(value, list):
        return "(" + ", ".join(map(_said, value)) + ")"
    return str(value)
