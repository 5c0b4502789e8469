"""`digit-tc pilot`: a small run that tells what the full one will yield and cost."""

from __future__ import annotations

import math
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from flows.cli.amounts import counted, many, minutes, usd
from flows.cli.model_options import model_options, overrides, typed
from flows.cli.model_plan import told
from flows.cli.options import FILE, database, db_option, json_option, print_json
from flows.cli.text import table

if TYPE_CHECKING:
    from digit_tc.records import PilotReport, YieldStep

_STEPS = {
    "planned": "plans that hold",
    "requested": "requests that were taken",
    "solved": "calls found back from the words",
    "executed": "results that were taken",
    "closed": "assistant's words that were taken",
    "judged": "let through by the judge",
    "admitted": "no duplicates",
}


@click.command(short_help="Try a small run, and forecast the full one.")
@click.argument("run_file", type=FILE, required=False, metavar="[RUN.yaml]")
@click.option("--count", type=click.IntRange(2), default=50, show_default=True, metavar="N",
              help="Conversations of the pilot.")  # fmt: skip
@click.option("--of", "full_count", type=click.IntRange(1), metavar="N",
              help="Conversations of the full run; default as the run file says.")  # fmt: skip
@click.option("--tools", multiple=True, metavar="SRC", help="Source of tools; can be repeated.")
@click.option("--seed", type=int, metavar="S", help="Same seed, same data.")
@db_option
@model_options
@click.option("--run-id", metavar="ID", help="Name of this pilot; an unfinished one goes on.")
@click.option("--quiet", is_flag=True, help="No progress, results only.")
@json_option
def pilot(
    run_file: Path | None,
    count: int,
    full_count: int | None,
    tools: tuple[str, ...],
    seed: int | None,
    db: Path | None,
    run_id: str | None,
    quiet: bool,
    as_json: bool,
    **about_models: Any,
) -> None:
    """Make a few conversations as RUN.yaml or the options say, and forecast the full run.

    Tells the yield of each step with its 95 % interval, what one conversation costs, which role
    costs most, and the command for the full run with a budget at the upper bound. Replies are
    kept: the full run does not pay for the same requests again.

    \b
    digit-tc pilot run.yaml --count 50
    digit-tc pilot --model openai/gpt-oss-20b --api-base http://127.0.0.1:8000/v1 --of 10000
    """
    from digit_tc.config import load_run
    from digit_tc.errors import BudgetError, ConfigError, DigitError, GateError, YieldError
    from digit_tc.runs import Site
    from digit_tc.runs.pilot import PREFIX, measure_pilot, write_pilot
    from flows.cli import run_ids
    from flows.cli.generate import run as make

    given = overrides(**about_models)
    values = {"tools": tools or None, "seed": seed, "count": full_count, **given.values}
    full = load_run(run_file, values, options=given.options)
    if not full.effective.roles.models:
        raise ConfigError(
            "No role is filled by a model, so there is nothing to find out by a pilot.",
            remedy="Name one with --model or --role, or in the run file under roles.",
        )
    chosen = run_id if run_id is not None else PREFIX + run_ids.new(full.name)
    if not chosen.startswith(PREFIX):
        chosen = PREFIX + chosen
    site, ended = Site(database(db), chosen), None
    try:
        make(
            full.model_copy(update={"count": count}), db=db, run_id=chosen, quiet=quiet, tell=False
        )
    except (GateError, YieldError, BudgetError) as problem:
        # Small data may miss a share, and what ended early has taught something all the same.
        ended = problem
    if isinstance(ended, BudgetError):
        ended.remedy = (
            f"Raise the limit and give the same command with --run-id {chosen}: it goes on from"
            " what is stored and pays for nothing twice."
        )
    if ended is not None and not _has_run(site):
        raise ended
    report = measure_pilot(site, full.count)
    path = write_pilot(site, report)
    if as_json:
        print_json(report.model_dump(mode="json"))
    else:
        words = typed(about_models, without=("max_usd", "max_tokens"))
        command = _command(report, run_file, tools, seed, full_count, db, words)
        click.echo(_text(report, count, command))
        click.echo(f"\nThe report is {path}; `generate --dry-run` uses it.", err=True)
    if isinstance(ended, GateError):
        click.echo(f"On so few conversations the gate failed: {ended.message}", err=True)
    elif isinstance(ended, DigitError):
        raise ended


def _has_run(site: Any) -> bool:
    if not site.db.exists():
        return False
    with site.store.reading() as reader:
        return any(run.run_id == site.run_id for run in reader.runs())


def _text(report: PilotReport, wanted: int, command: str) -> str:
    short = "" if report.conversations >= wanted else f" of {wanted}"
    parts = [
        f"{report.run_id}: {counted(report.conversations, 'conversation')}{short} from"
        f" {counted(report.overall.entered, 'scenario')}; yield {_share(report.overall)}.",
        table(
            ("step", "came", "passed", "yield", "95 % interval", "why not"),
            [_row(step) for step in report.steps],
        ),
        _costs(report),
        told(report.forecast),
    ]
    if report.cache_share > 0.05:
        parts.append(
            f"{report.cache_share:.0%} of the replies came out of the cache; they count here as"
            " what they cost when they were sent."
        )
    parts.append(f"The full run, held to the upper bound:\n\n  {command}")
    return "\n\n".join(parts)


def _row(step: YieldStep) -> tuple[object, ...]:
    why = ", ".join(f"{reason} {times}" for reason, times in list(step.reasons.items())[:3])
    between = f"{step.low:.0%} to {step.high:.0%}"
    return (
        _STEPS.get(step.name, step.name),
        step.entered,
        step.passed,
        f"{step.share:.0%}",
        between,
        why,
    )


def _share(step: YieldStep) -> str:
    return f"{step.share:.0%} ({step.low:.0%} to {step.high:.0%})"


def _costs(report: PilotReport) -> str:
    lines = [
        f"One conversation of the dataset: {report.requests_each:.1f} requests,"
        f" {report.prompt_in_kb_each:.1f} kB of prompt, {many(report.tokens_each) or '?'} tokens,"
        f" {usd(report.cost_in_usd_each)}, {minutes(report.minutes_each)}."
    ]
    if report.dearest:
        lines.append(f"The {report.dearest} costs most: {report.dearest_share:.0%}.")
    rows = [
        (row.name, row.requests, many(row.prompt_tokens), many(row.completion_tokens),
         usd(row.cost_in_usd, row.unknown_costs))
        for row in report.roles
    ]  # fmt: skip
    return "\n".join([*lines, table(("role", "requests", "prompt", "reply", "cost"), rows)])


def _command(
    report: PilotReport,
    run_file: Path | None,
    tools: tuple[str, ...],
    seed: int | None,
    full_count: int | None,
    db: Path | None,
    words: list[str],
) -> str:
    said = ["digit-tc", "generate", *([str(run_file)] if run_file else [])]
    for source in tools:
        said += ["--tools", source]
    for option, value in (("--count", full_count), ("--seed", seed), ("--db", db)):
        if value is not None:
            said += [option, str(value)]
    said += words
    money, tokens = report.forecast.cost_in_usd, report.forecast.tokens
    if money is not None and money.high > 0:
        said += ["--max-usd", f"{_up(money.high):g}"]
    if tokens is not None and tokens.high > 0:
        said += ["--max-tokens", f"{_up(tokens.high):.0f}"]
    return shlex.join(said)


def _up(amount: float) -> float:
    """Rounded up to two digits."""
    unit = 10.0 ** (math.floor(math.log10(amount)) - 1)
    return round(math.ceil(amount / unit) * unit, 10)
