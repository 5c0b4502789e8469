"""Results for nouns that the lexicon does not know: modest, and true of anything."""

from __future__ import annotations

from typing import Any

from digit_tc.language.nouns import spelled
from digit_tc.semantics.sentence import Sentence

_KINDS = ("Main", "Northern", "Classic", "Riverside", "Spring", "Second", "Central", "Open")
_SENTENCES = (
    "the {noun} has changed little since last month",
    "there is one recent change in the {noun}",
    "the {noun} is complete and fully up to date",
    "the {noun} was last revised a week ago",
    "nothing unusual was found in the {noun}",
)


def named(noun: str) -> dict[str, Any]:
    """The items of a list of unknown things: a name each."""
    words = spelled(tuple(noun.split("_"))) if noun else "entry"
    return {
        "type": "object",
        "properties": {
            "name": {"type": "string", "examples": [f"{kind} {words}" for kind in _KINDS]}
        },
        "required": ["name"],
    }


def sentences_about(noun: str) -> list[str]:
    """Short sentences that may be true of anything."""
    return [sentence.format(noun=noun) for sentence in _SENTENCES]


def described(sentence: Sentence) -> dict[str, Any]:
    """One unknown thing: a sentence about it and the day of its last change."""
    words = spelled(tuple(word for word in sentence.words[-3:] if word.isalnum())) or "record"
    return {
        "type": "object",
        "properties": {
            "summary": {
                "type": "string",
                "examples": sentences_about(words),
            },
            "last_update": {"type": "string", "format": "date"},
        },
        "required": ["summary", "last_update"],
    }
