"""Tokens as the mock provider counts them: four characters each, about what tokenizers make of
English and JSON, and the same on every machine."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

_CHARACTERS = 4
_EACH_MESSAGE = 4


def count_tokens(text: str) -> int:
    """A quarter of the characters, rounded up."""
    return -(-len(text) // _CHARACTERS)


def count_prompt_tokens(texts: Iterable[str]) -> int:
    """Tokens of all messages, with four for the frame of each."""
    return sum(count_tokens(text) + _EACH_MESSAGE for text in texts)


def truncate(text: str, most_tokens: int | None) -> tuple[str, int, Literal["stop", "length"]]:
    """A text cut after `most_tokens` (None: whole), its tokens, and why it ends there."""
    tokens = count_tokens(text)
    if most_tokens is None or tokens <= most_tokens:
        return text, tokens, "stop"
    return text[: most_tokens * _CHARACTERS], most_tokens, "length"
