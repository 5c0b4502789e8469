"""What a summary may draw on: everything that was said or shown up to its turn."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from digit_tc.language.transforms import MONTHS, NUMBER_WORDS
from digit_tc.language.words import split_identifier
from digit_tc.records import JSON

TOKEN = re.compile(r"[A-Za-z0-9À-ɏ][\w./:@#&+'’-]*")
NUMBER = re.compile(r"[-−]?\d[\d,]*(?:\.\d+)?")
_MONTH = "|".join(MONTHS)
LONG_DATE = re.compile(
    rf"\b(?:({_MONTH}) (\d{{1,2}})(?:st|nd|rd|th)?(?:,? (\d{{4}}))?|"
    rf"(\d{{1,2}})(?:st|nd|rd|th)? ({_MONTH})(?:,? (\d{{4}}))?)\b"
)
ISO_DATE = re.compile(r"(?<!\d)(\d{4})-(\d\d)-(\d\d)(?!\d)")
TIME = re.compile(r"(?<![\d:])(\d{1,2}):(\d\d)(?::\d\d)?(?: ?([AaPp])\.?[Mm]\b\.?)?")


class Knowledge:
    """Words, numbers, dates and times that have been said or shown so far."""

    def __init__(self) -> None:
        self.words: set[str] = set()
        self.numbers: set[float] = set()
        self.days: set[tuple[int, int]] = set()
        """(month, day), whatever the year."""
        self.years: set[int] = set()
        self.times: set[tuple[int, int]] = set()
        self.texts: list[str] = []

    def hear(self, text: str) -> None:
        """Take in a text that the user or the system message said."""
        self.texts.append(text)
        for token in TOKEN.findall(text):
            word = token.casefold().rstrip(".:,'’-/")
            self.words.add(word)
            if word in _NUMBER_OF_WORD:
                self.numbers.add(_NUMBER_OF_WORD[word])
        if any(letter.isdigit() for letter in text):
            self._hear_figures(text)

    def see(self, value: JSON) -> None:
        """Take in arguments or a result: values, names of fields, and how many items lists have."""
        if isinstance(value, dict):
            for key, item in value.items():
                self.words.update(split_identifier(key))
                self.see(item)
        elif isinstance(value, list):
            self.numbers.add(float(len(value)))
            for item in value:
                self.see(item)
        elif isinstance(value, str):
            self.hear(value)
        elif isinstance(value, int | float) and not isinstance(value, bool):
            self.numbers.add(float(value))

    def has_text(self, part: str) -> bool:
        """Whether a piece of text stands somewhere as it is, without regard to case."""
        wanted = part.casefold()
        return any(wanted in text.casefold() for text in self.texts)

    def has_number(self, text: str) -> bool:
        """Whether a number, with or without thousands separators or rounding, is known."""
        plain = text.replace(",", "").replace("−", "-")
        try:
            number = float(plain)
        except ValueError:
            return False
        if number in self.numbers or abs(number) in self.numbers or -number in self.numbers:
            return True
        places = len(plain.partition(".")[2])
        return any(round(known, places) == number for known in self.numbers if known != int(known))

    def _hear_figures(self, text: str) -> None:
        for match in NUMBER.finditer(text):
            plain = match[0].replace(",", "").replace("−", "-")
            self.numbers.add(float(plain))
            self.numbers.add(abs(float(plain)))
        for year, month, day in ISO_DATE.findall(text):
            self.days.add((int(month), int(day)))
            self.years.add(int(year))
        for month, day, year in long_dates(text):
            self.days.add((month, day))
            if year:
                self.years.add(year)
        self.times.update(times(text))


def long_dates(text: str) -> Iterator[tuple[int, int, int | None]]:
    """(month, day, year or None) of every date that is written with its month's name."""
    for match in LONG_DATE.finditer(text):
        month, day = match[1] or match[5], match[2] or match[4]
        year = match[3] or match[6]
        yield MONTHS.index(month) + 1, int(day), int(year) if year else None


def times(text: str) -> Iterator[tuple[int, int]]:
    """(hour, minute) of every time of day, in 24 hours."""
    for match in TIME.finditer(text):
        hour = int(match[1])
        if match[3]:
            hour = hour % 12 + (12 if match[3].lower() == "p" else 0)
        yield hour, int(match[2])
    for match in _INNER_TIME.finditer(text):
        yield int(match[1]), int(match[2])


@lru_cache(maxsize=1_000)
def number_of_word(word: str) -> float | None:
    """`three` → 3.0; None for a word that is no number from two to twelve."""
    return _NUMBER_OF_WORD.get(word)


_INNER_TIME = re.compile(r"\d{4}-\d\d-\d\d[T ](\d\d):(\d\d)")
_NUMBER_OF_WORD = {word: float(number) for number, word in enumerate(NUMBER_WORDS) if number > 1}
