"""Descriptions and types in few words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from digit_tc.language.validators import compiled
from digit_tc.language.words import singular, split_identifier

_SENTENCE_END = re.compile(r"[.!?](?=\s|$)")
_WORD = re.compile(r"[A-Za-z]+|\d[\d.,:/-]*")
_SAYS_LITTLE = frozenset(
    """
    a an the of to for in on at by from with and or as is are be it its this that which whose where
    if you your we i will should must can may used use using want specific specified given provided
    want desired required optional parameter parameters argument value values name names string
    number integer boolean id identifier list array object get set search find return returned
    retrieve fetch filter default defaults none null data request requested result information
    detail api endpoint include including based indicate type kind format e.g code text such
    associated related relevant particular given certain unique currently one
    """.split()
)
_MEANING = 44
_MOST_CHOICES = 8
_DEFAULT_CHARACTERS = 16
_PATTERN_CHARACTERS = 60
_FORMS = (
    ("14:30", "HH:MM"),
    ("14:30:00", "HH:MM:SS"),
    ("2026-03-14", "YYYY-MM-DD"),
    ("2026-03", "YYYY-MM"),
)


def cut(text: str, most: int) -> str:
    """The text in one line of at most `most` characters, cut after a sentence or else a word."""
    plain = " ".join(text.split())
    if len(plain) <= most:
        return plain
    ends = [match.end() for match in _SENTENCE_END.finditer(plain, 0, most)]
    if ends and ends[-1] >= most // 4:
        return plain[: ends[-1]]
    return plain[: most - 1].rsplit(" ", 1)[0].rstrip(" ,;:-") + "…"


@lru_cache(maxsize=50_000)
def told_more(description: str, known: str) -> str:
    """The description's first sentence where it says what `known` does not; else nothing."""
    text = " ".join(description[:400].split())
    end = _SENTENCE_END.search(text, 12)
    first = (text[: end.start()] if end else text).rstrip(".")
    said = _words_of(first)
    new = said - _words_of(" ".join(" ".join(split_identifier(word)) for word in known.split()))
    return first if len(new) * 3 > len(said) else ""


def value_in_words(known: str, schema: Mapping[str, Any]) -> str:
    """Type, choices, limits and meaning of one value: `integer 1..9: nights to stay`.

    Empty for a text of which `known` (its name, and the words round it) tells enough.
    """
    words = _type_in_words(schema)
    meaning = cut(told_more(str(schema.get("description", "")), f"{known} {words}"), _MEANING)
    if words == "string":
        return meaning
    return f"{words}: {meaning}" if meaning else words


def _type_in_words(schema: Mapping[str, Any]) -> str:
    choices = schema.get("enum")
    if choices:
        shown = [str(choice) for choice in choices[:_MOST_CHOICES]]
        words = "|".join(shown) + ("|…" if len(choices) > _MOST_CHOICES else "")
    else:
        words = str(schema.get("format") or _by_pattern(schema) or _type_of(schema))
        words += _limits(schema)
    default = schema.get("default")
    if default not in (None, "", [], {}) and len(str(default)) <= _DEFAULT_CHARACTERS:
        words += f", default {default}"
    return words


def _by_pattern(schema: Mapping[str, Any]) -> str:
    """The form of a value whose pattern admits `14:30` or `2026-03`; other patterns hold ids."""
    pattern = str(schema.get("pattern", ""))
    if not pattern.startswith("^") or len(pattern) > _PATTERN_CHARACTERS:
        return ""
    validator = compiled({"type": "string", "pattern": pattern})
    if isinstance(validator, str):
        return ""
    return next((form for sample, form in _FORMS if validator.is_valid(sample)), "")


def _type_of(schema: Mapping[str, Any]) -> str:
    kind = schema.get("type", "any")
    if isinstance(kind, list):
        kind = next((one for one in kind if one != "null"), "any")
    return str(kind)


def _limits(schema: Mapping[str, Any]) -> str:
    least = schema.get("minimum", schema.get("exclusiveMinimum"))
    most = schema.get("maximum", schema.get("exclusiveMaximum"))
    if least is None and most is None:
        return ""
    return f" {'' if least is None else least}..{'' if most is None else most}"


def _words_of(text: str) -> set[str]:
    return {singular(word.lower()) for word in _WORD.findall(text)} - _SAYS_LITTLE
