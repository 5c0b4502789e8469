"""The one loop over the stages of a run: does what is missing, in order, and notes the end."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass

from digit_tc.errors import BudgetError, GateError, StopRequested, StoreError
from digit_tc.export import ExportSummary
from digit_tc.records import Stage
from digit_tc.runs.dataset import RunDataset, admit_accepted
from digit_tc.runs.freshness import is_fresh
from digit_tc.runs.register import end_run
from digit_tc.runs.reuse import reuse_stage
from digit_tc.runs.rounds import count_missing, refuse_low_yield
from digit_tc.runs.site import Site
from digit_tc.runs.stage_runs import is_done, is_started, mark_done


@dataclass(frozen=True)
class StageCalls:
    """How whoever drives the loop does each stage: as a plain function, as a flow of Prefect.

    Each records its try with `record_stage`, and may be called more than once.
    """

    ingest: Callable[[], object]
    """Sources to tools."""
    graph: Callable[[], object]
    """Tools to their graph."""
    sample: Callable[[], object]
    """Graph to as many scenarios as the next round needs."""
    synthesize: Callable[[], object]
    """Scenarios to conversations, and those to the dataset."""
    assess: Callable[[], object]
    """Dataset to the gate's answer; raises GateError where it is no."""
    export: Callable[[], ExportSummary]
    """Dataset to a file."""


def run_stages(
    site: Site,
    calls: StageCalls,
    *,
    check_stop: Callable[[], None] = lambda: None,
    note: Callable[[str], object] = lambda _text: None,
) -> ExportSummary:
    """Do what a registered run lacks, note how it ended, and give what its export came to.

    `check_stop` is called between two stages and raises StopRequested where the user asked for it;
    `note` is told in a sentence what needs no doing since another run has done it.

    Raises StopRequested after letting what was accepted into the dataset; BudgetError, which says
    what was exported, after exporting it; YieldError where the sources cannot give enough; and
    whatever a stage raised. The run then is `stopped` or `failed`, else `done`.
    """
    try:
        summary = _do_missing(site, calls, check_stop, note)
    except StopRequested:
        try:
            # On a full disk the dataset stays as it is; the stop is the one to tell.
            with contextlib.suppress(StoreError):
                admit_accepted(site)
        finally:
            end_run(site, "stopped")
        raise
    except BudgetError as spent:
        try:
            exported = _export_accepted(site, calls)
        finally:
            end_run(site, "stopped")
        raise BudgetError(
            f"{spent.message} {exported}",
            remedy=spent.remedy or f"A larger budget and --run-id {site.run_id} go on with it.",
            limit=spent.limit,
        ) from spent
    except BaseException as problem:
        # What is no Exception comes from outside: Ctrl-C, SIGTERM.
        failed = isinstance(problem, Exception)
        # On a full disk this cannot be noted; the first error is the one to tell.
        with contextlib.suppress(StoreError):
            end_run(site, "failed" if failed else "stopped", problem)
        raise
    end_run(site, "done")
    return summary


def _do_missing(
    site: Site, calls: StageCalls, check_stop: Callable[[], None], note: Callable[[str], object]
) -> ExportSummary:
    if not _is_there(site, "ingest", note):
        calls.ingest()
    check_stop()
    if not _is_there(site, "graph", note):
        calls.graph()
    check_stop()
    _is_there(site, "synthesize", note)
    while count_missing(site):
        check_stop()
        refuse_low_yield(site)
        calls.sample()
        check_stop()
        calls.synthesize()
    # The last try may have been stopped when everything was written.
    mark_done(site, "synthesize")
    check_stop()
    if not is_done(site, "sample"):
        calls.sample()
    if not is_fresh(site, "assess"):
        calls.assess()
    check_stop()
    return calls.export()


def _is_there(site: Site, stage: Stage, note: Callable[[str], object]) -> bool:
    """Whether a stage need not be run: it is done, or another run made it from the same inputs."""
    with site.store.reading():  # opened once for both questions
        if is_done(site, stage):
            return True
        started = is_started(site, stage)
    source = None if started else reuse_stage(site, stage)
    if source is not None:
        note(f"{stage.capitalize()}: taken over from run {source}")
    return source is not None


def _export_accepted(site: Site, calls: StageCalls) -> str:
    """Export what was accepted so far, though the dataset is not whole; says so in a sentence."""
    admitted = RunDataset(site, skip_gaps=True).finish()["admitted"]
    if not admitted:
        return "Nothing was accepted yet."
    with contextlib.suppress(GateError):
        calls.assess()
    path = calls.export().path
    if admitted == 1:
        return f"One conversation was accepted; it is in {path}."
    return f"{admitted:,} conversations were accepted; they are in {path}."
