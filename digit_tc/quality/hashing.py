"""64-bit hashes that are the same in every process, and a compact table of them."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator, Sequence
from hashlib import blake2b

from digit_tc.records import JSON, canonical_json

_WORDS = re.compile(r"\w+")


def hash_bytes(content: bytes) -> int:
    """A 64-bit hash, never 0."""
    return int.from_bytes(blake2b(content, digest_size=8).digest(), "little") or 1


def split_words(text: str) -> list[str]:
    """Words and numbers of a text, case folded, without punctuation."""
    return _WORDS.findall(text.casefold())


def hash_first_request(request: str) -> int:
    """A hash that is equal for two requests that differ only in case, spaces and punctuation."""
    return hash_bytes(" ".join(split_words(request)).encode())


def hash_content(requests: Sequence[str], calls: Sequence[tuple[str, JSON]]) -> int:
    """A hash that is equal for two conversations with the same user texts and the same calls."""
    parts = [b"\0".join((tool.encode(), canonical_json(arguments))) for tool, arguments in calls]
    return hash_bytes("\0".join(requests).encode() + b"\0\0" + b"\0".join(parts))


class HashTable:
    """A set of 64-bit hashes in 16 to 32 bytes each, with a number kept beside each if wanted.

    One hash may be put in more than once, each time with another number.
    """

    def __init__(self, *, numbered: bool = False) -> None:
        self._slots = array("Q", bytes(8 * 64))
        self._numbers = array("I", bytes(4 * 64 if numbered else 0))
        self._used = 0

    def __contains__(self, value: int) -> bool:
        mask, slots = len(self._slots) - 1, self._slots
        position = value & mask
        while found := slots[position]:
            if found == value:
                return True
            position = (position + 1) & mask
        return False

    def __len__(self) -> int:
        return self._used

    def numbers_of(self, value: int) -> Iterator[int]:
        """The numbers that the hash was put in with, first put in first."""
        mask, slots = len(self._slots) - 1, self._slots
        position = value & mask
        while found := slots[position]:
            if found == value:
                yield self._numbers[position]
            position = (position + 1) & mask

    def add(self, value: int, number: int = 0, *, most: int = 0) -> None:
        """Put a hash in, unless it is there `most` times already (0: no limit)."""
        if most and sum(1 for _ in self.numbers_of(value)) >= most:
            return
        if 2 * self._used >= len(self._slots):
            self._grow()
        self._put(value, number)
        self._used += 1

    def _put(self, value: int, number: int) -> None:
        mask, slots = len(self._slots) - 1, self._slots
        position = value & mask
        while slots[position]:
            position = (position + 1) & mask
        slots[position] = value
        if self._numbers:
            self._numbers[position] = number

    def _grow(self) -> None:
        slots, numbers = self._slots, self._numbers
        self._slots = array("Q", bytes(16 * len(slots)))
        if numbers:
            self._numbers = array("I", bytes(8 * len(slots)))
        # From an empty slot onwards, so that a run that goes round the end keeps its order.
        start = slots.index(0)
        for position in (*range(start, len(slots)), *range(start)):
            if slots[position]:
                self._put(slots[position], numbers[position] if numbers else 0)
