"""Times of day, and days with times, as people write them."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from .words import MONTHS

JOINS = (" at ", " ", ", ", ", at ", " by ", " from ", " around ", "t", " @ ")


def write_moment(text: str) -> list[str]:
    """Other ways in which a person says a date, a time, or both."""
    found = re.fullmatch(
        r"(\d{4}-\d\d-\d\d)?[T ]?(?:(\d\d):(\d\d)(?::\d\d(?:\.\d+)?)?)?(Z|[+-]\d\d:?\d\d)?", text
    )
    if not found or not (found[1] or found[2]):
        return []
    dates, times = [""], [""]
    if found[1]:
        try:
            day = dt.date.fromisoformat(found[1])
        except ValueError:
            return []
        month = MONTHS[day.month - 1]
        dates = [found[1], f"{month} {day.day}, {day.year}", f"{day.day} {month} {day.year}"]
    if found[2]:
        hour, minute = int(found[2]), found[3]
        half = "pm" if hour >= 12 else "am"
        times = [f"{found[2]}:{minute}"]
        times += [f"{hour % 12 or 12}:{minute}{gap}{half}" for gap in (" ", "")]
        times += [f"{hour % 12 or 12}{gap}{half}" for gap in (" ", "")] if minute == "00" else []
    if found[1] and found[2]:
        return [
            f"{day}{join}{time}" for day in dates for join in (" at ", " ", "t") for time in times
        ]
    return dates if found[1] else times


def write_time(time: str) -> set[str]:
    """What a person who means a time of day, `14:30:00`, may write, in small letters."""
    hour, minute, second = (int(part) for part in time.split(":"))
    clock = {f"{hour}:{minute:02d}", f"{hour:02d}:{minute:02d}"} if not second else set()
    clock |= {f"{hour}:{minute:02d}:{second:02d}", f"{hour:02d}:{minute:02d}:{second:02d}"}
    short = hour % 12 or 12
    halves = {f"{number}:{minute:02d}" for number in (str(short), f"{short:02d}")}
    halves |= {str(short), f"{short:02d}"} if not minute else set()
    if second:
        halves = {f"{number}:{minute:02d}:{second:02d}" for number in (short, f"{short:02d}")}
    half = "p" if hour >= 12 else "a"
    clock |= {
        f"{one}{gap}{half}{ending}"
        for one in halves
        for gap in (" ", "")
        for ending in ("m", ".m.", "m.", ".m")
    }
    named = {"12:00:00": {"noon", "midday"}, "00:00:00": {"midnight"}}
    return clock | named.get(time, set())


def split_moment(value: Any) -> tuple[str, str, str]:
    """Date, time with seconds, and what stands behind them, of a date, a time or both."""
    found = re.fullmatch(
        r"(\d{4}-\d\d-\d\d)?[T ]?(?:(\d{1,2}):(\d\d)(?::(\d\d))?( [AP]M)?)?(\.000Z|Z|\+00:00)?",
        str(value),
    )
    if not found or not (found[1] or found[2]):
        return "", "", ""
    if not found[2]:
        return found[1], "", ""
    hour = int(found[2])
    if found[5]:
        hour = hour % 12 + 12 * (found[5] == " PM")
    return found[1] or "", f"{hour:02d}:{found[3]}:{found[4] or '00'}", found[6] or ""
