"""Stock sentences that a conversation has used already, found in its texts."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

_TELLING_IN_CHARACTERS = 12


class UsedWords(set[str]):
    """A set of stock sentences that also holds those that stand in earlier texts."""

    def __init__(self, texts: Sequence[str]) -> None:
        super().__init__()
        self._text = "\n".join(texts).lower()

    def __contains__(self, stock: object) -> bool:
        if not self._text:
            return super().__contains__(stock)
        start = _start_of(stock) if isinstance(stock, str) else ""
        return (start != "" and start in self._text) or super().__contains__(stock)


@lru_cache(maxsize=10_000)
def _start_of(stock: str) -> str:
    """The words before the slot; nothing where they are too few to be known again."""
    start = stock.partition("{")[0].strip().lower()
    return start if len(start) >= _TELLING_IN_CHARACTERS else ""
