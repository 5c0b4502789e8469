"""Single facts of a result as the assistant tells them: `the distance is 0.9 km`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from digit_tc.language.entities import id_noun, plain_name
from digit_tc.language.kinds import meaning_of
from digit_tc.language.nouns import noun_of
from digit_tc.language.transforms import label_of, write
from digit_tc.language.words import singular, split_identifier
from digit_tc.records import JSON

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})(?::00)?Z?")
_NAMES = ("name", "title", "full_name", "headline", "label", "subject", "text", "question", "word",
          "description", "summary", "symbol", "id")  # fmt: skip
_DULL = frozenset(
    """
    success ok status message code page limit offset total count currency unit units language type
    url link format error errors created updated created_at updated_at modified
    """.split()
)
_SEVERAL = re.compile(r"[.!?…]\s")
"""A value of several sentences would make too many of the summary."""
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-.{22}")
_VERBATIM = re.compile(r"(?:^|_)(?:user_?name|handle|author|id|login|slug|key|file_?name|path)$")
_UNITS = {
    "km": "km", "kb": "KB", "mb": "MB", "gb": "GB", "cm": "cm", "kg": "kg", "mm": "mm",
    "mi": "miles",
    "miles": "miles", "minutes": "minutes", "min": "minutes", "seconds": "seconds",
    "sec": "seconds",
    "hours": "hours", "days": "days", "years": "years", "months": "months", "weeks": "weeks",
    "percent": "percent", "pct": "percent", "c": "°C", "f": "°F", "kmh": "km/h", "mph": "mph",
    "ms": "ms", "meters": "meters", "kcal": "kcal", "grams": "grams",
}  # fmt: skip
_SAYINGS = frozenset(("result", "message", "outcome", "response"))
_CLAUSE = re.compile(r"the [a-z ]+ (?:is|was|were|are|has been|have been) [a-z ]+[.!]?$")
"""A field that says what happened in a clause of its own: "the reminder was sent"."""
_DONE_AT = frozenset(
    "created updated modified published deleted sent released ordered paid".split()
)


def written(value: JSON, key: str = "") -> str | None:
    """A result's value as the assistant writes it; None for what does not go into a sentence.

    `key` is the name of its field: names that people choose keep their spelling.
    """
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        return write("number", value)
    if isinstance(value, list):
        items = [written(item) for item in value]
        if not items or any(item is None for item in items):
            return None
        told = [item for item in items if item]
        return " and ".join([", ".join(told[:-1]), told[-1]]) if len(told) > 1 else told[0]
    if not isinstance(value, str) or not value or len(value) > 160 or "?" in value:
        return None
    moment = _MOMENT.fullmatch(value)
    try:
        if _DATE.fullmatch(value):
            return write("date_long", value)
        if moment:
            return f"{write('date_long', moment[1])} at {moment[2]}"
    except ValueError:  # an example such as 2026-02-30
        return value
    if _VERBATIM.search(plain_name(key)):
        return value
    if re.fullmatch(r"[a-z]+(?:_[a-z]+)+|[A-Z]+(?:_[A-Z]+)+", value):
        return label_of(value)
    return value


def is_uuid(text: str) -> bool:
    """Whether a label is one of those ids that nobody wants to hear more than once."""
    return bool(_UUID.fullmatch(text))


def label(item: JSON) -> str | None:
    """What an item of a list is called; None where it has no name."""
    if not isinstance(item, dict):
        return written(item)
    for wanted in _NAMES:
        for key, value in item.items():
            if (
                plain_name(key) == wanted or plain_name(key).endswith(f"_{wanted}")
            ) and not isinstance(value, dict | list):
                told = written(value, key)
                if told and not _SEVERAL.search(told):
                    return told.rstrip(".!")
    for value in item.values():
        if isinstance(value, str) and written(value):
            return str(written(value)).rstrip(".!")
    return None


def facts_of(item: Mapping[str, JSON], *, skip: str | None = None) -> list[str]:
    """The plain fields of an object as clauses, without ids and what is dull."""
    facts = []
    for key, value in item.items():
        if isinstance(value, dict | list) or plain_name(key) in _DULL:
            continue
        told = written(value, key)
        if (
            not told
            or _SEVERAL.search(told)
            or told.rstrip(".!") == skip
            or id_noun(key) is not None
        ):
            continue
        facts.append(_fact(key, value, told, item))
    return facts


def _fact(key: str, value: JSON, told: str, item: Mapping[str, JSON]) -> str:
    words = split_identifier(key)
    numeric = isinstance(value, int | float) and not isinstance(value, bool)
    noun = noun_of(key)
    if numeric and words[-1] in _UNITS and len(words) > 1:
        noun = noun_of("_".join(words[:-1]))
        unit = _UNITS[words[-1]]
        return f"the {noun} is {told}{'' if unit.startswith('°') else ' '}{unit}"
    if numeric and key.isupper() and key.isalpha() and len(key) > 3:
        return f"{told} {key.lower()}"
    if words[-1] in _DONE_AT and isinstance(value, str) and _DATE.match(value):
        return f"it was {words[-1]} on {told}"
    if noun in _SAYINGS and _CLAUSE.match(told):
        return told.rstrip(".!")
    if noun == "result":
        return f"the answer is {told}"
    if _kind(key, _json_type(value)) == "price" and isinstance(item.get("currency"), str):
        told = f"{told} {item['currency']}"
    many = noun.split()[-1] != singular(noun.split()[-1])
    if numeric and many and len(noun.split()) <= 2 and noun.islower():
        one = value == 1
        counted = f"{told} {singular(noun) if one else noun}"
        return f"there {'is' if one else 'are'} {counted}"
    if len(told.split()) > 6 or told.endswith((".", "!")):
        return f'the {noun} says "{told.rstrip(".!")}"'
    return f"the {noun} {'are' if many else 'is'} {told}"


@lru_cache(maxsize=20_000)
def _kind(key: str, json_type: str) -> str:
    return meaning_of(key, {"type": json_type}).kind


def _json_type(value: JSON) -> str:
    return "number" if isinstance(value, int | float) else "string"
