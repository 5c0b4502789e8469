"""What is accepted is stored within a second, told once it is, and never lost or doubled."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from digit_tc import runs, stages
from digit_tc.config import RunConfig
from digit_tc.observe import locate_events, read_events
from digit_tc.runs import Site
from digit_tc.stages import Shard


@pytest.fixture
def ready(site: Site, small: Any) -> Site:
    """A run with scenarios and no conversation, in one shard."""
    config: RunConfig = small(8, shard_size=8)
    runs.register(site, config)
    for stage, work in (("ingest", stages.ingest), ("graph", stages.build_graph)):
        with runs.record_stage(site, stage):  # type: ignore[arg-type]
            work(site)
    with runs.record_stage(site, "sample"):
        stages.sample(site, 8)
    return site


def _events(site: Site) -> list[dict[str, Any]]:
    return list(read_events(locate_events(site.folder)))


def test_a_long_shard_is_stored_while_it_is_written(
    ready: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[int] = []
    real = stages.synthesize_shard.__globals__["write_without_models"]

    def slowly(*given: Any) -> Any:
        for one in real(*given):
            with ready.store.reading() as reader:
                seen.append(reader.counts(ready.run_id)["conversations"])
            time.sleep(0.4)
            yield one

    monkeypatch.setitem(stages.synthesize_shard.__globals__, "write_without_models", slowly)
    (shard,) = stages.pending_shards(ready)
    made = stages.synthesize_shard(ready, shard)
    assert made["accepted"] + sum(made["rejected"].values()) >= 8
    # The one before the last two is stored already: two take 0.8 seconds.
    assert all(stored >= number - 2 for number, stored in enumerate(seen) if number >= 2)


def test_a_shard_that_dies_keeps_what_it_stored_and_goes_on_without_it(
    ready: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = stages.synthesize_shard.__globals__["write_without_models"]

    def dies(*given: Any) -> Any:
        for number, one in enumerate(real(*given)):
            if number == 5:
                raise KeyboardInterrupt
            time.sleep(0.4)
            yield one

    (shard,) = stages.pending_shards(ready)
    with monkeypatch.context() as patched:
        patched.setitem(stages.synthesize_shard.__globals__, "write_without_models", dies)
        with pytest.raises(KeyboardInterrupt):
            stages.synthesize_shard(ready, shard)
    (again,) = stages.pending_shards(ready)
    assert (again.first, again.stop) == (shard.first, shard.stop)
    assert 0 < again.pending < 8
    assert stages.synthesize_shard(ready, again)["scenarios"] == again.pending
    ended = [one for one in _events(ready) if one["event"] == "shard.ended"]
    assert [one["status"] for one in ended] == ["stopped", "done"]


def test_every_scenario_is_told_once_and_what_is_told_is_stored(
    ready: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    (shard,) = stages.pending_shards(ready)
    stages.synthesize_shard(ready, shard)
    assert stages.synthesize_shard(ready, shard)["scenarios"] == 0
    told = [one for one in _events(ready) if one["event"] == "conversation.accepted"]
    with ready.store.reading() as reader:
        stored = dict(reader.sql('SELECT "index", id FROM conversations WHERE accepted').rows)
    assert {one["index"]: one["conversation"] for one in told} == stored
    assert len(told) == len(stored)
    assert {one["shard"] for one in told} == {1}


def test_a_shard_whose_store_fails_tells_no_conversation(
    ready: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    keep = stages.synthesize_shard.__globals__["store_outcomes"]
    monkeypatch.setitem(keep.__globals__, "put_outcomes", full)
    with pytest.raises(OSError, match="space"):
        stages.synthesize_shard(ready, Shard(number=1, of=1, first=0, stop=8, pending=8))
    names = [one["event"] for one in _events(ready)]
    assert "conversation.accepted" not in names
    assert names[-1] == "shard.ended"


def test_stages_and_runs_are_told_with_their_figures_and_how_they_ended(
    site: Site, small: Any, run: Any
) -> None:
    run(site, small())
    events = _events(site)
    assert events[0]["event"] == "run.registered"
    assert events[-1]["event"] == "run.ended"
    assert events[-1]["status"] == "done"
    ended = {one["stage"]: one for one in events if one["event"] == "stage.ended"}
    assert list(ended) == ["ingest", "graph", "sample", "synthesize"]
    assert all(one["status"] == "done" and one["seconds"] >= 0 for one in ended.values())
    shards = [one for one in events if one["event"] == "shard.ended"]
    assert [one["shard"] for one in shards] == [1, 2, 3]


def test_a_failed_stage_is_told_by_the_kind_of_its_error_and_no_foreign_words(
    site: Site, small: Any
) -> None:
    runs.register(site, small())
    with pytest.raises(RuntimeError), runs.record_stage(site, "ingest"):
        raise RuntimeError("words of somebody else")
    last = _events(site)[-1]
    assert (last["status"], last["error"]) == ("failed", "RuntimeError")
    assert "told" not in last


def test_a_full_disk_of_events_does_not_end_a_run(
    site: Site, small: Any, run: Any, undisturbed: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("digit_tc.observe.events.os.write", full)
    assert run(site, small()) == undisturbed
    assert Path(locate_events(site.folder)).read_bytes() == b""
