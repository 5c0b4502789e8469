"""All that was said so far, ready to be asked whether it says a value."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

from .currencies import MONEY
from .days import write_day
from .moments import JOINS, split_moment, write_moment, write_time
from .numbers import find_numbers, write_number
from .paths import equals
from .words import fold, squeeze


class SaidText:
    """Everything said so far, ready to be asked whether it says a value."""

    def __init__(self, text: str, today: dt.date) -> None:
        self.today = today
        self.plain = squeeze(text)
        self.folded = f" {fold(text)} "
        self.numbers = find_numbers(text)

    def says(self, value: Any, choices: list[Any]) -> bool:
        """Whether a person would find the value in the text."""
        if isinstance(value, bool) or value is None:
            return False
        if isinstance(value, int | float):
            return float(value) in self.numbers or any(map(self._holds, write_number(value)))
        text = str(value)
        if not text.strip():
            return False
        if any(self._holds(form) for form in (text, *write_moment(text))):
            return True
        if any(equals(value, choice) for choice in choices):
            return f" {fold(text)} " in self.folded
        if re.fullmatch(r"-?\d+(\.\d+)?", text):
            return float(text) in self.numbers or any(map(self._holds, write_number(float(text))))
        return any(map(self._holds, self._freely(text)))

    def _freely(self, text: str) -> Iterator[str]:
        """Ways of writing a text that come up where nobody writes by rule."""
        day, time, _ending = split_moment(text)
        days = write_day(day, self.today) if day else set()
        if day and not time:
            yield from days
        elif time and not day:
            yield from write_time(time)
        elif day and time:
            if time in {"00:00:00", "23:59:59"}:
                yield from days
            for one in days:
                for hour in write_time(time):
                    yield from (f"{one}{join}{hour}" for join in JOINS)
                    yield from (f"{hour}{join}{one}" for join in (" ", ", ", " on ", " on the "))
        else:
            yield text.rstrip(".")
            yield text.replace("_", " ").replace("-", " ")
            yield text.replace("_", "-")
            yield from (sign for sign, code in MONEY.items() if code == text)

    def _holds(self, form: str) -> bool:
        wanted = squeeze(form)
        left = r"(?<!\w)" if wanted[:1].isalnum() else ""
        right = r"(?!\w)" if wanted[-1:].isalnum() else ""
        return bool(re.search(left + re.escape(wanted) + right, self.plain))
