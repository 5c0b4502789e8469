"""Text that remembers where each value stands in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class LeafKey(NamedTuple):
    """One literal argument: the call's id and the path into its arguments."""

    call: int
    path: str


@dataclass(frozen=True, slots=True)
class PickKey:
    """One condition of the pick behind an argument: by what a thing is told from the others."""

    call: int
    """Id of the call that the argument belongs to."""
    path: str
    """The argument's path."""
    condition: int
    """Number of the condition in the pick, from 0."""


Key = LeafKey | PickKey
"""What words may say."""


class Span(NamedTuple):
    """Characters of a text that say a value, and how they say it."""

    start: int
    end: int
    transform: str


@dataclass(frozen=True, slots=True)
class Said:
    """A value as written: the words, the transform that reads them, and what they say."""

    text: str
    transform: str
    keys: tuple[Key, ...]


Piece = str | Said


def joined(pieces: list[Piece]) -> tuple[str, dict[Key, Span]]:
    """One text out of pieces, with the span of each key. White space is made single."""
    text = ""
    spans: dict[Key, Span] = {}
    for piece in pieces:
        words = piece if isinstance(piece, str) else piece.text
        if not words:
            continue
        if isinstance(piece, str):
            if text.endswith((" ", "“", '"')) or not text:
                words = words.lstrip(" ") if not text or text.endswith(" ") else words
            text += words
            continue
        start = len(text)
        text += words
        for key in piece.keys:
            spans[key] = Span(start, len(text), piece.transform)
    return text, spans


def capitalised(pieces: list[Piece]) -> list[Piece]:
    """The pieces with the first letter in upper case; a value is never changed."""
    for position, piece in enumerate(pieces):
        if isinstance(piece, Said):
            return pieces
        stripped = piece.lstrip()
        if stripped:
            changed = stripped[0].upper() + stripped[1:]
            return [*pieces[:position], changed, *pieces[position + 1 :]]
    return pieces


def listed(items: list[list[Piece]], last: str = " and ") -> list[Piece]:
    """`a, b and c` of several groups of pieces."""
    pieces: list[Piece] = []
    for position, item in enumerate(items):
        if position:
            pieces.append(last if position == len(items) - 1 else ", ")
        pieces.extend(item)
    return pieces


def word_count(pieces: list[Piece]) -> int:
    """Number of words that the pieces will have, roughly."""
    return sum(len((p if isinstance(p, str) else p.text).split()) for p in pieces)
