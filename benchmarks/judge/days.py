"""Days as people write them."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from .words import MONTHS

NEAR_DAYS = {
    "yesterday": -1, "today": 0, "tonight": 0, "tomorrow": 1, "day after tomorrow": 2,
    "the day after tomorrow": 2, "the day before yesterday": -2,
}  # fmt: skip


def find_day(messages: list[dict[str, Any]], metadata: dict[str, Any]) -> dt.date:
    """The day of a conversation: as its system message says, else as its metadata do."""
    for message in messages[:1]:
        found = re.search(r"([A-Z][a-z]+) (\d{1,2}), (\d{4})", str(message.get("content") or ""))
        if found and found[1].lower() in MONTHS:
            return dt.date(int(found[3]), MONTHS.index(found[1].lower()) + 1, int(found[2]))
    return dt.date.fromisoformat(metadata.get("today") or "2000-01-01")


def write_day(value: str, today: dt.date) -> set[str]:
    """What a person who means a date may write, in small letters, for this year and any other."""
    return (
        write_day_with_year(value)
        | write_day_without_year(value)
        | write_day_from_today(value, today)
    )


def name_day(value: str) -> tuple[list[str], list[str], int]:
    """Names of the month, names of the day in it, and the year."""
    day = dt.date.fromisoformat(value)
    name = MONTHS[day.month - 1]
    months = [name, name[:3], f"{name[:3]}."] + (["sept", "sept."] if day.month == 9 else [])
    tail = "th" if day.day in {11, 12, 13} else {1: "st", 2: "nd", 3: "rd"}.get(day.day % 10, "th")
    return months, [str(day.day), f"{day.day:02d}", f"{day.day}{tail}"], day.year


def write_day_without_year(value: str) -> set[str]:
    """The same without a year."""
    months, days, _year = name_day(value)
    forms = {f"{month}{the}{day}" for month in months for day in days for the in (" ", " the ")}
    return forms | {
        f"{the}{day}{join}{month}"
        for month in months
        for day in days
        for the in ("", "the ")
        for join in (" ", " of ", "-")
    }


def write_day_with_year(value: str) -> set[str]:
    """The same with the year, and in figures."""
    day = dt.date.fromisoformat(value)
    joins = (" ", ", ", ",", " of ", "-", "")
    forms = {f"{form}{join}{day.year}" for form in write_day_without_year(value) for join in joins}
    for mark in "/.-":
        for month in (str(day.month), f"{day.month:02d}"):
            for number in (str(day.day), f"{day.day:02d}"):
                forms.add(f"{day.year}{mark}{month}{mark}{number}")
                if (day.day > 12 or day.day == day.month) and mark != "-":
                    forms.add(f"{month}{mark}{number}{mark}{day.year}")
                    forms.add(f"{number}{mark}{month}{mark}{day.year}")
    return forms


def write_day_from_today(value: str, today: dt.date) -> set[str]:
    """The same as seen from today: `tomorrow`."""
    ahead = (dt.date.fromisoformat(value) - today).days
    return {words for words, days in NEAR_DAYS.items() if days == ahead}


def follows(value: str, today: dt.date) -> bool:
    """Whether a date is the next of its day and month, today included."""
    day = dt.date.fromisoformat(value)
    years = [
        year
        for year in range(today.year, day.year)
        if (day.month, day.day) != (2, 29) or year % 4 == 0
    ]
    return day >= today and all(day.replace(year=year) < today for year in years)
