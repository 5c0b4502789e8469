"""What a summary may draw on: everything that was said or shown up to its turn."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from functools import lru_cache

from digit_tc.language.spoken_numbers import number_of, worded_in
from digit_tc.language.transforms import MONTHS, NUMBER_WORDS
from digit_tc.language.words import split_identifier
from digit_tc.records import JSON

TOKEN = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d)|[A-Za-z0-9À-ɏ][\w./:@#&+'’-]*")
NUMBER = re.compile(r"(?<!\d)\d[\d,]*(?:\.\d+)?")
_MONTH_SIGNS = tuple(month[:3].lower() for month in MONTHS)
_SHORT = tuple(month[:3] for month in MONTHS if len(month) > 3)
_MONTH = "|".join((*MONTHS, "Sept", *_SHORT))
LONG_DATE = re.compile(
    rf"\b(?:({_MONTH})\b\.? (\d{{1,2}})(?:st|nd|rd|th)?(?:,? (\d{{4}}))?|"
    rf"(\d{{1,2}})(?:st|nd|rd|th)?(?: of)? ({_MONTH})\b(?:,? (\d{{4}}))?)\b",
    re.IGNORECASE,
)
_NEAR_MONTH = re.compile(
    r"[a-zA-Z]{3,9}\.? \d{1,2}(?:st|nd|rd|th)?\b|\d{1,2}(?:st|nd|rd|th)?(?: of)? [a-zA-Z]{3,9}\b"
)
ISO_DATE = re.compile(r"(?<!\d)(\d{4})-(\d\d)-(\d\d)(?!\d)")
TIME = re.compile(
    r"(?<![\d:])(\d{1,2}):(\d\d)(?::\d\dZ?)?(?: ?([AaPp])(?:[Mm]\b|\.[Mm]\b\.?))?"
    r"|(?<![\d:.,])(\d{1,2}) ?([AaPp])(?:[Mm]\b|\.[Mm]\b\.?)"
)
HALF_DAY = re.compile(r"\d ?[ap]\.?m\b", re.IGNORECASE)
"""A sign of a time such as `2 PM`."""
_INNER_TIME = re.compile(r"\d{4}-\d\d-\d\d[t ](\d\d):(\d\d)", re.IGNORECASE)
_MONTH_NUMBER = {month.lower(): number for number, month in enumerate(MONTHS, 1)}
_MONTH_NUMBER |= {month.lower()[:3]: number for number, month in enumerate(MONTHS, 1)}
_MONTH_NUMBER["sept"] = 9
_NUMBER_OF_WORD = {word: float(number) for number, word in enumerate(NUMBER_WORDS) if number > 1}
_NUMBER_OF_WORD |= {
    word: float(number)
    for word in (
        "thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty "
        "sixty seventy eighty ninety"
    ).split()
    if (number := number_of(word)) is not None
}
LARGE_WORD = re.compile(
    r"\b(?:hundred|thousand|million|billion|(?:twen|thir|for|fif|six|seven|eigh|nine)ty)\b", re.I
)
"""A sign of a number that takes several words."""
_LARGE_SIGNS = ("nty", "rty", "fty", "xty", "hty", "hundred", "thousand", "illion")
_NUMBER_WORD = re.compile(rf"\b(?:{'|'.join(_NUMBER_OF_WORD)})\b")


class Knowledge:
    """Texts and values that have been said or shown so far.

    Nothing is taken apart before somebody asks: most questions are answered by the text itself.
    """

    def __init__(self) -> None:
        self.text = "\n"
        """All that was heard and seen, case folded, one piece a line."""
        self._fresh: list[str] = []
        self._counts: set[float] = set()
        self._fields: set[str] = set()
        self._digested = _Figures()
        self._undigested: list[str] = []

    def hear(self, text: str) -> None:
        """Take in a text that the user or the system message said."""
        self._fresh.append(text)

    def see(self, value: JSON) -> None:
        """Take in arguments or a result: values, names of fields, and how many items lists have."""
        if isinstance(value, dict):
            for key, item in value.items():
                self._fields.add(key)
                self.see(item)
        elif isinstance(value, list):
            self._counts.add(float(len(value)))
            for item in value:
                self.see(item)
        elif value is not None and not isinstance(value, bool):
            self._fresh.append(str(value))

    def count(self, number: int) -> None:
        """Take in a number of things done."""
        self._counts.add(float(number))

    def has_word(self, word: str) -> bool:
        """Whether a word, or any token, stands somewhere as a whole, without regard to case."""
        text = self._settled()
        wanted = word.casefold()
        place = text.find(wanted)
        while place >= 0:
            end = place + len(wanted)
            if not (text[place - 1 : place].isalnum() and wanted[:1].isalnum()) and not (
                text[end : end + 1].isalnum() and wanted[-1:].isalnum()
            ):
                return True
            place = text.find(wanted, place + 1)
        return False

    def has_field(self, word: str) -> bool:
        """Whether a word is part of the name of a field that was seen."""
        return any(word in _field_words(field) for field in self._fields)

    def has_number(self, text: str) -> bool:
        """Whether a number is known: with or without thousands separators, sign and rounding."""
        number = float(text.replace(",", ""))
        if number in self._counts:
            return True
        known = self._figures().numbers
        if number in known:
            return True
        step = 10.0 ** -len(text.partition(".")[2])
        # Half a step either way: 980.25 is told as 980.2 and as 980.3.
        return any(abs(other - number) <= step / 2 + 1e-9 for other in known if other % 1)

    def has_weekday(self, weekday: str, year: int | None, month: int, day: int) -> bool:
        """Whether a day falls on a weekday, in its year or in one of those that are known."""
        wanted = weekday[:3].lower()
        for one in (year,) if year is not None else sorted(self._figures().years):
            try:
                if f"{dt.date(one, month, day):%a}".lower() == wanted:
                    return True
            except ValueError:
                continue
        return False

    def has_date(self, year: int | None, month: int, day: int) -> bool:
        """Whether a day, and the year if it is given, is known."""
        figures = self._figures()
        return (month, day) in figures.days and (year is None or year in figures.years)

    def has_time(self, time: tuple[int, int]) -> bool:
        """Whether a time of day, (hour, minute) in 24 hours, is known."""
        return time in self._figures().times

    def _settled(self) -> str:
        if self._fresh:
            fresh = "\n".join((*self._fresh, "")).casefold()
            self._fresh.clear()
            self._undigested.append(fresh)
            self.text += fresh
        return self.text

    def _figures(self) -> _Figures:
        self._settled()
        for text in self._undigested:
            self._digested.take_in(text)
        self._undigested.clear()
        return self._digested


class _Figures:
    """The numbers, dates and times in case-folded texts."""

    def __init__(self) -> None:
        self.numbers: set[float] = set()
        self.times: set[tuple[int, int]] = set()
        self.days: set[tuple[int, int]] = set()
        """(month, day)"""
        self.years: set[int] = set()

    def take_in(self, text: str) -> None:
        """Add the figures of one more text."""
        self.numbers.update(float(found.replace(",", "")) for found in NUMBER.findall(text))
        self.numbers.update(_NUMBER_OF_WORD[word] for word in _NUMBER_WORD.findall(text))
        # Plain words are looked for first: most texts hold none of them.
        if any(sign in text for sign in _LARGE_SIGNS) and LARGE_WORD.search(text):
            self.numbers.update(float(figure.value) for figure in worded_in(text))
        self.times.update(times(text))
        for year, month, day in ISO_DATE.findall(text):
            self.days.add((int(month), int(day)))
            self.years.add(int(year))
        for long_year, long_month, long_day in long_dates(text):
            self.days.add((long_month, long_day))
            if long_year is not None:
                self.years.add(long_year)


def may_hold_dates(text: str) -> bool:
    """Whether it is worth looking for dates with a month's name: most texts are spared that."""
    lower = text.lower()
    # A month's name stands beside a figure.
    return any(sign in lower for sign in _MONTH_SIGNS) and _NEAR_MONTH.search(text) is not None


def long_dates(text: str) -> Iterator[tuple[int | None, int, int]]:
    """(year or None, month, day) of every date that is written with its month's name."""
    if not may_hold_dates(text):
        return
    for match in LONG_DATE.finditer(text):
        month, day = match[1] or match[5], match[2] or match[4]
        year = match[3] or match[6]
        yield int(year) if year else None, _MONTH_NUMBER[month.lower()], int(day)


def times(text: str) -> Iterator[tuple[int, int]]:
    """(hour, minute) of every time of day, in 24 hours."""
    if ":" not in text and not HALF_DAY.search(text):
        return
    for match in TIME.finditer(text):
        hour, half = int(match[1] or match[4]), match[3] or match[5]
        if half:
            hour = hour % 12 + (12 if half.lower() == "p" else 0)
        yield hour, int(match[2] or 0)
    for match in _INNER_TIME.finditer(text):
        yield int(match[1]), int(match[2])


def number_of_word(word: str) -> float | None:
    """`three` → 3.0; None for a word that is no number from two on."""
    return _NUMBER_OF_WORD.get(word)


@lru_cache(maxsize=20_000)
def _field_words(field: str) -> frozenset[str]:
    return frozenset(split_identifier(field))
