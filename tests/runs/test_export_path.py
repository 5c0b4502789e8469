"""Where a run's dataset goes, for whoever goes on with it."""

from __future__ import annotations

from pathlib import Path

from digit_tc.config import RunConfig
from digit_tc.runs import Site, note_export_path, read_export_path


def test_who_goes_on_writes_where_it_was_begun(tmp_path: Path) -> None:
    site = Site(tmp_path / "data.duckdb", "friday")
    own = tmp_path / "runs" / "friday" / "shop.jsonl"
    assert read_export_path(site, RunConfig(name="shop")) == own
    note_export_path(site, tmp_path / "exports" / "friday.jsonl")
    assert read_export_path(site, RunConfig(name="shop")) == tmp_path / "exports" / "friday.jsonl"
    note_export_path(site, own)
    assert read_export_path(site, RunConfig(name="shop")) == own


def test_a_run_folder_that_was_moved_takes_its_dataset_along(tmp_path: Path) -> None:
    note_export_path(
        Site(tmp_path / "a" / "data.duckdb", "friday"), tmp_path / "a/runs/friday/x.jsonl"
    )
    (tmp_path / "a").rename(tmp_path / "b")
    there = read_export_path(Site(tmp_path / "b" / "data.duckdb", "friday"), RunConfig(name="x"))
    assert there == tmp_path / "b" / "runs" / "friday" / "x.jsonl"
