"""Stock words that a conversation has had already, read out of its texts."""

from __future__ import annotations

from collections.abc import Sequence

_TELLING_IN_CHARACTERS = 12


class UsedWords(set[str]):
    """A set of stock sentences that also holds those that stand in earlier texts."""

    def __init__(self, texts: Sequence[str]) -> None:
        super().__init__()
        self._text = "\n".join(texts).lower()

    def __contains__(self, stock: object) -> bool:
        if super().__contains__(stock):
            return True
        if not self._text or not isinstance(stock, str):
            return False
        start = stock.partition("{")[0].strip().lower()
        return len(start) >= _TELLING_IN_CHARACTERS and start in self._text
