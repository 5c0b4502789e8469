"""How alike two conversations are, from sketches of 64 bytes.

A sketch is a one-permutation MinHash: the phrases are dealt into bins by one hash, and each bin
keeps the least. The share of bins in which two sketches agree estimates the share of phrases that
both conversations have (Li, Owen and Zhang 2012). Bands of bins find the candidates.
"""

from __future__ import annotations

from zlib import crc32

from digit_tc.quality.hashing import hash_bytes, split_words

Sketch = bytes

BANDS = 6
_ROWS = 8
_BINS = 64  # a power of two, so that a bin is the low bits of a hash; 48 of them make the bands
_PHRASE = 3


def compute_sketch(texts: list[str], arguments: list[bytes]) -> Sketch:
    """The sketch of the three-word phrases of `texts` and of the members of the JSON objects.

    `arguments` are JSON objects as bytes, in one canonical form.
    """
    least = [0xFFFFFFFF] * _BINS
    for text in texts:
        words = split_words(text)
        for position in range(max(1, len(words) - _PHRASE + 1)):
            _deal(least, crc32(" ".join(words[position : position + _PHRASE]).encode()))
    for content in arguments:
        # Cutting at commas is not parsing, but equal content is cut equally.
        for member in content.split(b","):
            _deal(least, crc32(member, 1))
    # One byte of the least hash is enough to tell two bins apart in 255 of 256 cases; 0 is empty.
    return bytes(0 if value == 0xFFFFFFFF else 1 + (value >> 8) % 255 for value in least)


def estimate_likeness(one: Sketch, other: Sketch | bytearray) -> float:
    """The estimated share of phrases that both have, in [0, 1]."""
    first, second = int.from_bytes(one), int.from_bytes(other)
    agree = (first ^ second).to_bytes(_BINS).count(0)
    empty = (first | second).to_bytes(_BINS).count(0)
    return (agree - empty) / (_BINS - empty) if empty < _BINS else 1.0


def compute_bands(sketch: Sketch, group: int) -> tuple[int, ...]:
    """Hashes of which two like sketches of one group share at least one, nearly always."""
    bands = []
    for band in range(BANDS):
        part = sketch[band * _ROWS : (band + 1) * _ROWS]
        if any(part):
            bands.append(hash_bytes(group.to_bytes(8, "little") + bytes((band,)) + part))
    return tuple(bands)


def _deal(least: list[int], value: int) -> None:
    bin_of, rest = value % _BINS, value // _BINS
    if rest < least[bin_of]:  # noqa: PLR1730  (this runs hundreds of times a conversation)
        least[bin_of] = rest
