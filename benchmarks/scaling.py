"""Whether a conversation of a large run costs what one of a small run costs.

    python benchmarks/scaling.py [SOURCE] [--counts 1000 20000]

Runs every stage without Prefect, each count in a process of its own, and prints processor time a
conversation by stage, the largest memory, and the ratio of the largest count to the smallest.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any


def main() -> int:
    """Measure every count and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("source", nargs="?", default="starter")
    parser.add_argument("--counts", type=int, nargs="+", default=[1000, 20_000])
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.here:
        print(json.dumps(_measure(asked.source, asked.counts[0])))
        return 0
    columns = []
    for count in asked.counts:
        command = [sys.executable, __file__, asked.source, "--counts", str(count), "--here"]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        columns.append(json.loads(done.stdout.splitlines()[-1]))
    print(
        f"{'ms of processor time a conversation':36}" + "".join(f"{n:>10,}" for n in asked.counts)
    )
    for name in columns[0]:
        values = [column[name] for column in columns]
        ratio = f"{values[-1] / values[0]:10.2f} x" if values[0] else ""
        print(f"{name:36}" + "".join(f"{value:10.2f}" for value in values) + ratio)
    return 0


def _measure(source: str, count: int) -> dict[str, float]:
    import prefect  # noqa: F401  (a run is measured as it is made: with Prefect in the process)

    from digit_tc import runs, stages
    from digit_tc.config import RunConfig

    spent: dict[str, float] = {}

    def timed(name: str, stage: Callable[..., Any], *inputs: Any) -> Any:
        began = time.process_time()
        outcome = stage(*inputs)
        spent[name] = spent.get(name, 0.0) + time.process_time() - began
        return outcome

    with tempfile.TemporaryDirectory() as folder:
        site = runs.Site(Path(folder) / "scaling.duckdb", "scaling")
        timed("once", runs.register, site, RunConfig(tools=(source,), count=count))
        timed("once", stages.ingest, site)
        timed("once", stages.build_graph, site)
        while runs.count_missing(site):
            timed("sample", stages.sample, site, runs.count_scenarios_needed(site))
            with runs.record_stage(site, "synthesize"):
                for shard in stages.pending_shards(site):
                    timed("synthesize", stages.synthesize_shard, site, shard)
                timed("admit", runs.admit, site)
        timed("assess", stages.assess, site)
        timed("export", stages.export, site, Path(folder) / "scaling.jsonl")
    once = spent.pop("once")
    table = {name: seconds / count * 1000 for name, seconds in spent.items()}
    table["all of these"] = sum(table.values())
    table["tools and graph, once (s)"] = once
    table["largest memory (MB)"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return table


if __name__ == "__main__":
    sys.exit(main())
