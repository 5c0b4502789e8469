"""`digit-tc cost`: what was paid for what."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from flows.cli.amounts import counted, many, milliseconds, usd
from flows.cli.options import database, db_option, json_option, print_json
from flows.cli.stored_runs import shown_run
from flows.cli.text import table

if TYPE_CHECKING:
    from digit_tc.records import CostRow, RunCost


@click.command(short_help="What the models of a run cost, by stage, role and model.")
@click.argument("run")
@db_option
@json_option
def cost(run: str, db: Path | None, as_json: bool) -> None:
    """What the models of RUN cost: its id, the beginning of it, or `latest`.

    Works while the run is going on. Costs and tokens are those of requests that were sent; what
    came out of the reply cache cost nothing again. A cost that is not known is not counted as 0:
    `+ ?` says that there is more to pay than the known sum.

    \b
    hits      replies out of the reply cache
    lost      requests that transport lost, and that were sent again
    poor      replies that could not be used, refused and cancelled requests
    prompt, cached, reply, thinking   tokens; cached ones are part of the prompt,
                                      thinking is part of the reply
    median, p95, queue                latency of replies; median wait before sending
    """
    from digit_tc.runs import Site
    from digit_tc.runs.cost import read_cost
    from digit_tc.store import Store

    store = Store(database(db))
    with store.reading() as reader:
        wanted = shown_run(reader, store.path, run)
    found = read_cost(Site(store.path, wanted.run_id))
    if as_json:
        each = found.per_conversation
        shown = found.model_dump(mode="json")
        print_json(shown | {"per_conversation": each.model_dump() if each else None})
    elif not found.total.requests and not found.total.cache_hits:
        click.echo(f"Run {found.run_id} asked no model.")
    else:
        click.echo("\n\n".join(_parts(found)))


def _parts(found: RunCost) -> Iterable[str]:
    yield _summary(found)
    for name, rows in (("stage", found.stages), ("role", found.roles), ("model", found.models)):
        columns = [(head, shown) for head, shown in _COLUMNS if any(shown(row) for row in rows)]
        yield table(
            (name, *(head for head, _ in columns)),
            [(row.name, *(shown(row) for _, shown in columns)) for row in rows],
        )
    troubles = [
        ("lost in transport", outcome, times) for outcome, times in found.total.lost.items()
    ] + [("poor or none", outcome, times) for outcome, times in found.total.poor.items()]
    if troubles:
        yield table(("what went wrong", "reason", "requests"), troubles)


def _summary(found: RunCost) -> str:
    total, each = found.total, found.per_conversation
    lines = [
        f"{found.run_id}: {counted(total.requests, 'request')} and"
        f" {counted(total.cache_hits, 'reply', 'replies')} from the cache,"
        f" {many(total.tokens) or 'an unknown number of'} tokens,"
        f" {usd(total.cost_in_usd, total.unknown_costs)}"
        f" for {counted(found.accepted, 'accepted conversation')}."
    ]
    if total.unknown_costs:
        lines.append(
            f"The cost of {counted(total.unknown_costs, 'request')} is not known: no reply came, or"
            " the price is missing (models.endpoints)."
        )
    if each is not None:
        lines.append(
            f"One accepted conversation: {each.requests:.1f} requests,"
            f" {each.prompt_in_kb:.1f} kB of prompt, {many(each.tokens) or '?'} tokens,"
            f" {usd(each.cost_in_usd, each.at_least)}."
        )
    return "\n".join(lines)


_COLUMNS: tuple[tuple[str, Callable[[CostRow], object]], ...] = (
    ("requests", lambda row: row.requests),
    ("hits", lambda row: row.cache_hits),
    ("lost", lambda row: sum(row.lost.values())),
    ("poor", lambda row: sum(row.poor.values())),
    ("prompt", lambda row: many(row.prompt_tokens)),
    ("cached", lambda row: many(row.cached_tokens or None)),
    ("reply", lambda row: many(row.completion_tokens)),
    ("thinking", lambda row: many(row.reasoning_tokens or None)),
    ("cost", lambda row: usd(row.cost_in_usd, row.unknown_costs)),
    ("median", lambda row: milliseconds(row.latency_median_in_ms)),
    ("p95", lambda row: milliseconds(row.latency_p95_in_ms)),
    ("queue", lambda row: milliseconds(row.queue_median_in_ms)),
)
"""Head → what stands below it; a column in which nothing stands is left out."""
