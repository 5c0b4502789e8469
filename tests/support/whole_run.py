"""A whole run through the stages alone: no Prefect, no command line."""

from __future__ import annotations

from collections.abc import Callable

from digit_tc import runs, stages
from digit_tc.config import GraphConfig, RunConfig, SynthesisConfig
from digit_tc.runs import Site

Breaker = Callable[[str], None]
"""Is told each step before it begins, and may raise to play a process that dies."""


def make(site: Site, config: RunConfig, breaker: Breaker = lambda _step: None) -> bytes:
    """Make the dataset, or go on with it, and give the bytes of its export."""
    runs.register(site, config)
    breaker("ingest")
    if not runs.is_done(site, "ingest"):
        with runs.record_stage(site, "ingest"):
            stages.ingest(site)
    breaker("graph")
    if not runs.is_done(site, "graph"):
        with runs.record_stage(site, "graph"):
            stages.build_graph(site)
    while runs.count_missing(site):
        runs.refuse_low_yield(site)
        breaker("sample")
        with runs.record_stage(site, "sample"):
            stages.sample(site, runs.count_scenarios_needed(site))
        breaker("synthesize")
        with runs.record_stage(site, "synthesize"):
            for shard in stages.pending_shards(site):
                breaker("shard")
                stages.synthesize_shard(site, shard)
            breaker("admit")
            runs.admit(site)
    runs.mark_done(site, "synthesize")
    path = site.folder / "out.jsonl"
    stages.export(site, path)
    runs.end_run(site, "done")
    return path.read_bytes()


def small(count: int = 12, shard_size: int = 4, **more: object) -> RunConfig:
    """A run file of the starter tools that is quickly done."""
    return RunConfig.model_validate(
        {
            "count": count,
            "graph": GraphConfig(embeddings="none"),
            "synthesis": SynthesisConfig(shard_size=shard_size),
            **more,
        }
    )
