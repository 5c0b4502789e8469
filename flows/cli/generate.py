"""`digit-tc generate`: a dataset from a run file."""

from __future__ import annotations

import os
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

import click

from flows.cli.amounts import counted
from flows.cli.model_options import model_options, overrides
from flows.cli.model_plan import refuse_impossible
from flows.cli.options import FILE, db_option
from flows.cli.runner_options import runner_from, runner_options, taken, words_of
from flows.cli.spent import going_on, print_spent

if TYPE_CHECKING:
    from threading import Event

    from digit_tc.config import RunConfig
    from digit_tc.config.settings import Settings
    from digit_tc.errors import ServerError
    from digit_tc.runs.site import Site
    from digit_tc.shards import Runner
    from digit_tc.specs import Loaded
    from flows.observe.progress import Progress, RunSummary


@click.command(short_help="Make a dataset from tools.")
@click.argument("run_file", type=FILE, required=False, metavar="[RUN.yaml]")
@click.option("--tools", multiple=True, metavar="SRC", help="Source of tools; can be repeated.")
@click.option("--count", type=int, metavar="N", help="Number of conversations.")
@click.option("--seed", type=int, metavar="S", help="Same seed, same data.")
@db_option
@click.option("--export", "target", type=FILE, metavar="FILE", help="File for training.")
@model_options
@runner_options
@click.option("--run-id", metavar="ID", help="Name of this run; an unfinished one goes on.")
@click.option("--dry-run", is_flag=True, help="Tell what would be done, and do nothing.")
@click.option("--quiet", is_flag=True, help="No progress, results only.")
def generate(
    run_file: Path | None,
    tools: tuple[str, ...],
    count: int | None,
    seed: int | None,
    db: Path | None,
    target: Path | None,
    run_id: str | None,
    dry_run: bool,
    quiet: bool,
    **about_models: Any,
) -> None:
    """Make a dataset as RUN.yaml says, or with the defaults; options come before the file.

    Ctrl-C finishes what is under way and stops; the same command with --run-id goes on.

    Without --model and --role no model is asked. Keys come from the environment, from the
    provider's usual variable (OPENAI_API_KEY, ...) or the one that models.api_key_env names.

    \b
    digit-tc generate --model openai/gpt-oss-20b --api-base http://127.0.0.1:8000/v1
    digit-tc generate run.yaml --role user=anthropic/claude-sonnet-4-5 --max-usd 5
    digit-tc generate run.yaml --dry-run      who fills which role, and a forecast of the cost
    """
    from digit_tc.config import load_run

    runner = taken(about_models)
    given = overrides(**about_models)
    config = load_run(
        run_file,
        {"tools": tools or None, "count": count, "seed": seed, **given.values},
        options=given.options,
    )
    run(config, db=db, target=target, run_id=run_id, dry_run=dry_run, quiet=quiet, runner=runner)


def run(
    config: RunConfig,
    *,
    db: Path | None = None,
    target: Path | None = None,
    run_id: str | None = None,
    dry_run: bool = False,
    quiet: bool = False,
    tell: bool = True,
    runner: Mapping[str, str | None] | None = None,
) -> None:
    """Make the dataset and, with `tell`, print where it is.

    `runner` is what the options said about who writes the conversations. Raises `DigitError` for
    everything expected.
    """
    from digit_tc.config.settings import read_settings
    from digit_tc.errors import BudgetError
    from digit_tc.specs import load_tools
    from flows.cli import run_ids

    settings = read_settings()
    if target is not None:
        from digit_tc.export.files import refuse_unusable

        refuse_unusable(target)
    database = db if db is not None else settings.database
    _refuse_unusable(database)
    known = run_ids.find(database, run_id, config) if run_id is not None else None
    chosen = run_id if run_id is not None else run_ids.new(config.name)
    # Before anything is started or imported that takes seconds.
    loaded = load_tools(config.tools) if known is None or dry_run else None
    writers = runner_from(settings, runner or {})
    refuse_impossible(config)
    export = target or _target(database, chosen, config)
    if loaded is not None and dry_run:
        from flows.cli.dry_run import print_dry_run

        print_dry_run(config, loaded, run_id=chosen, database=database, export=export)
    elif known == "done":
        if tell:
            _export_again(config, chosen, database, export)
    else:
        try:
            if loaded is None:
                loaded = _read_ahead(config, chosen, database)
            summary = _make(
                config, chosen, database, export, settings, writers, loaded, quiet=quiet
            )
        except BudgetError as spent:
            if tell:
                print_spent(config, chosen, database, export)
                # Before anything is stored, the same command with more is what goes on.
                if run_ids.is_stored(database, chosen):
                    again = going_on(config, chosen, database, spent.limit, words_of(runner or {}))
                    spent.remedy = f"To go on: {again}"
            raise
        if tell:
            _print_summary(summary)


