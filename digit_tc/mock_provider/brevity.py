"""The length that prompts ask of closing words."""

from __future__ import annotations

import re

_END = re.compile(r'(?<=[.!])\s+(?=[A-Z0-9"“])|(?<=[.!]["”])\s+(?=[A-Z0-9])')
_MOST = 3


def keep_three_sentences(text: str) -> str:
    """The first three sentences of a text; what it quotes may be several, and is not taken apart.

    The text as it is where it has no more.
    """
    sentences: list[str] = []
    for part in _END.split(text.strip()):
        if sentences and sentences[-1].count('"') % 2:
            sentences[-1] += f" {part}"
        else:
            sentences.append(part)
    return " ".join(sentences[:_MOST])
