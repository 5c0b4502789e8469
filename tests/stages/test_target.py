"""Where a run's dataset goes, for whoever goes on with it."""

from __future__ import annotations

from pathlib import Path

from digit_tc.config import RunConfig
from digit_tc.runs import Site, keep_target, target_of


def test_who_goes_on_writes_where_it_was_begun(tmp_path: Path) -> None:
    site = Site(tmp_path / "data.duckdb", "friday")
    own = tmp_path / "runs" / "friday" / "shop.jsonl"
    assert target_of(site, RunConfig(name="shop")) == own
    keep_target(site, tmp_path / "exports" / "friday.jsonl")
    assert target_of(site, RunConfig(name="shop")) == tmp_path / "exports" / "friday.jsonl"
    keep_target(site, own)
    assert target_of(site, RunConfig(name="shop")) == own


def test_a_run_folder_that_was_moved_takes_its_dataset_along(tmp_path: Path) -> None:
    keep_target(Site(tmp_path / "a" / "data.duckdb", "friday"), tmp_path / "a/runs/friday/x.jsonl")
    (tmp_path / "a").rename(tmp_path / "b")
    there = target_of(Site(tmp_path / "b" / "data.duckdb", "friday"), RunConfig(name="x"))
    assert there == tmp_path / "b" / "runs" / "friday" / "x.jsonl"
