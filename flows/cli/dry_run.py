"""What a run would do, found out without writing anything."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from flows.cli.amounts import counted
from flows.cli.model_plan import print_models
from flows.cli.text import one_line, table

if TYPE_CHECKING:
    from digit_tc.config import RunConfig
    from digit_tc.records import Scenario
    from digit_tc.specs import Loaded

_DRAWN = 200
_SHOWN = 5
_SECONDS_A_CONVERSATION = 0.02
_SECONDS_AROUND = 20


def print_dry_run(
    config: RunConfig, loaded: Loaded, *, run_id: str, database: Path, export: Path
) -> None:
    """Build the graph of what the sources gave, draw scenarios, and tell. Raises as a run would."""
    from digit_tc.chains import ScenarioSampler
    from digit_tc.graph import build_graph, describe
    from digit_tc.returns import infer_all

    graph = build_graph(infer_all(loaded.tools), config.graph)
    summary = describe(graph)
    sampler = ScenarioSampler(graph, config.effective.sample, config.seed)
    scenarios = sampler.take(min(_DRAWN, config.count))
    coverage = sampler.coverage()
    reached = [f"{shape} {turns}" for shape, turns in coverage.shapes.items() if turns]
    missing = [shape for shape, turns in coverage.shapes.items() if not turns]
    seconds = _SECONDS_AROUND + config.count * _SECONDS_A_CONVERSATION
    facts = [
        ("run", run_id),
        ("sources", ", ".join(config.tools)),
        ("tools", f"{len(loaded.tools)} usable, {len(loaded.rejections)} dropped"),
        ("graph", f"{counted(summary.edges, 'edge')}, {counted(summary.components, 'group')}"),
        ("turns", f"{coverage.turns} in the first {counted(len(scenarios), 'conversation')}"),
        ("shapes", ", ".join(reached)),
        ("not met", ", ".join(missing) or "none"),
        ("hidden", f"{coverage.hidden_calls} of {counted(coverage.calls, 'call')}"),
        (
            "covered",
            f"{counted(coverage.tools_used, 'tool')}, {counted(coverage.edges_used, 'edge')}",
        ),
        ("count", f"{counted(config.count, 'conversation')}, seed {config.seed}"),
        ("database", f"{database}"),
        ("export", f"{export}"),
    ]
    if not config.effective.roles.models:
        facts.append(("time", f"about {max(1, round(seconds / 60))} min"))
    for label, value in facts:
        click.echo(f"{label:<10}{one_line(value, 400)}")
    for dropped in loaded.rejections[:_DRAWN]:
        click.echo(f"dropped   {one_line(f'{dropped.subject}: {dropped.detail}', 200)}")
    click.echo("\nThe first conversations:")
    click.echo(table(("index", "date", "offered", "turns"), map(_row, scenarios[:_SHOWN])))
    print_models(config, database)
    click.echo("\nNothing was written.", err=True)


def _row(scenario: Scenario) -> tuple[object, ...]:
    turns = " | ".join(
        f"{turn.shape}: "
        + " → ".join(
            f"({_name(tool)})" if step in turn.hidden else _name(tool)
            for step, tool in enumerate(turn.chain.steps if turn.chain else ())
        )
        for turn in scenario.turns
    )
    return scenario.index, scenario.today.isoformat(), len(scenario.tools), turns


def _name(key: str) -> str:
    return key.rpartition("::")[2].partition("#")[0]
