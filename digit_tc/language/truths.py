"""Where a text says yes or no to something."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from digit_tc.language.spoken import NEGATION
from digit_tc.language.words import singular

_EMPTY = frozenset(
    "is are be has have can may should shall will do does include includes included including "
    "enable enabled enables use uses using with without whether flag true false boolean if the a "
    "an of to for in on at by or and not no only allow allows allowed require requires required "
    "want wants need needs needed set value also when it its this that return returns".split()
)
_NEAR = 40
"""Characters between a denial and what it denies."""


def places_of_truth(value: bool, text: str, words: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """(start, end, transform) of what affirms or denies one of the words, in their order.

    A word is affirmed where it is said and nothing before it in its clause denies it; it is denied
    from the denying word to the word itself.
    """
    for word in words:
        pattern = _said(word.lower())
        if pattern is None:
            continue
        for match in pattern.finditer(text):
            clause = _clause(text, match.start())
            denial = _last(NEGATION, text, clause, match.end())
            if denial is None or match.start() - denial.end() > _NEAR:
                after = NEGATION.match(text, match.end() + 1)
                if value and denial is None and after is None:
                    yield match.start(), match.end(), "yes_said"
            elif not value:
                yield denial.start(), match.end(), "no_said"


def _last(pattern: re.Pattern[str], text: str, start: int, end: int) -> re.Match[str] | None:
    found = None
    for match in pattern.finditer(text, start, end):
        found = match
    return found


def _clause(text: str, place: int) -> int:
    start = max(text.rfind(mark, max(0, place - 300), place) for mark in ".!?;\n,")
    contrast = text.rfind(" but ", max(0, place - 300), place)
    return max(start + 1, contrast + 1, place - 300, 0)


@lru_cache(maxsize=4_000)
def _said(word: str) -> re.Pattern[str] | None:
    if len(word) < 3 or word in _EMPTY or not word.isalpha():
        return None
    stem = re.sub(r"(?:ing|able|ation|ions?|ed|es|e|s|y)$", "", singular(word))
    if len(stem) < 3:
        stem = word
    return re.compile(rf"(?<!\w){re.escape(stem)}\w{{0,5}}(?!\w)", re.IGNORECASE)
