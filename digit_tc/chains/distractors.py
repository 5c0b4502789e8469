"""Tools that are offered although nothing needs them."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from digit_tc.chains.index import GraphIndex


def offered_tools(index: GraphIndex, needed: Sequence[int], count: int, rng: Random) -> list[int]:
    """The needed tools with distractors up to `count`, shuffled; no name occurs twice.

    Distractors are near neighbours of the needed tools, tools with the same verb, of the same
    namespace, about the same things, and some at random. Fewer where the graph has fewer.
    """
    chosen = list(dict.fromkeys(needed))
    taken = set(chosen)
    names = {index.nodes[tool].name for tool in chosen} if index.clashing else set()

    def take(tool: int) -> None:
        if tool in taken:
            return
        if index.clashing:
            if index.nodes[tool].name in names:
                return
            names.add(index.nodes[tool].name)
        taken.add(tool)
        chosen.append(tool)

    total = len(index.nodes)
    if total > count:
        draw = rng.random
        for _ in range(3 * count):
            if len(chosen) >= count:
                break
            like = needed[int(draw() * len(needed))]
            group = _like(index, like, draw())
            if group:
                take(group[int(draw() * len(group))])
        for _ in range(4 * count):
            if len(chosen) >= count:
                break
            take(int(draw() * total))
    if len(chosen) < count and total <= 4 * count:
        rest = list(range(total))
        rng.shuffle(rest)
        for tool in rest:
            if len(chosen) >= count:
                break
            take(tool)
    order = sorted((rng.random(), tool) for tool in chosen)
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
