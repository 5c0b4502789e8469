"""`digit-tc rerun`: redo what is missing, failed or stale of a run, and nothing else."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from flows.cli.amounts import counted
from flows.cli.limits import limit_options, with_limits
from flows.cli.options import FILE, database, db_option
from flows.cli.runner_options import runner_options, taken
from flows.cli.text import one_line, table

if TYPE_CHECKING:
    from digit_tc.records import Stage
    from digit_tc.runs import RerunPlan

_STAGES = ("ingest", "graph", "sample", "synthesize", "assess", "export")
"""As in `digit_tc.records`, which would make the help slow; a test compares them."""


@click.command(short_help="Redo what is missing, failed or stale of a run.")
@click.argument("run", metavar="RUN")
@click.argument("run_file", type=FILE, required=False, metavar="[RUN.yaml]")
@click.option("--from", "first", type=click.Choice(_STAGES), help="That stage and all after it.")
@click.option("--only", type=click.Choice(_STAGES), help="That stage and no other.")
@click.option(
    "--conversations",
    multiple=True,
    metavar="ID",
    help="Write these anew: ids of conversations or scenarios; repeatable.",
)
@click.option(
    "--rejected",
    metavar="REASON",
    help="Try again what was rejected for this reason, such as `judge`.",
)
@db_option
@click.option("--export", "target", type=FILE, metavar="FILE", help="File for training.")
@limit_options
@runner_options
@click.option("--explain", is_flag=True, help="Say of each stage why it is redone, or why not.")
@click.option("--dry-run", is_flag=True, help="Explain, and change nothing.")
@click.option("--quiet", is_flag=True, help="No progress, results only.")
def rerun(
    run: str, run_file: Path | None, first: Stage | None, only: Stage | None,
    conversations: tuple[str, ...], rejected: str | None, db: Path | None, target: Path | None,
    explain: bool, dry_run: bool, quiet: bool, **more: Any,
) -> None:  # fmt: skip
    """Redo of RUN what is missing, failed, or made from what has changed since.

    Every stage knows by content what it worked with: tools, its section of the run file, prompts
    and code. With RUN.yaml the run gets this run file first, so that what its changes concern is
    redone. The reply cache gives models' answers to questions that are the same as before.

    \b
    digit-tc rerun latest --explain              what would have to be redone, and do it
    digit-tc rerun latest changed.yaml --dry-run what these changes would mean
    digit-tc rerun latest --rejected judge       another try at what the judge refused
    """
    from digit_tc.config import load_run
    from digit_tc.runs import apply_rerun, lock_run, plan_rerun
    from flows.cli.generate import run as generate
    from flows.cli.rejected import refuse_unknown
    from flows.cli.stored_runs import stored_run
    from flows.server.schedule_seeds import is_derived_from

    runner = taken(more)
    site, config = stored_run(database(db), run)
    changed = with_limits(config if run_file is None else load_run(run_file), more)
    if is_derived_from(config.seed, changed.seed):
        # The data of a night are made again from that night's seed, which no run file says.
        changed = changed.model_copy(update={"seed": config.seed})
    if rejected is not None:
        refuse_unknown(site, rejected)
    wanted = partial(
        plan_rerun, site, changed,
        first=first, only=only, conversations=conversations, rejected=rejected,
    )  # fmt: skip
    if dry_run:
        click.echo(_explained(wanted()))
        return
    with lock_run(site):
        plan = wanted()
        if explain:
            click.echo(_explained(plan))
        if not plan.stages:
            click.echo(f"Run {site.run_id}: nothing has to be redone.", err=True)
        apply_rerun(site, plan, changed)
        generate(
            changed,
            db=site.db,
            target=target,
            run_id=site.run_id,
            quiet=quiet,
            runner=runner,
        )


def _explained(plan: RerunPlan) -> str:
    rows = [
        (step.stage, "redo" if step.redo else "keep", one_line(step.because, 120))
        for step in plan.steps
    ]
    text = table(("stage", "", "why"), rows)
    if plan.indexes:
        are = "is" if len(plan.indexes) == 1 else "are"
        text += f"\n{counted(len(plan.indexes), 'scenario')} {are} written anew."
    return text
