"""Values for fields of which the kind says little: from the words around them."""

from __future__ import annotations

import random
import re
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import yaml

from digit_tc.language.words import singular
from digit_tc.records import JSON
from digit_tc.values import pools
from digit_tc.values.fields import Field, type_of

_SIGNS = {"#": "0123456789", "@": "ABCDEFGHJKLMNPQRSTUVWXYZ", "~": "0123456789abcdef"}
_QUOTED = re.compile(r"(?<![\w])['\"`‘“]([^'\"`’”\n]{1,40})['\"`’”](?![\w])")
_PLAIN = re.compile(r"[A-Za-z0-9#+^][\w .,:/+&#@^=-]{0,38}")
_FORMS = re.compile(
    r"yyyy|mm[/-]dd|dd[/-]mm|hh:mm|^(?:none|null|true|false|string|all|any|id|n/a|empty|example|test|foo|bar|sample)$|[_=?]|min\w*Price"
    r"|^[a-z]+[A-Z]|,$|^\W|\bname\b|^\d+$",
    re.IGNORECASE,
)
_BETWEEN = re.compile(
    r"\b(?:between|from|range:?)\s+(-?\d+(?:\.\d+)?)\s+(?:and|to|-|–)\s+(-?\d+(?:\.\d+)?)"
    r"|\(\s*(-?\d+(?:\.\d+)?)\s*(?:-|–|to)\s*(-?\d+(?:\.\d+)?)\s*\)"
)
_MOST = re.compile(r"\b(?:max(?:imum)?(?: (?:is|of|value))?:?)\s+(\d+)", re.IGNORECASE)


class Guess(NamedTuple):
    """What fields with certain words in their names hold."""

    words: re.Pattern[str]
    texts: tuple[str, ...]
    numbers: tuple[float, float, float] | None
    """Least, greatest and step."""


def _load() -> tuple[Guess, ...]:
    table = Path(__file__).with_name("guesses.yaml").read_text("utf-8")
    return tuple(
        Guess(
            re.compile(rf"\b(?:{entry['words']})\b"),
            tuple(str(text) for text in entry.get("texts", ())),
            tuple(entry["numbers"]) if "numbers" in entry else None,
        )
        for entry in yaml.load(table, Loader=yaml.SafeLoader)
    )


_GUESSES = _load()
_ADJECTIVES = (
    "weekly nightly spring summer northern harbor morning weekend pilot main shared family travel "
    "garden rooftop evening autumn winter office studio"
).split()


def guessed(field: Field, rng: random.Random) -> JSON:
    """A value that fits the words of the field, or None where they say nothing."""
    told = told_texts(field)
    numeric = type_of(field.schema) in ("integer", "number")
    if told and not numeric:
        return rng.choice(told)
    if numeric:
        bounds = told_bounds(str(field.schema.get("description", "")))
        if bounds:
            return _number(rng, (*bounds, 1))
    guess = _guess(" ".join(field.meaning.words), field.noun.lower(), numeric)
    if guess is None:
        return None
    if numeric:
        return _number(rng, guess.numbers) if guess.numbers else None
    return _filled(rng.choice(guess.texts), rng)


def is_telling(field: Field) -> bool:
    """Whether a value that makes sense can be found for a field whose kind says little."""
    numeric = type_of(field.schema) in ("integer", "number")
    if field.choices or field.examples or (told_texts(field) and not numeric):
        return True
    if numeric and told_bounds(str(field.schema.get("description", ""))):
        return True
    return _guess(" ".join(field.meaning.words), field.noun.lower(), numeric) is not None


def label_for(field: Field, rng: random.Random) -> str:
    """A made-up name for a thing of the user's own: `nightly-pool` for the name of a pool."""
    words = [
        w
        for w in field.noun.lower().split()
        if w.isalpha() and singular(w) not in ("name", "title")
    ]
    if not words:
        return rng.choice(pools.THINGS)
    head = singular(words[-1])
    return f"{rng.choice(_ADJECTIVES)}-{head}"


def told_texts(field: Field) -> tuple[str, ...]:
    """Values that the description of a text field puts into quotation marks."""
    if type_of(field.schema) != "string":
        return ()
    return _told(str(field.schema.get("description", ""))[:600])


@lru_cache(maxsize=20_000)
def _told(description: str) -> tuple[str, ...]:
    found = [word.strip() for word in _QUOTED.findall(description)]
    good = [word for word in found if _PLAIN.fullmatch(word) and not _FORMS.search(word)]
    return tuple(dict.fromkeys(good))


@lru_cache(maxsize=20_000)
def told_bounds(description: str) -> tuple[float, float] | None:
    """Least and greatest number that a description tells: "between 1 and 5", "(0-59)"."""
    found = _BETWEEN.search(description[:400])
    if found:
        low, high = (float(one) for one in found.groups() if one is not None)
        return (low, high) if low < high else None
    most = _MOST.search(description[:400])
    return (1.0, float(most[1])) if most and float(most[1]) > 1 else None


@lru_cache(maxsize=50_000)
def _guess(words: str, noun: str, numeric: bool) -> Guess | None:
    for text in dict.fromkeys((words, noun)):
        for guess in _GUESSES:
            if (guess.numbers if numeric else guess.texts) and guess.words.search(text):
                return guess
    return None


def _number(rng: random.Random, numbers: tuple[float, float, float]) -> float:
    low, high, step = numbers
    value = low + step * rng.randint(0, max(0, int((high - low) / step)))
    return int(value) if float(value).is_integer() else round(value, 2)


def _filled(text: str, rng: random.Random) -> str:
    if not any(sign in text for sign in _SIGNS):
        return text
    return "".join(rng.choice(_SIGNS[sign]) if sign in _SIGNS else sign for sign in text)
