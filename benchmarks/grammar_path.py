"""How many conversations a second of processor time the grammar writer makes.

    python benchmarks/grammar_path.py [SOURCE ...] [--count N]

From tools to accepted conversations with all checks, in memory. Each source is measured in a
process of its own. `first` is for conversations whose tools have not been seen before, `again`
is the best of three passes over the same scenarios, `with loading` counts reading the tools and
building the graph as well.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time


def main() -> int:
    """Measure every source and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sources", nargs="*", default=["starter"])
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.here:
        _measure(asked.sources[0], asked.count)
        return 0
    print(
        f"{'source':24} {'tools':>6} {'sample':>8} {'first':>7} {'again':>7} {'with loading':>13}"
    )
    for source in asked.sources:
        command = [sys.executable, __file__, source, "--count", str(asked.count), "--here"]
        subprocess.run(command, check=True)
    print("Conversations a second of processor time; `sample` is in milliseconds a scenario.")
    return 0


def _measure(source: str, count: int) -> None:
    from digit_tc.chains import ScenarioSampler
    from digit_tc.config import RunConfig
    from digit_tc.graph import build_graph
    from digit_tc.returns import infer_all
    from digit_tc.specs import load_tools
    from digit_tc.synthesis import converse

    config = RunConfig()
    began = time.process_time()
    graph = build_graph(infer_all(load_tools([source]).tools), config.graph)
    loading = time.process_time() - began
    began = time.process_time()
    scenarios = ScenarioSampler(graph, config.sample, config.seed).take(count)
    sampling = time.process_time() - began
    passes = []
    for _ in range(4):
        began = time.process_time()
        outcomes = [converse(each, graph.by_key, config.synthesis) for each in scenarios]
        passes.append(time.process_time() - began)
    accepted = sum(each.conversation is not None for each in outcomes)
    first, again = passes[0] + sampling, min(passes[1:]) + sampling
    print(
        f"{source[-24:]:24} {len(graph.tools):6} {sampling / count * 1000:8.2f} "
        f"{accepted / first:7.0f} {accepted / again:7.0f} {accepted / (first + loading):13.0f}",
        flush=True,
    )


if __name__ == "__main__":
    sys.exit(main())
