"""COMP@K: whether a retriever would find all tools that a conversation needs (after COLT)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from heapq import nsmallest
from math import log

from digit_tc.language.words import singular, split_identifier
from digit_tc.records import Tool

_K1, _B = 1.2, 0.75


class Retriever:
    """Ranks tools for a text by the words that they share with it (Okapi BM25)."""

    def __init__(self, tools: Sequence[Tool]) -> None:
        self._keys = [tool.key for tool in tools]
        counts = [Counter(_terms_of(tool)) for tool in tools]
        self._postings: dict[str, list[tuple[int, int]]] = {}
        for number, count in enumerate(counts):
            for term, times in count.items():
                self._postings.setdefault(term, []).append((number, times))
        self._lengths = [count.total() for count in counts]
        self._mean = sum(self._lengths) / max(1, len(counts)) or 1.0

    def top(self, text: str, k: int) -> list[str]:
        """Keys of the `k` tools that fit the text best; ties go by key. Fewer where few fit."""
        scores: dict[int, float] = {}
        for term in dict.fromkeys(_terms(text)):
            group = self._postings.get(term, ())
            rarity = log(1 + (len(self._keys) - len(group) + 0.5) / (len(group) + 0.5))
            for number, times in group:
                length = 1 - _B + _B * self._lengths[number] / self._mean
                gain = rarity * times * (_K1 + 1) / (times + _K1 * length)
                scores[number] = scores.get(number, 0.0) + gain
        best = nsmallest(k, scores, key=lambda number: (-scores[number], self._keys[number]))
        return [self._keys[number] for number in best]


def comp_at_k(cases: Sequence[tuple[Collection[str], str]], retriever: Retriever, k: int) -> float:
    """Share of cases (keys of the tools needed, text of the requests) found whole in the top `k`.

    In [0, 1]; 1 where there are no cases. A high share means that the words of the requests alone
    give the tools away; hidden calls lower it.
    """
    if not cases:
        return 1.0
    found = sum(set(needed) <= set(retriever.top(text, k)) for needed, text in cases)
    return found / len(cases)


def _terms_of(tool: Tool) -> list[str]:
    names = [singular(word) for word in split_identifier(tool.name)]
    return [*names, *names, *_terms(tool.description)]


def _terms(text: str) -> list[str]:
    return [singular(word) for word in re.findall(r"[a-z0-9]{2,}", text.lower())]
