"""Transforms for what people write freely: each reads words that another person would understand.

They only read. What the program itself writes has its own transforms in `transforms`.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

from digit_tc.language.spoken_dates import (
    Day,
    days_in,
    hours_in,
    iso_day,
    moments_in,
    months_in,
    near_days_in,
    relative_day,
)
from digit_tc.language.spoken_numbers import number_of, percent_of, rank_of
from digit_tc.records.base import JSON

CURRENCIES = {
    "$": "USD", "us$": "USD", "usd": "USD", "dollar": "USD", "dollars": "USD",
    "us dollars": "USD",
    "€": "EUR", "euro": "EUR", "euros": "EUR", "£": "GBP", "pounds": "GBP",
    "pounds sterling": "GBP", "¥": "JPY", "yen": "JPY", "₹": "INR", "rupees": "INR",
    "swiss francs": "CHF",
}  # fmt: skip
NEGATION = re.compile(
    r"\b(?:no|not|without|cannot|\w+n't|skip|leave out|never|off|nor|none|neither|exclud\w+|omit\w*"
    r"|disabl\w+|decline\w*|avoid\w*|free of)\b|\bnon-",
    re.IGNORECASE,
)
"""What turns a thing down, once typographic apostrophes are straight."""
PLAIN_MARKS = str.maketrans("’‘‛“”„\u00a0\u202f\u2009\n\t–‑−", "'''\"\"\"     ---")
"""Typographic marks → the keys of a keyboard, one for one, so that places in a text stay."""


def _date_said(text: str, today: dt.date) -> str:
    return iso_day(_only_day(text), today)


def _date_this_year(text: str, today: dt.date) -> str:
    day = _only_day(text)
    if day.year is not None:
        raise ValueError(f"{text!r} says its year")
    return iso_day(day, today, this_year=True)


def _date_relative(text: str, today: dt.date) -> str:
    return relative_day(text, today).isoformat()


def _month_number(text: str, _today: dt.date) -> int:
    for start, end, number in months_in(text):
        if (start, end) == (0, len(text)):
            return number
    raise ValueError(f"{text!r} is not a month")


def _only_day(text: str) -> Day:
    for day in days_in(text):
        if (day.start, day.end) == (0, len(text)):
            return day
    raise ValueError(f"{text!r} is not a date such as March 12")


def _any_day(text: str, today: dt.date) -> str:
    try:
        return _date_relative(text, today)
    except ValueError:
        return _date_said(text, today)


def _hour(text: str) -> str:
    for hour in hours_in(text):
        if (hour.start, hour.end) == (0, len(text)):
            return hour.time
    raise ValueError(f"{text!r} is not a time such as 2 pm")


def _moment(text: str, today: dt.date, *, this_year: bool = False) -> tuple[str, str]:
    days = [*days_in(text), *near_days_in(text, today)]
    for day, hour in moments_in(text, days, list(hours_in(text))):
        if (min(day.start, hour.start), max(day.end, hour.end)) == (0, len(text)):
            return iso_day(day, today, this_year=this_year), hour.time
    raise ValueError(f"{text!r} is not a moment such as March 12 at 2 pm")


MOMENT_FORMS: dict[str, Callable[[str, str], str]] = {
    "": lambda date, time: f"{date}T{time}",
    "_utc": lambda date, time: f"{date}T{time}Z",
    "_millis_utc": lambda date, time: f"{date}T{time}.000Z",
    "_zero_offset": lambda date, time: f"{date}T{time}+00:00",
    "_minutes": lambda date, time: f"{date}T{time[:5]}",
    "_spaced": lambda date, time: f"{date} {time}",
    "_spaced_minutes": lambda date, time: f"{date} {time[:5]}",
}
"""Ending of a transform's name → how it spells a moment as a value."""
HOUR_FORMS: dict[str, Callable[[str], str]] = {
    "": lambda time: time[:5],
    "_seconds": lambda time: time,
    "_utc": lambda time: f"{time}Z",
    "_12h": lambda time: f"{int(time[:2]) % 12 or 12}:{time[3:5]} {_half(time)}",
    "_12h_padded": lambda time: f"{int(time[:2]) % 12 or 12:02d}:{time[3:5]} {_half(time)}",
    "_unpadded": lambda time: f"{int(time[:2])}:{time[3:5]}",
}


def _half(time: str) -> str:
    return "PM" if int(time[:2]) >= 12 else "AM"


