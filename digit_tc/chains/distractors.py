"""Tools that are offered although nothing needs them."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from digit_tc.chains.index import GraphIndex

_STRIDE = 1_000_003
"""A prime, so that its multiples meet every number below any smaller size."""


def offered_tools(index: GraphIndex, needed: Sequence[int], count: int, rng: Random) -> list[int]:
    """The needed tools with distractors up to `count`, shuffled; no name occurs twice.

    Distractors are near neighbours of the needed tools, tools with the same verb, of the same
    namespace, about the same things, and some at random. Fewer where the graph has fewer.
    """
    chosen = list(dict.fromkeys(needed))
    taken = set(chosen)
    nodes, draw, total = index.nodes, rng.random, len(index.nodes)
    names = {nodes[tool].name for tool in chosen}
    start = int(draw() * total)
    for turn in range(2 * count + total):
        if len(chosen) >= count:
            break
        if total > count and turn < 2 * count:
            group = _like(index, needed[int(draw() * len(needed))], draw())
            if not group:
                continue
            tool = group[int(draw() * len(group))]
        else:
            # A walk in long strides meets every tool once, without an order being drawn up.
            tool = (start + turn * _STRIDE) % total
        if tool not in taken and nodes[tool].name not in names:
            taken.add(tool)
            names.add(nodes[tool].name)
            chosen.append(tool)
    order = sorted((draw(), tool) for tool in chosen)
    return [tool for _, tool in order]


def _like(index: GraphIndex, tool: int, where: float) -> Sequence[int]:
    if where < 0.30:
        node = index.nodes[tool]
        arcs = node.out if where < 0.15 else node.into
        if not arcs:
            return index.by_namespace[index.namespaces[tool]]
        arc = arcs[int(where / 0.15 % 1.0 * len(arcs))]
        return (arc.target if where < 0.15 else arc.source,)
    if where < 0.50:
        return index.by_namespace[index.namespaces[tool]]
    if where < 0.65:
        return index.by_verb.get(index.verbs[tool], ())
    if where < 0.88:
        words = index.words[tool]
        return index.by_word[words[int(where * 97) % len(words)]] if words else ()
    return range(len(index.nodes))
