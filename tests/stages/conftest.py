"""A whole run through the stages alone: no Prefect, no command line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from digit_tc import runs, stages
from digit_tc.config import GraphConfig, RunConfig, SynthesisConfig
from digit_tc.runs import Site

Breaker = Callable[[str], None]
"""Is told each step before it begins, and may raise to play a process that dies."""


def go(site: Site, config: RunConfig, breaker: Breaker = lambda _step: None) -> bytes:
    """Make the dataset, or go on with it, and give the bytes of its export."""
    runs.register(site, config)
    breaker("ingest")
    if not runs.is_done(site, "ingest"):
        with runs.stage_run(site, "ingest"):
            stages.ingest(site)
    breaker("graph")
    if not runs.is_done(site, "graph"):
        with runs.stage_run(site, "graph"):
            stages.build(site)
    while runs.missing(site):
        runs.refuse_hopeless(site)
        breaker("sample")
        with runs.stage_run(site, "sample"):
            stages.sample(site, runs.next_scenarios(site))
        breaker("synthesize")
        with runs.stage_run(site, "synthesize"):
            for shard in stages.pending_shards(site):
                breaker("shard")
                stages.synthesize_shard(site, shard)
            breaker("admit")
            stages.admit(site)
    runs.settle(site, "synthesize")
    path = site.folder / "out.jsonl"
    stages.export(site, path)
    runs.end_run(site, "done")
    return path.read_bytes()


@pytest.fixture(scope="session")
def run() -> Callable[..., bytes]:
    """`run(site, config, breaker)` makes a dataset and gives the bytes of its export."""
    return go


@pytest.fixture(scope="session")
def small() -> Callable[..., RunConfig]:
    """`small(count, shard_size)` is a run file of the starter tools that is quickly done."""

    def build(count: int = 12, shard_size: int = 4, **more: object) -> RunConfig:
        return RunConfig.model_validate(
            {
                "count": count,
                "graph": GraphConfig(embeddings="none"),
                "synthesis": SynthesisConfig(shard_size=shard_size),
                **more,
            }
        )

    return build


@pytest.fixture(scope="session")
def undisturbed(tmp_path_factory: pytest.TempPathFactory, small: Callable[..., RunConfig]) -> bytes:
    """The export of `small()` where nothing goes wrong."""
    return go(Site(tmp_path_factory.mktemp("undisturbed") / "x.duckdb", "calm"), small())


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """A run in a database of its own."""
    return Site(tmp_path / "data.duckdb", "demo-1")
