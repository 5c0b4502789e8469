"""How one value is written in a request, and which transform reads it back."""

from __future__ import annotations

import random
import re

from digit_tc.language.transforms import label_of, write
from digit_tc.records import JSON
from digit_tc.values.fields import Field

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:00(Z?)")
_CLOCK_UTC = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d:00Z")
_CLOCK = re.compile(r"\d{2}:\d{2}")
_CODES = re.compile(r"[A-Za-z]*\d\w*|[A-Z0-9]{1,4}|\w{1,2}")


def said(field: Field, value: JSON, rng: random.Random, day_first: bool) -> tuple[str, str] | None:
    """The words for a value and the transform that reads them; None for what is not said (true)."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        if 2 <= value <= 10 and field.kind in ("quantity", "duration") and rng.random() < 0.4:
            return write("number_word", value), "number_word"
        return write("integer", value), "integer"
    if isinstance(value, float):
        text = write("number", value)
        return text, "number"
    if not isinstance(value, str):
        return None
    return _said_text(field, value, day_first)


def _said_text(field: Field, value: str, day_first: bool) -> tuple[str, str]:
    if _DATE.fullmatch(value):
        transform = "date_day_first" if day_first else "date_long"
        try:
            return write(transform, value), transform
        except ValueError:
            return value, "verbatim"
    moment = _MOMENT.fullmatch(value)
    if moment:
        transform = "datetime_long_utc" if moment[1] else "datetime_long"
        try:
            return write(transform, value), transform
        except ValueError:
            return value, "verbatim"
    if _CLOCK.fullmatch(value) and field.kind == "time" and int(value[:2]) < 24:
        return write("time_12h", value), "time_12h"
    if _CLOCK_UTC.fullmatch(value):
        return write("time_12h_utc", value), "time_12h_utc"
    if field.choices and not _CODES.fullmatch(value):
        label = label_of(value)
        folded = {_fold(choice) for choice in field.choices if isinstance(choice, str)}
        if label != value and len(folded) == len(field.choices) and _fold(label) in folded:
            return label, "enum_label"
    return value, "verbatim"


def _fold(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()


_WHETHER = re.compile(
    r"\b(?:whether|if|flag|option|set to true|true|specif(?:y|ies) whether|indicates? whether|"
    r"determines? (?:whether|if))\s*(?:or not\s+)?(?:to|,?\s*to)\s+([a-z][\w' -]{2,50})",
    re.I,
)
_NEGATIVE = re.compile(r"\b(?:no|not|without|don't|skip|never|off|exclude|disable)\b", re.I)


def said_boolean(field: Field, value: bool) -> tuple[str, str]:
    """The words for a truth value, and its transform: "include metadata", "don't notify them".

    Words that start with `with:` belong into a list after "with"; others are an imperative.
    """
    found = _WHETHER.search(str(field.schema.get("description", "")))
    if found and not _NEGATIVE.search(found[1]):
        clause = re.split(r"[.,;(]| or | when | if | for the ", found[1])[0].strip()
        words = clause.split()
        while words and words[-1].lower() in ("the", "a", "an", "of", "in", "to", "and", "for"):
            words.pop()
        if 1 < len(words) <= 6:
            clause = " ".join(words)
            return (
                (f"{clause}", "boolean_affirmed")
                if value
                else (f"don't {clause}", "boolean_negated")
            )
    words = [word for word in field.meaning.words if word not in ("is", "has", "flag", "should")]
    noun = " ".join(words) or field.noun
    if words and words[0] in ("include", "show", "use", "allow", "enable", "send", "add", "with",
                              "return", "get", "filter", "notify", "exclude", "force",
                              "skip"):  # fmt: skip
        verb, rest = words[0], " ".join(words[1:]) or "everything"
        if verb == "with":
            return (
                (f"include {rest}", "boolean_affirmed")
                if value
                else (f"leave out {rest}", "boolean_negated")
            )
        if value and verb in ("skip",):
            return f"turn on {noun}", "boolean_affirmed"
        return (
            (f"{verb} {rest}", "boolean_affirmed")
            if value
            else (f"don't {verb} {rest}", "boolean_negated")
        )
    if _NEGATIVE.search(noun):
        noun = f"{noun.replace('no ', '').replace('not ', '').replace('off', 'out')} option"
    return (
        (f"with:{noun} turned on", "boolean_affirmed")
        if value
        else (f"with:{noun} turned off", "boolean_negated")
    )