def _moment_reader(form: Callable[[str, str], str]) -> Callable[[str, dt.date], JSON]:
    return lambda text, today: form(*_moment(text, today))


def _edge_reader(form: Callable[[str, str], str], time: str) -> Callable[[str, dt.date], JSON]:
    return lambda text, today: form(_any_day(text, today), time)


def _hour_reader(form: Callable[[str], str]) -> Callable[[str, dt.date], JSON]:
    return lambda text, _today: form(_hour(text))


def _number_words(text: str, _today: dt.date) -> JSON:
    number = number_of(text)
    if number is None:
        raise ValueError(f"{text!r} is not a number in words")
    return number


def _figures_text(text: str, today: dt.date) -> str:
    plain = text.strip().replace(",", "")
    return plain if re.fullmatch(r"\d+", plain) else str(_number_words(text, today))


def _percent_text(text: str, _today: dt.date) -> str:
    percent_of(text)
    return re.sub(r" ?(?:percent|per cent|%)$", "%", text.strip().lower())


def _currency(text: str, _today: dt.date) -> str:
    try:
        return CURRENCIES[text.strip().lower()]
    except KeyError:
        raise ValueError(f"{text!r} is not a currency") from None


def _title(text: str) -> str:
    return re.sub(r"(?<![\w'’])[^\W\d_]", lambda found: found[0].upper(), text.lower())


def _kebab(text: str) -> str:
    return re.sub(r"[\s_-]+", "-", text.strip())


CASES: dict[str, Callable[[str], str]] = {
    "plain_marks": lambda text: text.translate(PLAIN_MARKS),
    "lower_case": str.lower,
    "capitalised": lambda text: text[:1].upper() + text[1:],
    "uncapitalised": lambda text: text[:1].lower() + text[1:],
    "upper_case": str.upper,
    "title_case": _title,
    "full_stop": lambda text: f"{text}.",
    "sentence": lambda text: f"{text[:1].upper()}{text[1:]}.",
    "plain_sentence": lambda text: f"{text[:1].upper()}{text[1:]}.".translate(PLAIN_MARKS),
    "snake_case": lambda text: _kebab(text.lower()).replace("-", "_"),
    "upper_snake": lambda text: _kebab(text.upper()).replace("-", "_"),
    "kebab_case": lambda text: _kebab(text.lower()),
    "upper_kebab": lambda text: _kebab(text.upper()),
    "spaced": lambda text: _kebab(text).replace("-", " "),
    "spaced_lower": lambda text: _kebab(text.lower()).replace("-", " "),
    "unspaced": lambda text: re.sub(r"[\s-]+", "", text),
    "unspaced_lower": lambda text: re.sub(r"[\s_-]+", "", text.lower()),
    "unspaced_upper": lambda text: re.sub(r"[\s_-]+", "", text.upper()),
}
"""Changes of letters and marks, the gentlest first."""


def _case_reader(change: Callable[[str], str]) -> Callable[[str, dt.date], JSON]:
    return lambda text, _today: change(text)


def _yes(text: str, _today: dt.date) -> bool:
    if not re.search(r"\w", text) or NEGATION.search(text.translate(PLAIN_MARKS)):
        raise ValueError(f"{text!r} does not affirm anything")
    return True


def _no(text: str, _today: dt.date) -> bool:
    if not NEGATION.search(text.translate(PLAIN_MARKS)):
        raise ValueError(f"{text!r} does not deny anything")
    return False


SPOKEN: dict[str, Callable[[str, dt.date], JSON]] = {
    "date_said": _date_said,
    "date_this_year": _date_this_year,
    "date_relative": _date_relative,
    "month_number": _month_number,
    "number_words": _number_words,
    "number_text": _figures_text,
    "percent": lambda text, _today: percent_of(text),
    "percent_text": _percent_text,
    "rank": lambda text, _today: rank_of(text),
    "currency": _currency,
    "yes_said": _yes,
    "no_said": _no,
    **{f"time_said{ending}": _hour_reader(form) for ending, form in HOUR_FORMS.items()},
    **{f"moment_said{ending}": _moment_reader(form) for ending, form in MOMENT_FORMS.items()},
    **{
        f"day_{edge}{ending}": _edge_reader(form, time)
        for edge, time in (("start", "00:00:00"), ("end", "23:59:59"))
        for ending, form in MOMENT_FORMS.items()
    },
    **{name: _case_reader(change) for name, change in CASES.items()},
}
"""Name → reader. All raise ValueError for words that cannot be read so."""
