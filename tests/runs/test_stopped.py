"""What is kept of a run that was stopped can be looked at, and changes nothing for the rest."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from digit_tc import runs, stages
from digit_tc.config import RunConfig
from digit_tc.errors import StopRequested
from digit_tc.records import StageRun
from digit_tc.runs import Site


def _stopped(site: Site, config: RunConfig, scenarios: int, *, gap: int = 0) -> None:
    """A run that is stopped with all its shards written but one."""
    runs.register(site, config)
    for stage, work in (("ingest", stages.ingest), ("graph", stages.build_graph)):
        with runs.record_stage(site, stage):  # type: ignore[arg-type]
            work(site)
    with runs.record_stage(site, "sample"):
        stages.sample(site, scenarios)
    with pytest.raises(StopRequested):
        _write_all_but(site, gap)
    runs.admit_accepted(site)
    runs.end_run(site, "stopped")


def _write_all_but(site: Site, gap: int) -> None:
    with runs.record_stage(site, "synthesize"):
        for number, shard in enumerate(stages.pending_shards(site)):
            if number != gap:
                stages.synthesize_shard(site, shard)
        raise StopRequested("As you asked.")


def _admitted(site: Site) -> list[int]:
    with site.store.reading() as reader:
        return reader.indexes(site.run_id, admitted=True)


def _synthesis(site: Site) -> StageRun:
    with site.store.reading() as reader:
        return [one for one in reader.stage_runs(site.run_id) if one.stage == "synthesize"][-1]


def test_a_stopped_run_has_what_is_kept_in_its_dataset_and_ends_with_the_same_bytes(
    run: Callable[..., bytes], small: Callable[..., RunConfig], site: Site, undisturbed: bytes
) -> None:
    _stopped(site, small(), 12)
    assert _admitted(site) == list(range(4, 12))
    assert runs.count_missing(site) == 4
    assert run(site, small()) == undisturbed
    assert _admitted(site) == list(range(12))


def test_a_dataset_that_is_full_over_a_gap_is_not_whole(
    run: Callable[..., bytes], small: Callable[..., RunConfig], site: Site, undisturbed: bytes
) -> None:
    _stopped(site, small(), 44)
    assert _admitted(site) == list(range(4, 16))
    assert runs.count_missing(site) == 12
    assert runs.check_freshness(site)[3].state == "open"
    assert run(site, small()) == undisturbed
    assert _admitted(site) == list(range(12))


def test_what_is_kept_before_the_first_gap_is_let_in_too(
    run: Callable[..., bytes], small: Callable[..., RunConfig], site: Site, undisturbed: bytes
) -> None:
    _stopped(site, small(), 12, gap=2)
    assert _admitted(site) == list(range(8))
    assert run(site, small()) == undisturbed


def test_where_all_was_decided_about_a_stop_decides_about_nothing_anew(
    small: Callable[..., RunConfig], site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    _stopped(site, small(), 12)

    def decided(*_: Any) -> None:
        raise AssertionError

    monkeypatch.setattr(runs.RunDataset, "grow", decided)
    runs.admit_accepted(site)
    assert _admitted(site) == list(range(4, 12))


def test_a_stage_that_was_stopped_when_all_was_written_is_good_and_becomes_done(
    run: Callable[..., bytes], small: Callable[..., RunConfig], site: Site, undisturbed: bytes
) -> None:
    real = runs.admit

    def stops(step: str) -> None:
        if step == "admit":
            real(site)
            raise StopRequested("As you asked.")

    with pytest.raises(StopRequested):
        run(site, small(), stops)
    before = _synthesis(site)
    assert before.status == "stopped"
    assert runs.check_freshness(site)[3].state == "fresh"
    assert "synthesize" not in runs.plan_rerun(site).stages
    assert run(site, small()) == undisturbed
    after = _synthesis(site)
    assert (after.status, after.attempt) == ("done", before.attempt)
    assert (after.inputs, after.ended_at) == (before.inputs, before.ended_at)


def test_a_stage_that_was_asked_for_again_is_not_taken_for_done(
    run: Callable[..., bytes], small: Callable[..., RunConfig], site: Site
) -> None:
    run(site, small())
    plan = runs.plan_rerun(site, only="synthesize")
    runs.apply_rerun(site, plan)
    runs.mark_done(site, "synthesize")
    assert _synthesis(site).status == "stale"
