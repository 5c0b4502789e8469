"""How much of the dataflow that executions used the graph holds.

python -m benchmarks.graph_recall [--data FOLDER] [--missed N]
python -m benchmarks.graph_recall --sheet N [--seed S] INPUT...

Each file of the folder holds tools and uses. Limits: 80 % of all uses, with at most 6 edges into
one parameter. Nothing is measured, and nothing fails, where the folder is missing. With `--sheet`,
N random edges of the inputs are printed as a table instead, to be labelled by somebody who does not
see what the graph thinks of them.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from digit_tc.config import GraphConfig
from digit_tc.graph import build_graph

from .baseline import connect_by_cosine
from .recall import Recall, list_missed, measure
from .sheet import draw_sheet
from .uses import read_uses

LEAST_SHARE_OF_USES = 0.8
MOST_EDGES = 6


def main(arguments: list[str] | None = None) -> int:
    """Print the figures, or the table; returns 1 where a limit is missed."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.graph_recall", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument("inputs", nargs="*", metavar="INPUT", help="tools for --sheet")
    parser.add_argument("--data", type=Path, default=Path("../shared/data/dataflow"))
    parser.add_argument("--missed", type=int, default=0, metavar="N", help="name N missed links")
    parser.add_argument("--sheet", type=int, metavar="N", help="print N random edges to label")
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args(arguments)
    if options.sheet:
        if not options.inputs:
            parser.error("--sheet needs the tools whose edges are to be drawn")
        print(*draw_sheet(options.inputs, options.sheet, options.seed), sep="\n")
        return 0
    files = sorted(options.data.glob("*.json"))
    if not files:
        print(f"There are no files of uses in {options.data}: nothing was measured.")
        return 0
    return _measure_files(files, options.missed)


def _measure_files(files: list[Path], missed: int) -> int:
    ours, nearest = Recall(), Recall()
    print(f"{'':<12}{'uses held':>16}{'links held':>16}{'edges a parameter':>20}{'most':>6}")
    for file in files:
        uses = read_uses(file)
        graph = build_graph(uses.tools, GraphConfig())
        found = measure(uses, graph.edges)
        _print_row(uses.domain, found)
        for (source, target, parameter), count in list_missed(uses, graph.edges)[:missed]:
            print(f"    {count:>4} × {source} → {target}.{parameter}")
        ours += found
        nearest += measure(uses, connect_by_cosine(uses.tools, MOST_EDGES))
    _print_row("pooled", ours)
    _print_row("by cosine", nearest)
    print(f"{ours.tools} tools, {ours.parameters} parameters, {ours.edges} edges")
    return int(ours.share_of_uses < LEAST_SHARE_OF_USES or ours.most > MOST_EDGES)


def _print_row(name: str, found: Recall) -> None:
    uses = f"{found.uses_held}/{found.uses} {found.share_of_uses:.0%}"
    links = f"{found.links_held}/{found.links} {found.share_of_links:.0%}"
    print(f"{name:<12}{uses:>16}{links:>16}{found.edges_a_parameter:>20.1f}{found.most:>6}")


if __name__ == "__main__":
    sys.exit(main())
