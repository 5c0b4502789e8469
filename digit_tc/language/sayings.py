"""Where a text may say a value: every form in which people put dates, numbers, labels and names."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from digit_tc.language.reading import Reading
from digit_tc.language.spoken import CASES, CURRENCIES, HOUR_FORMS, MOMENT_FORMS, PLAIN_MARKS
from digit_tc.language.truths import places_of_truth
from digit_tc.language.words import plural, singular, split_identifier
from digit_tc.records.base import JSON

_LONGEST_VALUE = 4_000
_MOST_TRIES = 256
_BARE = re.compile(r"[A-Za-z]+(?:['’-][A-Za-z]+)*")
_FIGURES = re.compile(r"-?\d+(?:\.\d+)?")
_CLOCK = re.compile(r"\d{1,2}:\d{2}(?::\d{2}Z?)?(?: [AP]M)?")
_ISO_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_ISO_START = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d")
_WORDLIKE = re.compile(r"\w")


class Span(NamedTuple):
    """Characters of a text that say a value, and the transform that reads them."""

    start: int
    end: int
    transform: str


def candidates(
    value: JSON, reading: Reading, choices: tuple[JSON, ...], words: Sequence[str], today: dt.date
) -> Iterator[Span]:
    """Places that may say a value; each has still to be read back."""
    if isinstance(value, bool):
        for start, end, name in places_of_truth(value, reading.plain, words):
            yield Span(start, end, name)
    elif isinstance(value, int | float):
        yield from _numbers(value, reading, words)
    elif isinstance(value, str) and 0 < len(value) <= _LONGEST_VALUE and _WORDLIKE.search(value):
        yield from _literally(value, reading)
        if choices:
            yield from _labels(value, reading)
        yield from _moments(value, reading, today)
        if _FIGURES.fullmatch(value):
            for figure in reading.by_number.get(float(value), ()):
                yield Span(figure.start, figure.end, "number_text")
        if value[-1] == "%":
            yield from (Span(one.start, one.end, "percent_text") for one in reading.percents)
        if value in CURRENCIES.values():
            for word, code in CURRENCIES.items():
                if code == value:
                    yield from (Span(*place, "currency") for place in _whole(word, reading.lower))


def _numbers(value: float | int, reading: Reading, words: Sequence[str]) -> Iterator[Span]:
    try:
        number = float(value)
    except OverflowError:
        return
    plain = "integer" if isinstance(value, int) else "number"
    for figure in reading.by_number.get(number, ()):
        if figure.kind == "figure":
            yield Span(figure.start, figure.end, plain)
            yield Span(figure.start, figure.end, "number")
        elif figure.kind == "date":
            # A year is part of a date; it is a number of its own only for who asks for years.
            if not _about_dates(words):
                continue
            yield Span(figure.start, figure.end, plain)
        else:
            yield Span(figure.start, figure.end, figure.kind)
    if _about_dates(words) and number in range(1, 13):
        for start, end, month in reading.months:
            if month == number:
                yield Span(start, end, "month_number")


def _about_dates(words: Sequence[str]) -> bool:
    return any(word.lower() in {"year", "month", "day"} for word in words)


def _literally(value: str, reading: Reading) -> Iterator[Span]:
    plain = value.translate(PLAIN_MARKS).lower()
    shown = {plain: reading.lower}
    if plain.endswith("."):
        shown[plain[:-1]] = reading.lower
    strict = not _BARE.fullmatch(value) and " " not in value
    for wanted, text in shown.items():
        if len(wanted) > 1 or wanted.isalnum():
            for start, end in _whole(wanted, text, strict=strict):
                said = reading.text[start:end]
                yield from (Span(start, end, name) for name in _changes(said, value))
    if re.search(r"[\s_-]", value) or len(value) > 4:
        for start, end in reading.squeezed(value):
            if any(_joins(reading.lower, place, strict=strict) for place in (start, end)):
                continue
            said = reading.text[start:end]
            yield from (Span(start, end, name) for name in _changes(said, value))


def _changes(said: str, value: str) -> Iterator[str]:
    if said == value:
        yield "verbatim"
        return
    for name, change in CASES.items():
        if change(said) == value:
            yield name
            return


def _labels(value: str, reading: Reading) -> Iterator[Span]:
    for start, end in reading.squeezed(value):
        yield Span(start, end, "enum_label")
    pattern = _inflections(value)
    if pattern is not None:
        for match in pattern.finditer(reading.lower):
            yield Span(match.start(), match.end(), "enum_inflected")


@lru_cache(maxsize=4_000)
def _inflections(value: str) -> re.Pattern[str] | None:
    parts = split_identifier(value)
    if not parts or len(parts) > 8 or not all(part.isalpha() for part in parts):
        return None
    forms = [sorted({part, singular(part), plural(part)}, key=len, reverse=True) for part in parts]
    joined = r"[\s_-]".join(f"(?:{'|'.join(map(re.escape, form))})" for form in forms)
    return re.compile(rf"(?<!\w){joined}(?!\w)")


def _moments(value: str, reading: Reading, today: dt.date) -> Iterator[Span]:
    if _ISO_DATE.fullmatch(value):
        for day in (*reading.days, *reading.near_days(today)):
            for name in ("date_said", "date_this_year", "date_relative"):
                yield Span(day.start, day.end, name)
    elif _ISO_START.match(value):
        near = reading.near_days(today)
        for day, hour in (*reading.moments, *reading.near_moments(today)):
            if hour.time[:5] != value[11:16]:
                continue
            start, end = min(day.start, hour.start), max(day.end, hour.end)
            yield from (Span(start, end, f"moment_said{form}") for form in MOMENT_FORMS)
        edge = {"00:00": "start", "23:59": "end"}.get(value[11:16])
        if edge is not None:
            # A day that is said with another time of day does not say its beginning or end.
            timed = {day.start for day, _hour in reading.moments}
            timed |= {day.start for day, _hour in reading.near_moments(today)}
            for day in (*reading.days, *near):
                if day.start not in timed and day.day == int(value[8:10]):
                    for form in MOMENT_FORMS:
                        yield Span(day.start, day.end, f"day_{edge}{form}")
    elif _CLOCK.fullmatch(value):
        for hour in reading.hours:
            yield from (Span(hour.start, hour.end, f"time_said{form}") for form in HOUR_FORMS)


def _whole(wanted: str, text: str, *, strict: bool = False) -> Iterator[tuple[int, int]]:
    """Where a text holds words, whole. `strict` for ids and addresses: `FL-10` is not `FL-10-A`."""
    place = text.find(wanted)
    number = 0
    while place >= 0 and number < _MOST_TRIES:
        end = place + len(wanted)
        if not (_joins(text, place, strict=strict) or _joins(text, end, strict=strict)):
            yield place, end
        number += 1
        place = text.find(wanted, place + 1)


def _joins(text: str, place: int, *, strict: bool) -> bool:
    """Whether a place stands inside something longer."""
    if not 0 < place < len(text):
        return False
    before, after = text[place - 1], text[place]
    if _wordy(before) and _wordy(after):
        return True
    if before.isdigit() and after in ".,:/" and text[place + 1 : place + 2].isdigit():
        return True
    if after.isdigit() and before in ".,:/" and text[place - 2 : place - 1].isdigit():
        return True
    if not strict:
        return False
    marks = "-./@_&=#+"
    return (_wordy(before) and after in marks and _wordy(text[place + 1 : place + 2])) or (
        _wordy(after) and before in marks and place > 1 and _wordy(text[place - 2])
    )


def _wordy(letter: str) -> bool:
    return letter.isalnum() or letter == "_"
