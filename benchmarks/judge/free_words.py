"""Whether freely written words say a value, by the name of their transform.

The other way round than a transform reads: what a person who means the value may write.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

from .currencies import MONEY
from .days import follows, write_day_from_today, write_day_with_year, write_day_without_year
from .letter_cases import CHANGED
from .moments import JOINS, split_moment, write_time
from .numbers import RANKS, write_number
from .words import MONTHS, fold, squeeze, straighten

Says = Callable[[str, Any, list[Any], dt.date], bool]
"""Whether a text says a value; with the allowed values and the day of the conversation."""
DENIAL = re.compile(
    r"(?i)\b(no|not|without|cannot|\w+n't|skip|leave out|never|off|nor|none|neither|exclud\w+"
    r"|omit\w*|disabl\w+|declin\w+|avoid\w*|free of|non-)"
)


def says_number(text: str, value: float) -> bool:
    """Whether a text is the number in words, with or without thousands."""
    words = squeeze(text)
    for minus in ("minus ", "negative "):
        if words.startswith(minus):
            return says_number(words.removeprefix(minus), -value)
    exact = {form for form in write_number(value) if not form.endswith(("th", "st", "nd", "rd"))}
    with_scale = re.fullmatch(r"([\d,.]+)(k| thousand| million| billion)", words)
    if with_scale:
        size = {"k": 1e3, " thousand": 1e3, " million": 1e6, " billion": 1e9}[with_scale[2]]
        return abs(float(with_scale[1].replace(",", "")) * size - value) < 1e-6
    return words in exact or words.replace(" and ", " ") in exact


def says_moment(text: str, value: Any, today: dt.date) -> bool:
    """Whether a text is a day and a time of day, in either order, and nothing else."""
    day, time, _ending = split_moment(value)
    if not day or not time:
        return False
    words = squeeze(straighten(text))
    days = write_day_with_year(day) | write_day_from_today(day, today)
    days |= write_day_without_year(day) if follows(day, today) else set()
    for hour in write_time(time):
        if words.endswith(hour):
            before = words.removesuffix(hour)
            if any(before.removesuffix(join) in days for join in JOINS if before.endswith(join)):
                return True
        if words.startswith(hour):
            behind = re.sub(r"^,? (on )?((\w+)day,? )?", "", words.removeprefix(hour))
            if behind in days:
                return True
    return False


def says_day(text: str, value: Any, today: dt.date) -> bool:
    """Whether a text is the day, and nothing else."""
    words = squeeze(straighten(text))
    return words in write_day_with_year(value) or (
        words in write_day_without_year(value) and follows(value, today)
    )


def says_edge(text: str, value: Any, today: dt.date, edge: str) -> bool:
    """Whether a text is the day of a moment at the beginning or the end of a day."""
    day, time, _ending = split_moment(value)
    near = squeeze(text) in write_day_from_today(day, today) if day else False
    return bool(day) and time == edge and (near or says_day(text, day, today))


def says_rank(text: str, value: Any) -> bool:
    """Whether a text is `third` or `3rd`."""
    words = squeeze(text)
    return (words in RANKS and RANKS.index(words) + 1 == value) or (
        re.fullmatch(r"\d+(st|nd|rd|th)", words) is not None and int(words[:-2]) == value
    )  # fmt: skip


def differs_in_number(text: str, value: Any) -> bool:
    """Whether two labels differ at most in that words are singular or plural."""
    one, other = fold(text).split(), fold(str(value)).split()
    if len(one) != len(other):
        return False
    return all(
        left == right or short + "s" == long or short + "es" == long or short[:-1] + "ies" == long
        for left, right in zip(one, other, strict=True)
        for short, long in (sorted((left, right), key=len),)
    )


def _change(name: str) -> Says:
    return lambda text, value, _choices, _today: CHANGED[name](text) == value


FREE_TRANSFORMS: dict[str, Says] = {
    "date_said": lambda text, value, _, today: says_day(text, value, today),
    "date_this_year": lambda text, value, _, today: (
        squeeze(text) in write_day_without_year(value) and value.startswith(f"{today.year}-")
    ),
    "date_relative": lambda text, value, _, today: (
        squeeze(text) in write_day_from_today(value, today)
    ),
    "month_number": lambda text, value, *_: MONTHS.index(squeeze(text)) + 1 == value,
    "number_words": lambda text, value, *_: says_number(text, value),
    "number_text": lambda text, value, *_: (
        text.replace(",", "").strip() == value or says_number(text, float(value))
    ),
    "percent": lambda text, value, *_: (
        abs(float(re.sub(r"[^\d.]", "", text)) / 100 - value) < 1e-9
        and re.search(r"(%|percent|per cent)$", text.strip().lower()) is not None
    ),
    "percent_text": lambda text, value, *_: re.sub(r"[^\d.,]", "", text) + "%" == value,
    "rank": lambda text, value, *_: says_rank(text, value),
    "currency": lambda text, value, *_: MONEY.get(squeeze(text)) == value,
    "yes_said": lambda text, value, *_: (
        value is True and re.search(r"\w", text) is not None
        and not DENIAL.search(straighten(text))
    ),
    "no_said": lambda text, value, *_: (
        value is False and DENIAL.search(straighten(text)) is not None
    ),
    "enum_inflected": lambda text, value, choices, _: (
        differs_in_number(text, value)
        and sum(differs_in_number(text, choice) for choice in choices) == 1
    ),
    **{name: _change(name) for name in CHANGED},
}  # fmt: skip
"""Name of a transform of freely written words → what tells whether they say the value."""
for _ending in ("", "_seconds", "_utc", "_12h", "_12h_padded", "_unpadded"):
    FREE_TRANSFORMS[f"time_said{_ending}"] = lambda text, value, *_: (
        squeeze(text) in write_time(split_moment(value)[1])
    )
for _ending in (
    "", "_utc", "_millis_utc", "_zero_offset", "_minutes", "_spaced", "_spaced_minutes",
):  # fmt: skip
    FREE_TRANSFORMS[f"moment_said{_ending}"] = lambda text, value, _, today: says_moment(
        text, value, today
    )
    FREE_TRANSFORMS[f"day_start{_ending}"] = lambda text, value, _, today: says_edge(
        text, value, today, "00:00:00"
    )
    FREE_TRANSFORMS[f"day_end{_ending}"] = lambda text, value, _, today: says_edge(
        text, value, today, "23:59:00" if str(value)[-5:] == "23:59" else "23:59:59"
    )
