"""Tokens as the rehearsal counts them: four characters are one, which is near enough for English
and JSON with most tokenizers, and the same for everybody."""

from __future__ import annotations

from collections.abc import Iterable

_CHARACTERS = 4
_EACH_MESSAGE = 4


def tokens_in(text: str) -> int:
    """A quarter of the characters, rounded up."""
    return -(-len(text) // _CHARACTERS)


def tokens_of_prompt(texts: Iterable[str]) -> int:
    """Tokens of all messages, with four for the frame of each."""
    return sum(tokens_in(text) + _EACH_MESSAGE for text in texts)


def cut(text: str, tokens: int) -> str:
    """The first `tokens` tokens of a text."""
    return text[: tokens * _CHARACTERS]
