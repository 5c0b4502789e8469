"""The length that prompts ask of closing words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from digit_tc.writers.grammar.outcome import Outcome
from digit_tc.writers.grammar.summary import summarise
from digit_tc.writers.grammar.voice import Voice

_END = re.compile(r'(?<=[.!])\s+(?=[A-Z0-9"“])|(?<=[.!]["”])\s+(?=[A-Z0-9])')
_MOST = 3


def close_briefly(outcomes: Sequence[Outcome], voice: Voice) -> str:
    """Closing words about calls: three sentences, or one for each call where that gives more."""
    words = summarise(list(outcomes), voice)
    if len(split_sentences(words)) > _MOST:
        each = [split_sentences(summarise([one], voice))[:1] for one in _final(outcomes)]
        words = " ".join(sentence for told in each for sentence in told)
    return words or "That is done."


def _final(outcomes: Sequence[Outcome]) -> list[Outcome]:
    """Without the calls that failed and were made again."""
    return [
        one
        for place, one in enumerate(outcomes)
        if not any(
            later.profile.tool.name == one.profile.tool.name and later.arguments == one.arguments
            for later in outcomes[place + 1 :]
        )
    ]


def split_sentences(text: str) -> list[str]:
    """The sentences of a text; what it quotes may be several, and is not taken apart."""
    sentences: list[str] = []
    for part in _END.split(text.strip()):
        if sentences and sentences[-1].count('"') % 2:
            sentences[-1] += f" {part}"
        elif part:
            sentences.append(part)
    return sentences
