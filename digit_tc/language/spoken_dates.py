"""Dates and times of day as people write them: `Mar 12`, `the 12th of March`, `tomorrow`, `2pm`."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import NamedTuple

_MONTHS = (
    "january february march april may june july august september october november december"
).split()
_NUMBER = {name: number for number, name in enumerate(_MONTHS, 1)}
_NUMBER |= {name[:3]: number for number, name in enumerate(_MONTHS, 1)}
_NUMBER["sept"] = 9
_NAME = "|".join((*_MONTHS, "sept", *(name[:3] for name in _MONTHS if len(name) > 3)))
_DAY = r"\d{1,2}(?!\d)(?:st|nd|rd|th)?"
_LONG = re.compile(
    rf"(?<![\w-])(?:(?P<m1>{_NAME})\b\.? (?:the )?(?P<d1>{_DAY})(?![\w:]|-\w)"
    rf"(?:,? (?:of )?(?P<y1>\d{{4}})\b(?!:))?"
    rf"|(?:the )?(?P<d2>{_DAY})(?: of)?[ -](?P<m2>{_NAME})\b\.?(?:[,-]? ?(?P<y2>\d{{4}})\b(?!:))?)",
    re.IGNORECASE,
)
_FIGURES = re.compile(
    r"(?<![\w/.-])(?:(?P<y>\d{4})([/.-])(?P<m>\d{1,2})\2(?P<d>\d{1,2})"
    r"|(?P<a>\d{1,2})([/.])(?P<b>\d{1,2})\6(?P<z>\d{4}))(?![\w/-]|\.\d)"
)
_RELATIVE = {
    "today": 0,
    "tonight": 0,
    "tomorrow": 1,
    "the day after tomorrow": 2,
    "day after tomorrow": 2,
    "yesterday": -1,
    "the day before yesterday": -2,
}
_NEAR = re.compile(
    r"\b(?:(?:the )?day after tomorrow|the day before yesterday|today|tonight|tomorrow|yesterday)\b"
    r"(?!['’]s\b)",
    re.IGNORECASE,
)
_MONTH = re.compile(
    r"\b(?:january|february|march|april|may|june|july|august|september|october|november|december)\b",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"(?<![\w:./-])(?:(?P<h>\d{1,2})(?::(?P<m>\d{2})(?::(?P<s>\d{2}))?)? ?(?P<p>[ap])\.?m\b\.?"
    r"|(?P<h2>\d{1,2}):(?P<m2>\d{2})(?::(?P<s2>\d{2}))?(?![\w:]|\.\d)"
    r"|(?P<w>noon|midday|midnight)\b)",
    re.IGNORECASE,
)
_JOIN = re.compile(r",? (?:at |by |from |@ ?|around )?|T", re.IGNORECASE)
_BACK = re.compile(r",? (?:on )?(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,? )?", re.IGNORECASE)


class Day(NamedTuple):
    """A date in a text; `year` is None where it is left out."""

    start: int
    end: int
    year: int | None
    month: int
    day: int


class Hour(NamedTuple):
    """A time of day in a text, in 24 hours."""

    start: int
    end: int
    time: str
    """`14:30:00`"""


def days_in(text: str) -> Iterator[Day]:
    """Every date with a month's name, or in figures that can be read in one way only."""
    for match in _LONG.finditer(text):
        month = _NUMBER[(match["m1"] or match["m2"]).lower()]
        day = int(re.sub(r"\D", "", match["d1"] or match["d2"]))
        year = match["y1"] or match["y2"]
        if not _is_day(int(year) if year else 2024, month, day):
            continue
        end = match.end()
        if text[end - 1] == "." and not year:
            # The stop of "12 Mar." may end the sentence.
            end -= 1
        yield Day(match.start(), end, int(year) if year else None, month, day)
    for match in _FIGURES.finditer(text):
        read = _in_figures(match)
        if read is not None:
            yield Day(match.start(), match.end(), *read)


