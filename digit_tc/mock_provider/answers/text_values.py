"""Values in a text, found by their form: dates, times, numbers, codes, names, quotations."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import Any

from digit_tc.language import transforms
from digit_tc.language.validators import finds
from digit_tc.records import JSON

_MONTH = "(?:" + "|".join(transforms.MONTHS) + ")"
_DATES = (
    (re.compile(r"\b\d{4}-\d\d-\d\d\b"), "verbatim"),
    (re.compile(rf"\b{_MONTH} \d{{1,2}}, \d{{4}}\b"), "date_long"),
    (re.compile(rf"\b\d{{1,2}} {_MONTH} \d{{4}}\b"), "date_day_first"),
)
_TIME = re.compile(r"\b\d{1,2}:\d{2} ?[AaPp]\.?[Mm]\b")
_QUOTED = re.compile(r"[\"“]([^\"”]{1,300})[\"”]")
_CODE = re.compile(r"\b(?=[\w@.-]*\d)[A-Za-z][\w@.-]*[\w]\b|\b[\w.+-]+@[\w-]+\.\w+\b")
_NUMBER = re.compile(r"(?<![\w.-])-?\d+(?:\.\d+)?(?![\w-]|\.\d)")
_NUMBER_WORD = re.compile(rf"\b(?:{'|'.join(transforms.NUMBER_WORDS[1:])})\b", re.IGNORECASE)
_NAME = re.compile(r"(?<=[a-z,:] )[A-Z][\w'’-]*(?: [A-Z][\w'’-]*)*")
_ANY_DAY = dt.date(2026, 1, 1)


class TextValues:
    """The values in a text, each of which is given out once."""

    def __init__(self, text: str, handed: Sequence[str] = ()) -> None:
        """`handed` are values that are known to be ones, whatever the text says."""
        self._text = text
        self._dates = self._take_dates()
        self._times = [_read("time_12h", one) for one in self._take(_TIME)]
        self._quoted = [one.strip('"“”') for one in self._take(_QUOTED)]
        self._codes = self._take(_CODE)
        self._numbers: list[float | int] = [
            float(one) if "." in one else int(one) for one in self._take(_NUMBER)
        ]
        self._numbers += [
            transforms.NUMBER_WORDS.index(one.lower()) for one in self._take(_NUMBER_WORD)
        ]
        self._names = self._take(_NAME)
        self._whole = " ".join((text, *handed))
        for value in handed:
            self._hand(value)

    def _hand(self, value: str) -> None:
        if _NUMBER.fullmatch(value):
            self._numbers.insert(0, float(value) if "." in value else int(value))
        elif _DATES[0][0].fullmatch(value):
            self._dates.insert(0, value)
        elif _CODE.fullmatch(value):
            self._codes.insert(0, value)
        else:
            self._quoted.insert(0, value)

    def take_for(self, schema: Mapping[str, Any], *, code: bool = False) -> JSON:
        """Take the next value of the form that a schema wants; None where there is none.

        With `code` it must look like an identifier that a system gave out, not like a name of a
        city.
        """
        if schema.get("enum"):
            return self._choice(schema["enum"])
        kind, form = schema.get("type"), schema.get("format")
        if kind in ("integer", "number"):
            for place, number in enumerate(self._numbers):
                if kind == "number" or isinstance(number, int):
                    return self._numbers.pop(place)
            return None
        if kind != "string":
            return None
        if form == "date":
            return self._dates.pop(0) if self._dates else None
        if form == "time":
            return self._times.pop(0) if self._times else None
        pools = (self._codes,) if code else (self._quoted, self._codes, self._names)
        for pool in pools:
            for place, text in enumerate(pool):
                if "pattern" not in schema or finds(schema["pattern"], text):
                    return pool.pop(place)
        return None

    def _choice(self, choices: list[JSON]) -> JSON:
        lower = self._whole.lower()
        for choice in choices:
            label = transforms.label_of(choice) if isinstance(choice, str) else str(choice)
            if re.search(rf"(?<!\w){re.escape(label.lower())}(?!\w)", lower):
                return choice
        return None

    def _take_dates(self) -> list[JSON]:
        found = [_read(name, one) for pattern, name in _DATES for one in self._take(pattern)]
        return [one for one in found if one is not None]

    def _take(self, pattern: re.Pattern[str]) -> list[str]:
        """All matches, blotted out, so that no part of them is found as something else."""
        found = [match[0] for match in pattern.finditer(self._text)]
        self._text = pattern.sub(lambda match: "," * len(match[0]), self._text)
        return found


def _read(transform: str, text: str) -> JSON:
    try:
        return transforms.read(transform, text, today=_ANY_DAY)
    except ValueError:
        return None
