"""The one loop over the stages: what ends it early, and what is then noted and kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from digit_tc import runs, stages
from digit_tc.config import RunConfig
from digit_tc.errors import BudgetError, GateError, StopRequested
from digit_tc.runs import Site, StageCalls


@pytest.fixture
def calls(site: Site, small: Callable[..., RunConfig], tmp_path: Path) -> StageCalls:
    """The stages of a registered run as plain functions."""
    runs.register(site, small(8))
    return StageCalls(
        ingest=lambda: _record(site, "ingest", stages.ingest),
        graph=lambda: _record(site, "graph", stages.build_graph),
        sample=lambda: _record(site, "sample", _sample),
        synthesize=lambda: _record(site, "synthesize", _synthesize),
        assess=lambda: _record(site, "assess", lambda _: None),
        export=lambda: stages.export(site, tmp_path / "out.jsonl"),
    )


def _record(site: Site, stage: Any, work: Callable[[Site], object]) -> None:
    with runs.record_stage(site, stage):
        work(site)


def _sample(site: Site) -> None:
    stages.sample(site, runs.count_scenarios_needed(site))


def _synthesize(site: Site, shards: int | None = None) -> None:
    for shard in stages.pending_shards(site)[:shards]:
        stages.synthesize_shard(site, shard)
    if shards is None:
        runs.admit(site)


def _ended(site: Site) -> tuple[str, int]:
    """The run's status, and the conversations of its dataset."""
    with site.store.reading() as reader:
        return reader.run(site.run_id).status, reader.counts(site.run_id)["admitted"]


def _stop_in_synthesis(site: Site, problem: BaseException) -> Callable[[], None]:
    def synthesize() -> None:
        with runs.record_stage(site, "synthesize"):
            _synthesize(site, shards=1)
            raise problem

    return synthesize


def test_a_whole_run_is_done_and_is_not_done_again(site: Site, calls: StageCalls) -> None:
    assert runs.run_stages(site, calls).conversations == 8
    assert _ended(site) == ("done", 8)

    def again() -> None:
        raise AssertionError

    only_export = StageCalls(again, again, again, again, again, calls.export)
    assert runs.run_stages(site, only_export).conversations == 8


def test_a_stop_between_two_stages_leaves_a_run_that_goes_on(site: Site, calls: StageCalls) -> None:
    def stop() -> None:
        raise StopRequested("Stopped as you asked.")

    with pytest.raises(StopRequested):
        runs.run_stages(site, calls, check_stop=stop)
    assert _ended(site) == ("stopped", 0)
    assert runs.is_done(site, "ingest")
    assert not runs.is_started(site, "graph")
    assert runs.run_stages(site, calls).conversations == 8


def test_a_stop_while_conversations_are_written_lets_in_what_was_accepted(
    site: Site, calls: StageCalls
) -> None:
    stopped = replace(calls, synthesize=_stop_in_synthesis(site, StopRequested("Stopped.")))
    with pytest.raises(StopRequested):
        runs.run_stages(site, stopped)
    status, admitted = _ended(site)
    assert (status, admitted > 0) == ("stopped", True)


@pytest.mark.parametrize("gate", [True, False])
def test_a_spent_budget_exports_what_was_accepted_and_says_where(
    site: Site, calls: StageCalls, tmp_path: Path, gate: bool
) -> None:
    def refuse() -> None:
        raise GateError("Too few.", failures=())

    spent = BudgetError("The budget is spent.", limit="max_tokens")
    ending = replace(
        calls,
        synthesize=_stop_in_synthesis(site, spent),
        assess=calls.assess if gate else refuse,
    )
    with pytest.raises(BudgetError, match="conversations were accepted; they are in") as told:
        runs.run_stages(site, ending)
    assert told.value.limit == "max_tokens"
    assert told.value.remedy
    status, admitted = _ended(site)
    assert status == "stopped"
    assert len((tmp_path / "out.jsonl").read_text().splitlines()) == admitted > 0


def test_a_budget_that_was_spent_before_anything_was_accepted_exports_nothing(
    site: Site, calls: StageCalls, tmp_path: Path
) -> None:
    def spend() -> None:
        raise BudgetError("The budget is spent.", limit="max_usd")

    with pytest.raises(BudgetError, match="Nothing was accepted yet"):
        runs.run_stages(site, replace(calls, synthesize=spend))
    assert _ended(site) == ("stopped", 0)
    assert not (tmp_path / "out.jsonl").exists()


@pytest.mark.parametrize(
    ("problem", "status"),
    [(ValueError("A defect."), "failed"), (KeyboardInterrupt(), "stopped")],
)
def test_what_ends_a_run_is_raised_and_its_status_says_whether_it_failed(
    site: Site, calls: StageCalls, problem: BaseException, status: str
) -> None:
    def end() -> None:
        raise problem

    with pytest.raises(type(problem)):
        runs.run_stages(site, replace(calls, graph=end))
    assert _ended(site) == (status, 0)


def test_what_another_run_has_made_is_reused_and_told(
    site: Site, calls: StageCalls, small: Callable[..., RunConfig]
) -> None:
    runs.run_stages(site, calls)
    other = Site(site.db, "demo-2")
    runs.register(other, small(8))

    def never() -> None:
        raise AssertionError

    told: list[str] = []
    reusing = StageCalls(
        ingest=never,
        graph=never,
        sample=never,
        synthesize=never,
        assess=lambda: _record(other, "assess", lambda _: None),
        export=lambda: stages.export(other, other.folder / "out.jsonl"),
    )
    assert runs.run_stages(other, reusing, note=told.append).conversations == 8
    assert [one.split(":")[0] for one in told] == ["Ingest", "Graph", "Synthesize"]
    assert all("demo-1" in one for one in told)
