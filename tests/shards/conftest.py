"""Orders and results of a shard, without any cluster."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from digit_tc import runs, stages
from digit_tc.config import GraphConfig, RunConfig, SynthesisConfig
from digit_tc.runs import Site
from digit_tc.shards import (
    Installation,
    ScenarioResult,
    ShardOrder,
    ShardResult,
    ShardsFolder,
    work,
)
from digit_tc.shards.order import build_order
from digit_tc.synthesis import Outcome


def sampled(site: Site, config: RunConfig) -> None:
    """A run that has scenarios, and no conversations."""
    runs.register(site, config)
    for stage in ("ingest", "graph"):
        with runs.record_stage(site, stage):
            (stages.ingest if stage == "ingest" else stages.build_graph)(site)
    with runs.record_stage(site, "sample"):
        stages.sample(site, runs.count_scenarios_needed(site))


def written_by_workers(
    site: Site,
    folder: ShardsFolder,
    between: Callable[[ShardsFolder, stages.RemoteShard], None] = lambda _folder, _ordered: None,
) -> bytes:
    """Each shard ordered, written by `work` and loaded, twice; gives the bytes of the export."""
    while runs.count_missing(site):
        for shard in stages.pending_shards(site):
            ordered = stages.OrderWriter(site, folder).order(shard, 2)
            work(folder, ordered.name)
            between(folder, ordered)
            stages.load_shard(site, folder, ordered)
        with runs.record_stage(site, "synthesize"):
            runs.admit(site)
        if runs.count_missing(site):
            stages.sample(site, runs.count_scenarios_needed(site))
    path = site.folder / "out.jsonl"
    stages.export(site, path)
    return path.read_bytes()


def written_here(site: Site) -> bytes:
    """The same by this process."""
    while runs.count_missing(site):
        for shard in stages.pending_shards(site):
            stages.synthesize_shard(site, shard)
        with runs.record_stage(site, "synthesize"):
            runs.admit(site)
        if runs.count_missing(site):
            stages.sample(site, runs.count_scenarios_needed(site))
    path = site.folder / "out.jsonl"
    stages.export(site, path)
    return path.read_bytes()


SMALL = RunConfig(
    count=10, graph=GraphConfig(embeddings="none"), synthesis=SynthesisConfig(shard_size=4)
)


@pytest.fixture(scope="session")
def small_run() -> RunConfig:
    """Ten conversations in three shards."""
    return SMALL


@pytest.fixture(scope="session")
def helpers() -> Any:
    """`sampled`, `written_by_workers` and `written_here`."""
    import types

    return types.SimpleNamespace(
        sampled=sampled, written_by_workers=written_by_workers, written_here=written_here
    )


@pytest.fixture(scope="session")
def local_bytes(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The export of the small run, written by one process."""
    site = Site(tmp_path_factory.mktemp("local") / "x.duckdb", "local")
    sampled(site, SMALL)
    return written_here(site)


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """The small run with its scenarios, in a database of its own."""
    made = Site(tmp_path / "data.duckdb", "demo-1")
    sampled(made, SMALL)
    return made


@pytest.fixture
def folder(tmp_path: Path) -> ShardsFolder:
    """A shared folder on a disk."""
    return ShardsFolder(str(tmp_path / "shared"), "demo-1")


@pytest.fixture(scope="session")
def versions() -> Installation:
    """Versions that a machine may have."""
    return Installation(digit_tc="1", code="c", python="3.11", libraries={"mimesis": "22"})


@pytest.fixture(scope="session")
def shard(samples: ModuleType, versions: Installation) -> tuple[ShardOrder, ShardResult]:
    """An order of three scenarios, and their outcomes."""
    tools = {tool.key: tool for tool in samples.build_tools()}
    scenarios = [samples.build_scenario(index) for index in range(3)]
    order = build_order("demo-1", RunConfig(), scenarios, tools)
    written = []
    for index, scenario in enumerate(scenarios):
        conversation = samples.build_conversation(index)
        written.append(
            ScenarioResult(
                Outcome(scenario, conversation, samples.build_assessment(conversation), ())
            )
        )
    return order, ShardResult(tuple(written))
