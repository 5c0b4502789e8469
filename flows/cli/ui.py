"""`digit-tc ui`: Prefect's pages about the runs."""

from __future__ import annotations

import click


@click.command(short_help="Serve Prefect's pages about the runs.")
@click.option("--port", type=click.IntRange(1, 65535), help="Port of the pages, where it is free.")
def ui(port: int | None) -> None:
    """Serve Prefect's pages about the runs of this home until Ctrl-C.

    Where a Prefect server is configured and answers, only its address is printed.
    """
    from digit_tc.config.settings import read_settings
    from flows.control.signals import stop_on_signals
    from flows.server import prefect_server

    settings = read_settings()
    with (
        stop_on_signals("Stopping the Prefect server") as stop,
        prefect_server(
            settings.home,
            say=lambda text: click.echo(text, err=True),
            wait_seconds=settings.server_wait_seconds,
            stop_seconds=settings.server_stop_seconds,
            port=port,
        ) as server,
    ):
        click.echo(server.ui_url)
        if server.private:
            click.echo("Press Ctrl-C to stop.", err=True)
            while not stop.wait(0.5):
                pass
