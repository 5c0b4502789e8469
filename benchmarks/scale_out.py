"""What a scaled-out run asks of its one writer: `python benchmarks/scale_out.py [--models]`.

Every stage without Prefect and without a cluster: shards are ordered and loaded by this process,
and written by it too, as a worker would. The writer's part of the processor time says how many
workers one writer can feed; the sizes say how much a large run needs on disk. Without `--models`
the grammar writer writes; with it a mock provider in a thread of this process answers, whose time
is in that of the worker.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TypeVar

from digit_tc import runs, stages
from digit_tc.config import RunConfig
from digit_tc.records import ROLES
from digit_tc.shards import ShardsFolder, work
from digit_tc.shards.result import SUFFIX

T = TypeVar("T")
LEAST_WORKERS = 10.0
"""A writer that cannot feed this many workers would be what a cluster waits for."""


@dataclass
class Measured:
    """Processor seconds by what they went to, and sizes in bytes."""

    seconds: dict[str, float] = field(default_factory=dict)
    bytes: dict[str, int] = field(default_factory=dict)
    accepted: int = 0

    def timed(self, name: str, work: Callable[[], T]) -> T:
        """What the work gives; its processor time is added under the name."""
        began = time.process_time()
        try:
            return work()
        finally:
            self.seconds[name] = self.seconds.get(name, 0.0) + time.process_time() - began


def measure(config: RunConfig, at: Path) -> Measured:
    """A whole run in a folder."""
    measured = Measured()
    site = runs.Site(at / "data.duckdb", "wide")
    folder = ShardsFolder(str(at / "shared"), site.run_id)
    runs.register(site, config)
    with runs.record_stage(site, "ingest"):
        measured.timed("tools, once a run", lambda: stages.ingest(site))
    with runs.record_stage(site, "graph"):
        measured.timed("graph, once a run", lambda: stages.build_graph(site))
    while runs.count_missing(site):
        with runs.record_stage(site, "sample"):
            upto = runs.count_scenarios_needed(site)
            measured.timed("writer: sample", partial(stages.sample, site, upto))
        ordering = stages.OrderWriter(site, folder)
        for shard in stages.pending_shards(site):
            _one_shard(site, folder, ordering, shard, measured)
        with runs.record_stage(site, "synthesize"):
            measured.timed("writer: admit", lambda: runs.admit(site))
    with runs.record_stage(site, "assess"):
        measured.timed("writer: assess", lambda: stages.assess(site))
    export = at / "out.jsonl"
    measured.timed("writer: export", lambda: stages.export(site, export))
    measured.bytes["database"] = (at / "data.duckdb").stat().st_size
    measured.bytes["export"] = export.stat().st_size
    with site.store.reading() as reader:
        measured.accepted = reader.counts(site.run_id)["admitted"]
    return measured


def _one_shard(
    site: runs.Site,
    folder: ShardsFolder,
    ordering: stages.OrderWriter,
    shard: stages.Shard,
    measured: Measured,
) -> None:
    ordered = measured.timed("writer: order", lambda: ordering.order(shard, 1))
    measured.timed("worker: write", lambda: work(folder, ordered.name))
    assert folder.local is not None  # noqa: S101  (it is a folder on this disk)
    size = (folder.local / f"{ordered.name}{SUFFIX}").stat().st_size
    measured.bytes["shards"] = measured.bytes.get("shards", 0) + size
    measured.timed("writer: load", lambda: stages.load_shard(site, folder, ordered))


def main() -> int:
    """Prints the figures, and returns 1 where one writer cannot feed ten workers."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--models", action="store_true")
    options = parser.parse_args()
    config = RunConfig.model_validate({"count": options.count})
    with tempfile.TemporaryDirectory() as folder:
        if options.models:
            measured = _with_models(config, Path(folder))
        else:
            measured = measure(config, Path(folder))
    _print(measured)
    shares = measured.seconds
    of_writer = shares["writer: order"] + shares["writer: load"]
    fed = shares["worker: write"] / of_writer
    print(f"one writer feeds {fed:.0f} workers while shards are written")
    return int(fed < LEAST_WORKERS and options.models)


def _with_models(config: RunConfig, at: Path) -> Measured:
    import asyncio
    import threading

    from digit_tc.mock_provider import MockProvider

    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, daemon=True).start()
    provider = MockProvider()
    base = asyncio.run_coroutine_threadsafe(provider.start(), loop).result(60)
    os.environ["OPENAI_API_KEY"] = "anything"
    asked = config.model_dump(exclude_unset=True) | {
        "roles": dict.fromkeys(ROLES, "openai/rehearsal"),
        "models": {"api_base": base},
    }
    try:
        return measure(RunConfig.model_validate(asked), at)
    finally:
        asyncio.run_coroutine_threadsafe(provider.stop(), loop).result(60)


def _print(measured: Measured) -> None:
    print(f"{measured.accepted} conversations accepted")
    for name, seconds in sorted(measured.seconds.items()):
        print(f"{name:<30}{1000 * seconds / measured.accepted:>8.2f} CPU-ms a conversation")
    for name, size in measured.bytes.items():
        print(f"{name:<30}{size / measured.accepted / 1000:>8.1f} kB a conversation")


if __name__ == "__main__":
    sys.exit(main())
