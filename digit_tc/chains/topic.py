"""What a conversation is about: a few dozen tools that one person's errand could need."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import zip_longest
from math import log

from digit_tc.chains.index import GraphIndex

_MOST = 12
"""Tools of one topic: an errand needs no more, and the next one may be another."""
_COMMON = 300
"""Words of more tools than this say too little to be worth following."""
_WINDOW = 24
"""Tools looked at on either side of a tool among those with the same word, for speed."""
_NAMESPACE = 48
"""Namespaces of more tools than this are collections rather than services."""


class Topics:
    """Tools that belong with a tool: joined by edges, of one service, or about the same things."""

    def __init__(self, index: GraphIndex) -> None:
        self._index = index
        self._near: dict[int, tuple[int, ...]] = {}

    def around(self, seeds: Sequence[int]) -> tuple[int, ...]:
        """Tools that belong with the seeds, the seeds included, nearest first."""
        near = zip_longest(*(self._of(seed) for seed in seeds))
        found = dict.fromkeys((*seeds, *(tool for each in near for tool in each)))
        found.pop(None, None)
        return tuple(found)[:_MOST]

    def _of(self, tool: int) -> tuple[int, ...]:
        if tool not in self._near:
            self._near[tool] = self._ranked(tool)
        return self._near[tool]

    def _ranked(self, tool: int) -> tuple[int, ...]:
        index = self._index
        node = index.nodes[tool]
        weights: dict[int, float] = {}
        for arc in sorted((*node.out, *node.into), key=lambda arc: -arc.score)[:16]:
            other = arc.target if arc.source == tool else arc.source
            weights[other] = max(weights.get(other, 0.0), 2.0 * arc.score)
        namespace = index.by_namespace[index.namespaces[tool]]
        service = len(namespace) <= _NAMESPACE
        if service:
            for other in namespace:
                weights[other] = weights.get(other, 0.0) + 3.0
        if not service or len(namespace) < 6:
            self._add_like(tool, weights)
        weights.pop(tool, None)
        ranked = sorted(weights, key=lambda other: (-weights[other], other))
        return tuple(ranked[:_MOST])

    def _add_like(self, tool: int, weights: dict[int, float]) -> None:
        """Weigh tools by the rare words that they share with this one."""
        index = self._index
        total = len(index.nodes)
        shared: dict[int, float] = {}
        for place, word in enumerate(index.words[tool][:9]):
            group = index.by_word[word]
            if 1 < len(group) <= _COMMON:
                # The first words are those of the name, which says best what a tool is about.
                worth = log(total / len(group)) / log(total) * (1.0 if place < 3 else 0.5)
                middle = bisect_left(group, tool)
                for other in group[max(0, middle - _WINDOW) : middle + _WINDOW]:
                    shared[other] = shared.get(other, 0.0) + worth
        for other, worth in shared.items():
            if worth >= 0.5:
                weights[other] = weights.get(other, 0.0) + worth