def near_days_in(text: str, today: dt.date) -> Iterator[Day]:
    """`today`, `tomorrow` and their like."""
    for match in _NEAR.finditer(text):
        date = relative_day(match[0], today)
        yield Day(match.start(), match.end(), date.year, date.month, date.day)


def months_in(text: str) -> Iterator[tuple[int, int, int]]:
    """(start, end, number) of every month's whole name."""
    for match in _MONTH.finditer(text):
        yield match.start(), match.end(), _NUMBER[match[0].lower()]


def hours_in(text: str) -> Iterator[Hour]:
    """Every time of day: `2:30 PM`, `2pm`, `14:30`, `noon`."""
    for match in _TIME.finditer(text):
        if match["w"]:
            time = "00:00:00" if match["w"].lower() == "midnight" else "12:00:00"
        else:
            hour, minute = int(match["h"] or match["h2"]), int(match["m"] or match["m2"] or 0)
            second = int(match["s"] or match["s2"] or 0)
            if match["p"]:
                if not 1 <= hour <= 12:
                    continue
                hour = hour % 12 + (12 if match["p"].lower() == "p" else 0)
            if hour > 23 or minute > 59 or second > 59:
                continue
            time = f"{hour:02d}:{minute:02d}:{second:02d}"
        end = match.end()
        if text[end - 1] == "." and "." not in text[match.start() : end - 1]:
            # "2 pm." ends a sentence; "2 p.m." does not have to.
            end -= 1
        yield Hour(match.start(), end, time)


def moments_in(text: str, days: list[Day], hours: list[Hour]) -> Iterator[tuple[Day, Hour]]:
    """A date and a time that stand together, in either order."""
    # Neither list is ordered: the kinds of dates were looked for one after the other.
    starts = {day.start: day for day in days}
    ends = {day.end: day for day in days}
    for hour in hours:
        for length in range(1, 9):
            day = ends.get(hour.start - length)
            if day is not None and _JOIN.fullmatch(text, day.end, hour.start):
                yield day, hour
        for length in range(1, 20):
            day = starts.get(hour.end + length)
            if day is not None and _BACK.fullmatch(text, hour.end, day.start):
                yield day, hour


def iso_day(day: Day, today: dt.date, *, this_year: bool = False) -> str:
    """The date as `2026-03-12`. Where the year is left out it is that of the next such day, today
    included, or with `this_year` that of today. Raises ValueError where there is no such day."""
    if day.year is not None:
        return dt.date(day.year, day.month, day.day).isoformat()
    if this_year:
        return dt.date(today.year, day.month, day.day).isoformat()
    for year in range(today.year, min(today.year + 9, dt.MAXYEAR)):
        if _is_day(year, day.month, day.day):
            date = dt.date(year, day.month, day.day)
            if date >= today:
                return date.isoformat()
    raise ValueError(f"no such day follows {today}")


def relative_day(text: str, today: dt.date) -> dt.date:
    """The date that `tomorrow` means. Raises ValueError for words that mean no date."""
    days = _RELATIVE.get(text.strip().lower())
    if days is None:
        raise ValueError(f"{text!r} is not a date such as tomorrow")
    try:
        return today + dt.timedelta(days=days)
    except OverflowError:
        raise ValueError(f"{text!r} lies outside the calendar") from None


def _in_figures(match: re.Match[str]) -> tuple[int, int, int] | None:
    if match["y"]:
        year, month, day = int(match["y"]), int(match["m"]), int(match["d"])
        return (year, month, day) if _is_day(year, month, day) else None
    year, one, other = int(match["z"]), int(match["a"]), int(match["b"])
    # 12/03/2026 is the twelfth of March to some and the third of December to others.
    readings = {
        (year, month, day)
        for month, day in ((one, other), (other, one))
        if _is_day(year, month, day)
    }
    return readings.pop() if len(readings) == 1 else None


def _is_day(year: int, month: int, day: int) -> bool:
    try:
        dt.date(year, month, day)
    except ValueError:
        return False
    return True
