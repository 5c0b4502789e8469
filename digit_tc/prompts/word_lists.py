r"""Mappings from words to words as one text: `date: YYYY-MM-DD; guests?: integer; name`.

JSON would need four quotation marks for each entry, and twice that on the wire. A backslash keeps
`;`, `:` and itself from being read as a separator; an empty key is `\-`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

_IN_KEY = re.compile(r"[\\;:]")
_IN_VALUE = re.compile(r"[\\;]")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_ENTRY = re.compile(r"((?:\\.|[^\\;:])*)(?:: ((?:\\.|[^\\;])*))?(?:; |\Z)", re.DOTALL)
_NO_KEY = "\\-"


def joined(words: Mapping[str, str]) -> str:
    """The mapping as one text; an entry with an empty value is its key alone."""
    return "; ".join(_entry(key, value) for key, value in words.items())


def parted(text: str) -> dict[str, str]:
    """The inverse of `joined`. Raises ValueError for a text that does not come from it."""
    words: dict[str, str] = {}
    if text and "\\" not in text:
        for entry in text.split("; "):
            key, _, value = entry.partition(": ")
            words[key] = value
        return words
    place = 0
    while place < len(text):
        match = _ENTRY.match(text, place)
        if match is None or match.end() == place:
            raise ValueError("this is no list of words")
        key = "" if match[1] == _NO_KEY else _ESCAPED.sub(r"\1", match[1])
        words[key] = _ESCAPED.sub(r"\1", match[2] or "")
        place = match.end()
    return words


def _entry(key: str, value: str) -> str:
    head = _IN_KEY.sub(_backslashed, key) if key else _NO_KEY
    return f"{head}: {_IN_VALUE.sub(_backslashed, value)}" if value else head


def _backslashed(match: re.Match[str]) -> str:
    return f"\\{match[0]}"
