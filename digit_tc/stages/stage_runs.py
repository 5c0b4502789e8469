"""One row for each try at a stage: when, how it ended, and its figures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from digit_tc.errors import StopRequested
from digit_tc.records import Stage, StageRun
from digit_tc.stages.site import Site


@contextmanager
def stage_run(site: Site, stage: Stage) -> Iterator[dict[str, Any]]:
    """Keep the books of one try at a stage; the block puts its figures into the dictionary."""
    with site.store.reading() as reader:
        before = [one for one in reader.stage_runs(site.run_id) if one.stage == stage]
    begun = StageRun(
        run_id=site.run_id,
        stage=stage,
        attempt=len(before) + 1,
        status="running",
        started_at=dt.datetime.now(dt.UTC),
    )
    with site.store.writing() as writer:
        writer.put_stage(begun)
    figures: dict[str, Any] = {}
    try:
        yield figures
    except BaseException as problem:
        stopped = isinstance(problem, StopRequested | KeyboardInterrupt)
        _end(site, begun, "stopped" if stopped else "failed", figures)
        raise
    _end(site, begun, "done", figures)


def _end(site: Site, begun: StageRun, status: str, figures: dict[str, Any]) -> None:
    ended = begun.model_copy(
        update={"status": status, "ended_at": dt.datetime.now(dt.UTC), "figures": dict(figures)}
    )
    with site.store.writing() as writer:
        writer.put_stage(ended)
