"""Past participles of English verbs: `cancel` → "cancelled"."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import yaml

_TABLE = Path(__file__).with_name("participles.yaml")
_IRREGULAR: dict[str, str] = yaml.safe_load(_TABLE.read_text("utf-8"))
_DOUBLED = re.compile(r"(?:^|[^aeiou])[aeiou][bdglmnprt]$")
"""One short vowel before one consonant, as in `plan`; only words of one syllable are doubled."""


@cache
def participle(verb: str) -> str:
    """The past participle of a lower-case verb, its particle after it: `turn on` → "turned on"."""
    first, _, particle = verb.partition(" ")
    return f"{_participle(first)} {particle}".strip()


def _participle(verb: str) -> str:
    if verb in _IRREGULAR:
        return _IRREGULAR[verb]
    if len(verb) > 4 and verb[:2] in ("re", "un") and verb[2:] in _IRREGULAR:
        return verb[:2] + _IRREGULAR[verb[2:]]
    if verb.endswith("e"):
        return verb + "d"
    if verb.endswith("y") and verb[-2:-1] not in "aeiou":
        return verb[:-1] + "ied"
    if _DOUBLED.search(verb) and len(re.findall(r"[aeiouy]+", verb)) == 1:
        return verb + verb[-1] + "ed"
    return verb + "ed"
