"""How many scenarios are drawn, and when a run gives up."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from itertools import islice, pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digit_tc import runs, stages
from digit_tc.errors import YieldError
from digit_tc.records import Rejection
from digit_tc.runs import Site, round_totals


@given(st.integers(1, 10_000_000))
def test_rounds_grow_and_begin_with_the_count(count: int) -> None:
    first = list(islice(round_totals(count), 12))
    assert count in first[:2]
    assert all(before < after for before, after in pairwise(first))
    assert first[-1] >= 20 * count, "a yield of 5 % is reached in a few rounds"


def test_rounds_of_small_and_large_runs() -> None:
    assert list(islice(round_totals(1), 4)) == [1, 33, 97, 225]
    assert list(islice(round_totals(20_000), 4)) == [1000, 20_000, 21_000, 23_000]


@pytest.fixture
def hopeless(tmp_path: Path) -> str:
    """A source of one tool, for which there is no value that fits."""
    path = tmp_path / "door.json"
    code = {"type": "string", "pattern": "^(?!x)x$"}
    tool = {
        "name": "open_door",
        "description": "Open the door.",
        "parameters": {"type": "object", "properties": {"code": code}, "required": ["code"]},
    }
    path.write_text(json.dumps([tool]))
    return str(path)


@pytest.mark.parametrize("count", [500, 100_000])
def test_hopeless_sources_are_given_up_with_the_reasons_counted_and_the_data_kept(
    run: Any, small: Any, site: Site, hopeless: str, count: int
) -> None:
    with pytest.raises(YieldError) as told:
        run(site, small(count, shard_size=64, tools=(hopeless,)))
    with site.store.reading() as reader:
        counts = reader.counts(site.run_id)
        reasons = reader.rejections_by_reason(site.run_id)
    assert counts["scenarios"] <= 1200
    assert f"gave {counts['admitted']} of the {count:,} conversations" in str(told.value)
    assert any(f"{reason} {number:,}" in str(told.value) for reason, number in reasons.items())
    assert told.value.exit_code == 3


def test_sources_that_only_repeat_themselves_are_given_up_with_what_they_gave(
    run: Any, small: Any, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    from digit_tc.quality import Admission

    decide = Admission.decide

    def repetitive(self: Admission, conversation: Any) -> Rejection | None:
        if self.admitted < 30:
            return decide(self, conversation)
        return Rejection(
            stage="assess", subject=conversation.id, reason="near-duplicate", detail="Like another."
        )

    monkeypatch.setattr(Admission, "decide", repetitive)
    with pytest.raises(YieldError, match=r"gave 30 of the 400 .* near-duplicate [34]\d\d"):
        run(site, small(400, shard_size=64))
    with site.store.reading() as reader:
        assert reader.counts(site.run_id)["admitted"] == 30


def test_a_first_round_that_gives_nothing_is_followed_by_a_larger_one(
    run: Any, small: Any, site: Site, undisturbed: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    from digit_tc.shards import scenario_result
    from digit_tc.synthesis import converse

    def unlucky(scenario: Any, *others: Any, **more: Any) -> Any:
        outcome = converse(scenario, *others, **more)
        if scenario.index == 0:
            dropped = Rejection(
                stage="synthesize", subject=scenario.id, reason="no-value", detail="By bad luck."
            )
            return replace(outcome, conversation=None, assessment=None, rejections=(dropped,))
        return outcome

    monkeypatch.setattr(scenario_result, "converse", unlucky)
    steps: Counter[str] = Counter()
    made = run(site, small(1), lambda step: steps.update([step]))
    assert steps["sample"] == 2
    assert (
        made.splitlines()[0].split(b'"metadata"')[0]
        == (undisturbed.splitlines()[1].split(b'"metadata"')[0])
    )


def test_a_run_that_is_complete_asks_for_no_more(run: Any, small: Any, site: Site) -> None:
    run(site, small(3))
    assert runs.count_missing(site) == 0
    assert runs.count_scenarios_needed(site) == 3
    assert stages.pending_shards(site) == []


def test_shards_cover_what_is_open_and_nothing_else(run: Any, small: Any, site: Site) -> None:
    def before_writing(step: str) -> None:
        if step == "synthesize":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(site, small(20, shard_size=8), before_writing)
    shards = stages.pending_shards(site)
    assert [(one.first, one.stop, one.pending) for one in shards] == [
        (0, 8, 8), (8, 16, 8), (16, 20, 4),
    ]  # fmt: skip
    stages.synthesize_shard(site, shards[1])
    stages.synthesize_shard(site, shards[1])
    assert [one.first for one in stages.pending_shards(site)] == [0, 16]
    with site.store.reading() as reader:
        assert reader.counts(site.run_id)["conversations"] == 8