def _target(database: Path, run_id: str, config: RunConfig) -> Path:
    """Where the run was told to write before, or its own folder."""
    from digit_tc.runs.export_path import read_export_path
    from digit_tc.runs.site import Site

    return read_export_path(Site(database, run_id), config)


def _refuse_unusable(database: Path) -> None:
    """What is wrong with a database that is there is told before anything is started."""
    if database.exists():
        from digit_tc.store import Store

        with Store(database).reading():
            pass


def _read_ahead(config: RunConfig, run_id: str, database: Path) -> Loaded | None:
    """Of a run that goes on; it may have its tools already."""
    from digit_tc.runs import Site
    from digit_tc.stages import read_ahead

    return read_ahead(Site(database, run_id), config)


def _make(
    config: RunConfig, run_id: str, database: Path, export: Path, settings: Settings,
    writers: Runner, loaded: Loaded | None, *, quiet: bool,
) -> RunSummary:  # fmt: skip
    from digit_tc.errors import ServerError, StopRequested
    from digit_tc.runs.lock import lock_run
    from digit_tc.runs.site import Site
    from flows.cli.progress import progress_display
    from flows.control.signals import stop_on_signals
    from flows.observe.log_file import log_to_file
    from flows.server import prefect_server

    try:
        with (
            stop_on_signals() as stop,
            progress_display(quiet=quiet) as progress,
            lock_run(Site(database, run_id)),
            log_to_file(settings.log_file, settings.log_level),
        ):
            _greet(Site(database, run_id), config, progress)
            with prefect_server(
                settings.home,
                say=progress.note,
                wait_seconds=settings.server_wait_seconds,
                stop_seconds=settings.server_stop_seconds,
                meanwhile=_import_pipeline,
                lost=lambda error: _end_at_once(error, run_id, progress),
            ):
                if stop.is_set():
                    raise KeyboardInterrupt
                return _generate(config, run_id, database, export, writers, loaded, progress, stop)
    except BaseException as error:
        # Prefect's answer to SIGTERM is known by its name: this module must not import Prefect.
        if isinstance(error, KeyboardInterrupt) or type(error).__name__ == "TerminationSignal":
            raise StopRequested(
                "Stopped at once; what was stored stays.",
                remedy=f"The same command with --run-id {run_id} goes on.",
            ) from None
        if isinstance(error, ServerError) and not error.remedy:
            error.remedy = _goes_on(run_id)
        raise


def _greet(site: Site, config: RunConfig, progress: Progress) -> None:
    """Before a server is started for it: do the models answer at all?"""
    if config.roles.models:
        from digit_tc.runs.model_check import check_models

        progress.note(f"Asking whether {', '.join(config.roles.models)} can be used")
        check_models(site, config)


def _import_pipeline() -> None:
    """Import what a run needs, while its server starts: together many seconds.

    What only the quality gate needs goes on being imported in a thread, while the run waits for
    its server.
    """
    import_module("flows.pipeline")
    from digit_tc.quality.expectations import import_library

    Thread(target=import_library, name="digit-tc import", daemon=True).start()


def _end_at_once(error: ServerError, run_id: str, progress: Progress) -> None:
    """End the process from another thread, as a kill would, but with a sentence."""
    progress.stop()
    click.echo(f"{error.message} {_goes_on(run_id)}", err=True)
    os._exit(error.exit_code)


def _goes_on(run_id: str) -> str:
    return f"What was finished is stored; the same command with --run-id {run_id} goes on."


def _generate(
    config: RunConfig, run_id: str, database: Path, export: Path, writers: Runner,
    loaded: Loaded | None, progress: Progress, stop: Event,
) -> RunSummary:  # fmt: skip
    """The one place that starts the pipeline, with Prefect's server already chosen."""
    from flows.pipeline import generate_dataset

    return generate_dataset(
        config, run_id=run_id, db=database, export=export, progress=progress, stop=stop,
        runner=writers, loaded=loaded,
    )  # fmt: skip


def _export_again(config: RunConfig, run_id: str, database: Path, export: Path) -> None:
    from digit_tc.export import export_run
    from digit_tc.store import Store

    if export.parent == database.parent / "runs" / run_id:
        export.parent.mkdir(parents=True, exist_ok=True)
    click.echo(f"Run {run_id} is done; its dataset is only written again.", err=True)
    export_run(Store(database), run_id, export, config.export)
    click.echo(f"export    {export}")


def _print_summary(summary: RunSummary) -> None:
    lines = {
        "run": summary.run_id,
        "made": counted(summary.conversations, "conversation"),
        "database": summary.database,
        "export": summary.export,
        "report": summary.report,
        "prefect": summary.ui_url,
    }
    for label, value in lines.items():
        if value:
            click.echo(f"{label:<10}{value}")
