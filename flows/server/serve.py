"""The deployments of one machine: schedule, form, reruns and stages, served by this process."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from threading import Event
from typing import Any

from prefect.deployments.runner import RunnerDeployment
from prefect.flows import Flow
from prefect.runner import Runner
from prefect.schedules import Cron
from prefect.types.entrypoint import EntrypointType

from flows.control import SECONDS_BETWEEN_LOOKS
from flows.server import deployments

_STAGES: dict[str, Flow[..., Any]] = {
    "ingest": deployments.ingest,
    "build-graph": deployments.build_graph,
    "sample": deployments.sample,
    "synthesize": deployments.synthesize,
    "assess": deployments.assess,
    "export": deployments.export,
}
FLOW_NAMES = (
    deployments.scheduled.name,
    deployments.dataset.name,
    deployments.rerun.name,
    *(one.name for one in _STAGES.values()),
)
"""Names of the flows that deployments start: what alerts are about."""


def make_deployments(
    run_file: Path | None,
    *,
    cron: Sequence[str] = (),
    time_zone: str = "UTC",
    db: Path,
    export_folder: Path | None = None,
) -> list[RunnerDeployment]:
    """Everything that is served: `run_file` on its schedules, the form, reruns, and each stage."""
    place = {"db": str(db)}
    folder = {"export_folder": str(export_folder) if export_folder else None}
    scheduled = _make_deployment(
        deployments.scheduled,
        run_file.stem if run_file else "defaults",
        {
            **place,
            **folder,
            "run_file": str(run_file) if run_file else None,
            "time_zone": time_zone,
            "tries": 2,
            "minutes_between": 10,
        },
        ["pipeline"],
        schedules=[Cron(one, timezone=time_zone) for one in cron],
    )
    form = _make_deployment(deployments.dataset, "dataset", {**place, **folder}, ["pipeline"])
    again = _make_deployment(deployments.rerun, "rerun", {**place, **folder}, ["stage"])
    stages = [
        _make_deployment(one, name, place | (folder if name == "export" else {}), ["stage"])
        for name, one in _STAGES.items()
    ]
    return [scheduled, form, again, *stages]


def serve(
    served: Sequence[RunnerDeployment],
    *,
    limit: int,
    stop: Event,
    ready: Callable[[], object] = lambda: None,
) -> None:
    """Register the deployments and run what is due until `stop` is set.

    Schedules are paused at the end, so that a night without a server is left out and not made up
    for. What is under way then is ended; what it has stored stays, and Retry goes on with it.
    """
    failures: list[BaseException] = []

    def run() -> None:
        try:
            asyncio.run(_serve(served, limit, stop, ready))
        except BaseException as problem:
            failures.append(problem)

    # In the main thread the runner would take SIGTERM to itself, and leave open what it runs.
    thread = threading.Thread(target=run, name="digit-tc serve")
    thread.start()
    while thread.is_alive():
        thread.join(SECONDS_BETWEEN_LOOKS)
    if failures:
        raise failures[0]


async def _serve(
    served: Sequence[RunnerDeployment], limit: int, stop: Event, ready: Callable[[], object]
) -> None:
    runner = Runner(name="digit-tc", limit=limit, pause_on_shutdown=True)
    for one in served:
        await runner.aadd_deployment(one)
    ready()
    running = asyncio.create_task(runner.start())
    while not stop.is_set() and not running.done():
        await asyncio.sleep(SECONDS_BETWEEN_LOOKS)
    if not running.done() and runner.started:
        await runner.astop()
    elif not running.done():
        running.cancel()
    with suppress(asyncio.CancelledError):
        await running


def _make_deployment(
    flow: Flow[..., Any],
    name: str,
    parameters: dict[str, Any],
    tags: list[str],
    **more: Any,
) -> RunnerDeployment:
    return RunnerDeployment.from_flow(
        flow,
        name=name,
        parameters=parameters,
        tags=["digit-tc", *tags],
        entrypoint_type=EntrypointType.MODULE_PATH,
        paused=False,
        **more,
    )
