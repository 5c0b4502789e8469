"""Strings that fit a regular expression."""

from __future__ import annotations

import random
import re
import string
import sys
from collections.abc import Callable, Iterable
from functools import lru_cache
from re import _parser  # type: ignore[attr-defined]  # the standard library's own regex parser
from typing import Any

from digit_tc.language.validators import finds

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
_MOST_CHARACTERS = 10_000
"""Of the shortest text that fits: nobody wants to read more."""
_ECMA = re.compile(
    r"\\(?:(?P<not>[pP])\{(?P<property>[\w=]+)\}|u\{(?P<code>[0-9a-fA-F]{1,8})\}|.)"
    r"|(?P<group>\(\?<(?![=!]))|(?P<class>[\[\]])",
    re.DOTALL,
)
_PROPERTIES = {
    "Lu": "A-Z", "Uppercase": "A-Z", "Uppercase_Letter": "A-Z", "Ll": "a-z", "Lowercase": "a-z",
    "Lowercase_Letter": "a-z", "N": "0-9", "Nd": "0-9", "Number": "0-9", "Decimal_Number": "0-9",
    "Z": " ", "Zs": " ", "White_Space": " ", "P": ".,", "Punctuation": ".,", "Pd": "-", "S": "+$",
}  # fmt: skip

Draw = Callable[[random.Random], str]
"""Draws one text that fits a part of a pattern."""


def matching(pattern: str, rng: random.Random) -> str | None:
    """A string that the pattern finds, or None where it uses features that are not supported."""
    compiled = _compiled(pattern)
    if compiled is None:
        return None
    text = compiled(rng)
    return text if finds(pattern, text) else None


@lru_cache(maxsize=5_000)
def _compiled(pattern: str) -> Draw | None:
    try:
        parsed = _parser.parse(_as_python(pattern))
    except (re.error, RecursionError, OverflowError):
        return None
    return _sequence(parsed) if parsed.getwidth()[0] <= _MOST_CHARACTERS else None


def _as_python(pattern: str) -> str:
    """The pattern with what ECMA-262 writes otherwise, near enough to draw from: `\\p{L}`."""
    inside = False

    def rewritten(found: re.Match[str]) -> str:
        nonlocal inside
        if found["class"]:
            nested = inside and found["class"] == "["
            inside = found["class"] == "["
            return r"\[" if nested else found[0]
        if found["property"] is not None:
            letters = _PROPERTIES.get(found["property"].partition("=")[2] or found["property"])
            members = "0-9 " if found["not"] == "P" else letters or "a-zA-Z"
            return members if inside else f"[{members}]"
        if found["code"] is not None:
            code = int(found["code"], 16)
            return re.escape(chr(code)) if code <= sys.maxunicode else found[0]
        return "(?P<" if found["group"] else found[0]

    return _ECMA.sub(rewritten, pattern)


def _sequence(parsed: Iterable[Any]) -> Draw:
    parts = [part for operation, argument in parsed if (part := _part(str(operation), argument))]
    if len(parts) == 1:
        return parts[0]
    return lambda rng: "".join([part(rng) for part in parts])


def _part(operation: str, argument: Any) -> Draw | None:
    if operation == "LITERAL":
        return _fixed(chr(argument))
    if operation == "NOT_LITERAL":
        return _fixed("a" if argument != ord("a") else "b")
    if operation == "ANY":
        return _one_of(_ANY)
    if operation == "IN":
        return _one_of(_members(argument))
    if operation == "BRANCH":
        branches = [_sequence(branch) for branch in argument[1]]
        return lambda rng: rng.choice(branches)(rng)
    if operation == "SUBPATTERN":
        return _sequence(argument[3])
    if operation in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
        low, high, inner = argument
        most = min(int(high), max(int(low), _MOST_REPEATS))
        least = int(low) if int(low) or int(high) == 1 else 1
        return _repeated(_sequence(inner), min(least, most), most)
    return None


def _fixed(text: str) -> Draw:
    return lambda _rng: text


def _one_of(letters: str) -> Draw:
    return lambda rng: rng.choice(letters)


def _repeated(draw: Draw, least: int, most: int) -> Draw:
    return lambda rng: "".join([draw(rng) for _ in range(rng.randint(least, most))])


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
