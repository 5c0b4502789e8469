"""`digit-tc serve`: schedules, forms and stages on one machine, without a pool."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import click

from flows.cli.options import FILE, db_option

if TYPE_CHECKING:
    from threading import Event

    from digit_tc.errors import ServerError
    from flows.server import ServerInfo


@click.command(short_help="Run a dataset on a schedule, and serve Prefect's pages.")
@click.argument("run_file", type=FILE, required=False, metavar="[RUN.yaml]")
@click.option("--cron", multiple=True, metavar="CRON", help="When: '0 2 * * *'; can be repeated.")
@click.option("--time-zone", default="UTC", show_default=True, help="Of --cron and of the nights.")
@db_option
@click.option("--export", "folder", type=FILE, metavar="FOLDER", help="For training, a file a run.")
@click.option("--limit", type=click.IntRange(min=1), default=1, show_default=True,
              help="Most runs at once.")  # fmt: skip
@click.option("--alert", metavar="URL", help="POST to it when a run or its quality gate fails.")
@click.option("--no-alert", is_flag=True, help="Take earlier alerts away.")
@click.option("--port", type=click.IntRange(1, 65535), default=4200, show_default=True,
              help="Of the pages, where it is free.")  # fmt: skip
def serve(
    run_file: Path | None,
    cron: tuple[str, ...],
    time_zone: str,
    db: Path | None,
    folder: Path | None,
    limit: int,
    alert: str | None,
    no_alert: bool,
    port: int,
) -> None:
    """Make the dataset of RUN.yaml whenever --cron says, until Ctrl-C.

    Each night has a seed of its own: the run file's with the date behind it. Prefect's pages, whose
    address is printed, show the runs, start them and the single stages from a form, and retry what
    failed where it failed. Where a Prefect server is configured and answers, it is used.

    \b
    digit-tc serve deployments/runs/nightly.yaml --cron "0 2 * * *"
    digit-tc serve run.yaml --cron "0 2 * * *" --alert https://chat.example.org/hooks/...
    """
    from digit_tc.config import load_run
    from digit_tc.config.settings import read_settings
    from digit_tc.errors import ConfigError
    from flows.control.signals import stop_on_signals
    from flows.server import prefect_server

    settings = read_settings()
    _refuse_unusable(cron, time_zone, alert, no_alert)
    config = load_run(run_file)
    if folder is not None and folder.exists() and not folder.is_dir():
        raise ConfigError(f"--export: {folder} is a file; name a folder, for one file a run.")
    lost: list[ServerError] = []
    with stop_on_signals("Stopping; a run that is under way can be retried later") as stop:

        def server_is_lost(error: ServerError) -> None:
            lost.append(error)
            stop.set()

        with prefect_server(
            settings.home,
            say=lambda text: click.echo(text, err=True),
            wait_seconds=settings.server_wait_seconds,
            stop_seconds=settings.server_stop_seconds,
            meanwhile=lambda: import_module("flows.server.serve"),
            lost=server_is_lost,
            port=port,
        ) as server:
            if not stop.is_set():
                _serve(
                    run_file, cron, time_zone, (db or settings.database).absolute(), folder,
                    limit, alert, no_alert, server, stop, config.name,
                )  # fmt: skip
    if lost:
        raise lost[0]


def _serve(
    run_file: Path | None,
    cron: tuple[str, ...],
    time_zone: str,
    db: Path,
    folder: Path | None,
    limit: int,
    alert: str | None,
    no_alert: bool,
    server: ServerInfo,
    stop: Event,
    name: str,
) -> None:
    from flows.server.alerts import clear_alerts, set_alerts
    from flows.server.serve import FLOW_NAMES, make_deployments, serve

    served = make_deployments(
        run_file.absolute() if run_file else None,
        cron=cron,
        time_zone=time_zone,
        db=db,
        export_folder=folder.absolute() if folder else None,
    )
    if alert:
        set_alerts(alert, FLOW_NAMES)
    elif no_alert:
        clear_alerts()

    def ready() -> None:
        click.echo(server.ui_url)
        for line in _told(name, cron, time_zone, db, alert):
            click.echo(line, err=True)

    serve(served, limit=limit, stop=stop, ready=ready)


def _told(
    name: str, cron: tuple[str, ...], time_zone: str, db: Path, alert: str | None
) -> list[str]:
    when = f"at {' and '.join(cron)} ({time_zone})" if cron else "when you start it in the pages"
    return [
        f"Serving {name}, made {when}, into {db}.",
        *(["A failed run or quality gate is told to the address of --alert."] if alert else []),
        "Press Ctrl-C to stop.",
    ]


def _refuse_unusable(
    cron: tuple[str, ...], time_zone: str, alert: str | None, no_alert: bool
) -> None:
    """What is wrong is told before a server is started."""
    import datetime as dt

    from digit_tc.errors import ConfigError
    from flows.server.schedule_seeds import to_time_zone

    to_time_zone(dt.datetime.now(dt.UTC), time_zone)
    for one in cron:
        # Prefect, which would know better, must not be imported before its server is chosen.
        if len(one.split()) not in (5, 6) and not one.startswith("@"):
            raise ConfigError(
                f"--cron {one!r} is not a schedule.",
                remedy="Give minute, hour, day, month and weekday: '0 2 * * *' is 2 at night.",
            )
    if alert and no_alert:
        raise ConfigError("--alert and --no-alert: give one of them.")
    if alert and not alert.startswith(("http://", "https://")):
        raise ConfigError("--alert: give an address that begins with http:// or https://.")
