"""Values as they are read from a text by the transform that provenance names."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from .numbers import NUMBER_WORDS
from .words import MONTHS, fold, squeeze

NEGATION = re.compile(
    r"\b(no|not|without|don't|doesn't|skip|leave out|never|off|isn't|won't|false)\b", re.I
)


def apply_transform(name: str, text: str, choices: list[Any]) -> Any:
    """The value that a transform reads from the text. Raises ValueError or KeyError."""
    if name == "verbatim":
        return text
    if name in {"integer", "number"}:
        plain = text.replace(",", "").strip()
        return int(plain) if name == "integer" or re.fullmatch(r"-?\d+", plain) else float(plain)
    if name == "number_word":
        return NUMBER_WORDS[squeeze(text)]
    if name in {"date_long", "date_day_first"}:
        return read_date(text, day_first=name == "date_day_first")
    if name == "time_12h":
        return read_time(text)
    if name == "time_12h_utc" and text.endswith(" UTC"):
        return f"{read_time(text.removesuffix(' UTC'))}:00Z"
    if name in {"datetime_long", "datetime_long_utc"}:
        date, at_word, time = text.removesuffix(" UTC").partition(" at ")
        if not at_word or text.endswith(" UTC") != (name == "datetime_long_utc"):
            raise ValueError("is no such moment")
        ending = "Z" if name == "datetime_long_utc" else ""
        return f"{read_date(date, day_first=False)}T{read_time(time)}:00{ending}"
    if name == "enum_label":
        for choice in choices:
            if isinstance(choice, str) and fold(choice).replace(" ", "") == fold(text).replace(
                " ", ""
            ):
                return choice
        raise ValueError("is none of the allowed values")
    if name == "boolean_affirmed" and text.strip() and not NEGATION.search(text):
        return True
    if name == "boolean_negated" and NEGATION.search(text):
        return False
    raise ValueError("cannot be read")


def read_date(text: str, *, day_first: bool) -> str:
    """The day of `March 12, 2026` or `12 March 2026` as ISO has it. Raises ValueError."""
    shape = r"(?P<d>\d{1,2}) (?P<m>[A-Za-z]+) (?P<y>\d{4})" if day_first else (
        r"(?P<m>[A-Za-z]+) (?P<d>\d{1,2}), (?P<y>\d{4})"
    )  # fmt: skip
    found = re.fullmatch(shape, text.strip())
    if not found:
        raise ValueError("is no such date")
    return dt.date(
        int(found["y"]), MONTHS.index(found["m"].lower()) + 1, int(found["d"])
    ).isoformat()


def read_time(text: str) -> str:
    """The time of `2:30 PM` as `14:30`. Raises ValueError."""
    found = re.fullmatch(r"(\d{1,2}):(\d\d) ?([ap])\.?m\.?", text.strip().lower())
    if not found or not 1 <= int(found[1]) <= 12:
        raise ValueError("is no such time")
    return f"{int(found[1]) % 12 + 12 * (found[3] == 'p'):02d}:{found[2]}"
