"""Strings that fit a regular expression."""

from __future__ import annotations

import random
import re
import string
from collections.abc import Iterable
from functools import lru_cache
from re import _parser  # type: ignore[attr-defined]  # the standard library's own regex parser
from typing import Any

_ANY = string.ascii_lowercase + string.digits
_CATEGORIES = {
    "CATEGORY_DIGIT": string.digits,
    "CATEGORY_WORD": _ANY,
    "CATEGORY_SPACE": " ",
    "CATEGORY_NOT_DIGIT": string.ascii_lowercase,
    "CATEGORY_NOT_SPACE": _ANY,
    "CATEGORY_NOT_WORD": "-",
}
_MOST_REPEATS = 8


def matching(pattern: str, rng: random.Random) -> str | None:
    """A string that the pattern finds, or None where it uses features that are not supported."""
    parsed = _parsed(pattern)
    if parsed is None:
        return None
    text = "".join(_pieces(parsed, rng))
    return text if re.search(pattern, text) else None


@lru_cache(maxsize=5_000)
def _parsed(pattern: str) -> Any:
    try:
        return _parser.parse(pattern)
    except (re.error, RecursionError, OverflowError):
        return None


def _pieces(parsed: Iterable[Any], rng: random.Random) -> Iterable[str]:
    for operation, argument in parsed:
        name = str(operation)
        if name == "LITERAL":
            yield chr(argument)
        elif name == "NOT_LITERAL":
            yield "a" if argument != ord("a") else "b"
        elif name == "ANY":
            yield rng.choice(_ANY)
        elif name == "IN":
            yield rng.choice(_members(argument))
        elif name == "BRANCH":
            yield from _pieces(rng.choice(argument[1]), rng)
        elif name == "SUBPATTERN":
            yield from _pieces(argument[3], rng)
        elif name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            low, high, inner = argument
            most = min(int(high), max(int(low), _MOST_REPEATS))
            least = int(low) if int(low) or int(high) == 1 else 1
            for _ in range(rng.randint(min(least, most), most)):
                yield from _pieces(inner, rng)


def _members(items: Iterable[Any]) -> str:
    members, negated = "", False
    for operation, argument in items:
        name = str(operation)
        if name == "NEGATE":
            negated = True
        elif name == "LITERAL":
            members += chr(argument)
        elif name == "RANGE":
            low, high = argument
            members += "".join(chr(code) for code in range(low, min(high, low + 128) + 1))
        elif name == "CATEGORY":
            members += _CATEGORIES.get(str(argument), _ANY)
    if negated:
        rest = "".join(letter for letter in _ANY if letter not in members)
        return rest or "~"
    # Letters and digits read better than the punctuation that a class may also allow.
    plain = "".join(letter for letter in members if letter.isalnum())
    return plain or members or "a"
