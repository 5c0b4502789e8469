"""A text taken apart once: its numbers, dates and times, for everybody who looks for values."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections.abc import Iterator
from functools import cached_property, lru_cache
from typing import NamedTuple

from digit_tc.language.spoken import PLAIN_MARKS
from digit_tc.language.spoken_dates import (
    Day,
    Hour,
    days_in,
    hours_in,
    moments_in,
    months_in,
    near_days_in,
)
from digit_tc.language.spoken_numbers import Figure, figures_in, percents_in, ranks_in, worded_in

_LONGEST = 200_000
"""Characters of a text that are read; no request is a hundredth as long."""


class Numeral(NamedTuple):
    """A number in a text and how it is written."""

    start: int
    end: int
    kind: str
    """`figure`, `date` for a figure within a date, or the name of a transform."""


class Reading:
    """One text and what stands in it. Places are those of `text`."""

    def __init__(self, text: str) -> None:
        self.text = text[:_LONGEST]
        self.plain = self.text.translate(PLAIN_MARKS)
        """With the marks of a keyboard only."""
        self.lower = lowered(self.plain)
        self._near: dict[dt.date, tuple[Day, ...]] = {}

    @cached_property
    def days(self) -> tuple[Day, ...]:
        """Dates that do not depend on today, but for their year."""
        return tuple(days_in(self.plain))

    @cached_property
    def hours(self) -> tuple[Hour, ...]:
        """Times of day."""
        return tuple(hours_in(self.plain))

    @cached_property
    def months(self) -> tuple[tuple[int, int, int], ...]:
        """(start, end, number) of months by name."""
        return tuple(months_in(self.plain))

    @cached_property
    def moments(self) -> tuple[tuple[Day, Hour], ...]:
        """Dates with a time of day."""
        return tuple(moments_in(self.plain, list(self.days), list(self.hours)))

    def near_days(self, today: dt.date) -> tuple[Day, ...]:
        """`today`, `tomorrow` and their like."""
        found = self._near.get(today)
        if found is None:
            try:
                found = tuple(near_days_in(self.plain, today))
            except ValueError:
                found = ()
            self._near[today] = found
        return found

    def near_moments(self, today: dt.date) -> tuple[tuple[Day, Hour], ...]:
        """The same with a time of day."""
        days = list(self.near_days(today))
        return tuple(moments_in(self.plain, days, list(self.hours))) if days else ()

    @cached_property
    def percents(self) -> tuple[Figure, ...]:
        """`50%` as 0.5."""
        return tuple(percents_in(self.plain))

    @cached_property
    def by_number(self) -> dict[float, tuple[Numeral, ...]]:
        """Where each number is said, in order."""
        found: dict[float, list[Numeral]] = {}
        dates = sorted((day.start, day.end) for day in self.days)
        starts = [start for start, _end in dates]
        for kind, figures in (
            ("figure", figures_in(self.plain)),
            ("number_words", worded_in(self.plain)),
            ("rank", ranks_in(self.plain)),
            ("percent", iter(self.percents)),
        ):
            for start, end, value in figures:
                place = bisect_left(starts, start + 1) - 1
                dated = place >= 0 and end <= dates[place][1]
                name = "date" if dated and kind == "figure" else kind
                found.setdefault(float(value), []).append(Numeral(start, end, name))
        return {value: tuple(sorted(places)) for value, places in found.items()}

    def squeezed(self, value: str) -> Iterator[tuple[int, int]]:
        """Where the letters and figures of a value stand as whole words, whatever is between."""
        wanted = "".join(letter for letter in lowered(value) if letter.isalnum())
        if len(wanted) < 2:
            return
        letters, at = self._squeezed
        place = letters.find(wanted)
        tried = 0
        while place >= 0 and tried < 256:
            start, end = at[place], at[place + len(wanted) - 1] + 1
            edges = not self.lower[start - 1 : start].isalnum() or start == 0
            if edges and not self.lower[end : end + 1].isalnum() and end - start < 2 * len(value):
                yield start, end
            tried += 1
            place = letters.find(wanted, place + 1)

    @cached_property
    def _squeezed(self) -> tuple[str, list[int]]:
        at = [place for place, letter in enumerate(self.lower) if letter.isalnum()]
        return "".join(self.lower[place] for place in at), at


@lru_cache(maxsize=64)
def reading_of(text: str) -> Reading:
    """The reading of a text, kept while its values are looked for."""
    return Reading(text)


def lowered(text: str) -> str:
    """Small letters, one for one: places in the text stay what they are."""
    small = text.lower()
    if len(small) == len(text):
        return small
    return "".join(letter.lower() if len(letter.lower()) == 1 else letter for letter in text)
