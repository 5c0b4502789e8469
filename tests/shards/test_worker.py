"""Shards that are written by workers and loaded by one process: the same bytes, once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from digit_tc import stages
from digit_tc.config import BudgetConfig, RolesConfig, RunConfig
from digit_tc.errors import ConfigError, StoreError
from digit_tc.runs import Site
from digit_tc.shards import (
    DamagedShardError,
    ShardsFolder,
    read_installation,
    refuse_differences,
    work,
)


@pytest.mark.parametrize("remote", [False, True])
def test_workers_give_the_bytes_of_one_process(
    helpers: Any, site: Site, folder: ShardsFolder, local_bytes: bytes, remote: bool
) -> None:
    place = ShardsFolder(f"memory://{site.db.parent.name}", "demo-1") if remote else folder
    assert helpers.written_by_workers(site, place) == local_bytes
    place.tidy()
    if not remote:
        assert not (site.db.parent / "shared" / "demo-1").exists(), "files go once they are loaded"


def test_writing_and_loading_twice_changes_nothing(
    helpers: Any, site: Site, folder: ShardsFolder, local_bytes: bytes
) -> None:
    def again(place: ShardsFolder, ordered: Any) -> None:
        before = place.read(f"{ordered.name}.parquet")
        work(place, ordered.name)
        assert stages.load_shard(site, place, ordered)["scenarios"] > 0
        place.write(f"{ordered.name}.parquet", before)

    assert helpers.written_by_workers(site, folder, again) == local_bytes
    with site.store.reading() as reader:
        counts = reader.counts(site.run_id)
    assert counts["conversations"] <= counts["scenarios"]


def test_a_damaged_file_loads_nothing_and_is_written_again(
    helpers: Any, site: Site, folder: ShardsFolder, local_bytes: bytes
) -> None:
    def spoil(place: ShardsFolder, ordered: Any) -> None:
        name = f"{ordered.name}.parquet"
        place.write(name, place.read(name)[:-100])
        with pytest.raises(DamagedShardError):
            stages.load_shard(site, place, ordered)
        stages.clear_shard(place, ordered)
        assert not stages.has_result(place, ordered)
        with pytest.raises(FileNotFoundError):
            stages.load_shard(site, place, ordered)
        work(place, stages.OrderWriter(site, place).order(ordered.shard, 1).name)

    assert helpers.written_by_workers(site, folder, spoil) == local_bytes


def test_a_shard_that_was_half_written_here_is_ordered_without_that_half(
    site: Site, folder: ShardsFolder
) -> None:
    first, *_ = stages.pending_shards(site)
    stages.synthesize_shard(site, first.model_copy(update={"stop": first.first + 2}))
    ordered = stages.OrderWriter(site, folder).order(first, 1)
    assert [one.index for one in ordered.order.scenarios] == [2, 3]


def test_a_worker_that_does_not_see_the_folder_says_so(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"does not see .*--shards-folder"):
        work(ShardsFolder(str(tmp_path / "nobody's"), "demo-1"), "one")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"digit_tc": "9.9"}, "has digit-tc 9.9 where this machine has"),
        ({"code": "other"}, "has a changed copy of digit-tc"),
        ({"python": "3.99"}, "has Python 3.99 where"),
        ({"libraries": {"mimesis": "1"}}, "has mimesis 1 where"),
    ],
)
def test_a_worker_with_other_versions_is_refused(change: dict[str, Any], told: str) -> None:
    other = read_installation().model_copy(update=change)
    with pytest.raises(ConfigError, match=f"The worker tcp://b {told}"):
        refuse_differences(read_installation(), {"tcp://a": read_installation(), "tcp://b": other})


def test_a_worker_that_joins_later_refuses_orders_of_other_versions(
    site: Site, folder: ShardsFolder
) -> None:
    from digit_tc.shards import write_order

    ordered = stages.OrderWriter(site, folder).order(stages.pending_shards(site)[0], 1)
    other = read_installation().model_copy(update={"code": "other"})
    write_order(folder, ordered.name, ordered.order.model_copy(update={"made_with": other}))
    with pytest.raises(ConfigError, match="a changed copy"):
        work(folder, ordered.name)


def test_models_share_their_concurrency_over_the_shards_that_are_written_at_once(
    helpers: Any, tmp_path: Path, folder: ShardsFolder, small_run: RunConfig
) -> None:
    site = Site(tmp_path / "models.duckdb", "demo-1")
    helpers.sampled(site, small_run.model_copy(update={"roles": RolesConfig(judge="openai/x")}))
    shard, *_ = stages.pending_shards(site)
    ordering = stages.OrderWriter(site, folder)
    parts = [ordering.order(shard, slots).order.config.models for slots in (1, 4, 1000)]
    assert [part.max_concurrency for part in parts] == [64, 16, 1]


def test_a_budget_of_several_processes_is_refused() -> None:
    config = RunConfig(roles=RolesConfig(judge="openai/x"), budget=BudgetConfig(max_tokens=10))
    with pytest.raises(ConfigError, match="A budget is kept by one process"):
        stages.refuse_budget(config)
    stages.refuse_budget(config.model_copy(update={"budget": BudgetConfig()}))
    stages.refuse_budget(config.model_copy(update={"roles": RolesConfig()}))
