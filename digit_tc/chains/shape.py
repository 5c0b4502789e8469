"""Which shape a chain has."""

from __future__ import annotations

from collections.abc import Iterable

from digit_tc.records import Link, Shape


def shape_of(steps: int, links: Iterable[Link]) -> Shape:
    """The shape of so many steps with these links; links without an edge do not count.

    `single` one step; `parallel` several without links; `linear` each feeds the next alone;
    `fan_out` the first feeds all others directly; `fan_in` all others feed the last directly;
    `dag` anything else.
    """
    return shape_of_pairs(steps, {(link.source, link.target) for link in links if link.edge})


def shape_of_pairs(steps: int, pairs: set[tuple[int, int]]) -> Shape:
    """The same, from pairs of producing and consuming position."""
    if not pairs:
        return "single" if steps == 1 else "parallel"
    if len(pairs) == steps - 1:
        sources = {source for source, _ in pairs}
        targets = {target for _, target in pairs}
        if len(sources) == len(targets) == steps - 1:
            return "linear"
        if len(sources) == 1 and len(targets) == steps - 1:
            return "fan_out"
        if len(targets) == 1 and len(sources) == steps - 1:
            return "fan_in"
    return "dag"
