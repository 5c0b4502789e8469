"""One row for each try at a stage: when, how it ended, and its figures."""

from __future__ import annotations

import contextlib
import datetime as dt
import logging
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from digit_tc.errors import BudgetError, DigitError, GateError, StopRequested, StoreError
from digit_tc.records import RunStatus, Stage, StageRun
from digit_tc.runs.inputs import hash_inputs
from digit_tc.runs.site import Site

_IN_PART = "in part "

_logger = logging.getLogger("digit_tc.stages")


@contextmanager
def record_stage(site: Site, stage: Stage) -> Iterator[dict[str, Any]]:
    """Keep the books of one try at a stage; the block puts its figures into the dictionary."""
    with site.store.reading() as reader:
        before = [one for one in reader.stage_runs(site.run_id) if one.stage == stage]
        inputs = hash_inputs(site, stage)  # while the file is open: opening takes longer
    begun = StageRun(
        run_id=site.run_id,
        stage=stage,
        attempt=max((one.attempt for one in before), default=0) + 1,
        status="running",
        started_at=dt.datetime.now(dt.UTC),
        inputs=_merge_inputs(before, inputs),
    )
    left = [one for one in before if one.status == "running"]
    with site.store.writing() as writer:
        for one in left:
            writer.put_stage(one.model_copy(update={"status": "interrupted"}))
        writer.put_stage(begun)
    tell = site.observer.emit
    tell("stage.begun", stage=stage, attempt=begun.attempt)
    figures: dict[str, Any] = {}
    clock = time.monotonic()
    try:
        yield figures
    except BaseException as problem:
        stopped = isinstance(problem, StopRequested | KeyboardInterrupt)
        # A full disk fails the stage and cannot note it either; the first error is the one to tell.
        with contextlib.suppress(StoreError):
            _end(site, begun, "stopped" if stopped else "failed", figures)
        _tell_problem(site, begun, problem, time.monotonic() - clock)
        if isinstance(problem, DigitError):
            _logger.log(logging.INFO if stopped else logging.ERROR, "%s: %s", stage, problem)
        raise
    _end(site, begun, "done", figures)
    seconds = round(time.monotonic() - clock, 3)
    tell("stage.ended", stage=stage, attempt=begun.attempt, status="done", seconds=seconds,
         figures=_shorten(figures))  # fmt: skip
    _logger.info("%s: done in %.1f s%s", stage, time.monotonic() - clock, _describe(figures))


def is_done(site: Site, stage: Stage) -> bool:
    """Whether the last try at a stage came to its end."""
    with site.store.reading() as reader:
        tries = [one for one in reader.stage_runs(site.run_id) if one.stage == stage]
    return bool(tries) and tries[-1].status == "done"


def mark_done(site: Site, stage: Stage) -> None:
    """Note that a stage whose output is whole is done, though its last try did not end so."""
    with site.store.reading() as reader:
        tries = [one for one in reader.stage_runs(site.run_id) if one.stage == stage]
    if not tries or tries[-1].status in ("done", "stale"):
        return
    ended_at = tries[-1].ended_at or dt.datetime.now(dt.UTC)
    with site.store.writing() as writer:
        writer.put_stage(tries[-1].model_copy(update={"status": "done", "ended_at": ended_at}))
    site.observer.emit("stage.ended", stage=stage, attempt=tries[-1].attempt, status="done")


def is_started(site: Site, stage: Stage) -> bool:
    """Whether there is any try at a stage."""
    with site.store.reading() as reader:
        return any(one.stage == stage for one in reader.stage_runs(site.run_id))


def _merge_inputs(before: Sequence[StageRun], now: dict[str, str]) -> dict[str, str]:
    """What a stage works with that keeps what earlier tries made of perhaps other things.

    Such an input has a hash that no other stage has, so that nobody takes the output for its own.
    """
    last = before[-1] if before else None
    if last is None or last.stage != "synthesize" or last.status == "stale":
        return now
    if not last.inputs:
        return {}
    known = {name: last.inputs.get(name, "unknown") for name in now}
    return {
        name: value if known[name] == value else _IN_PART + known[name].removeprefix(_IN_PART)
        for name, value in now.items()
    }


def _end(site: Site, begun: StageRun, status: RunStatus, figures: dict[str, Any]) -> None:
    ended = begun.model_copy(
        update={"status": status, "ended_at": dt.datetime.now(dt.UTC), "figures": dict(figures)}
    )
    with site.store.writing() as writer:
        writer.put_stage(ended)


def _tell_problem(site: Site, begun: StageRun, problem: BaseException, seconds: float) -> None:
    stopped = isinstance(problem, StopRequested | KeyboardInterrupt)
    # Of other errors only the kind: what they say may be anything.
    told = problem.message if isinstance(problem, DigitError) else None
    stage, tell = begun.stage, site.observer.emit
    if isinstance(problem, GateError):
        tell("gate.failed", stage=stage, failures=problem.failures)
    if isinstance(problem, BudgetError):
        tell("budget.spent", stage=stage, told=told)
    tell(
        "stage.ended",
        stage=stage,
        attempt=begun.attempt,
        status="stopped" if stopped else "failed",
        seconds=round(seconds, 3),
        error=type(problem).__name__,
        told=told,
    )


def _shorten(figures: dict[str, Any]) -> dict[str, Any]:
    """The figures without what is long: lists, and tables of tables."""
    return {
        name: value
        for name, value in figures.items()
        if isinstance(value, str | int | float)
        or (isinstance(value, dict) and all(isinstance(one, int | float) for one in value.values()))
    }


def _describe(figures: dict[str, Any]) -> str:
    single = [f"{name} {value}" for name, value in figures.items() if isinstance(value, int)]
    return f": {', '.join(single[:6])}" if single else ""
