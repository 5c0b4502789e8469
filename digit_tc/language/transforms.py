"""How people write values, and how to read what they wrote.

A transform is a named pair: `write` turns a value into the words of a person, `read` turns those
words back into the value. The name is stored with each argument's provenance, so that anybody can
read the value again from the text. Numbers compare as numbers (3 equals 3.0), the rest exactly.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from functools import lru_cache

from digit_tc.language.spoken import SPOKEN
from digit_tc.language.words import singular, split_identifier
from digit_tc.records.base import JSON

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
NUMBER_WORDS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve",
)  # fmt: skip
_NEGATIONS = re.compile(r"\b(?:no|not|without|don't|doesn't|skip|leave out|never|off)\b", re.I)
_MONTH_NUMBER = {name.lower(): number for number, name in enumerate(MONTHS, 1)}


def agrees(
    name: str, text: str, value: JSON, *, today: dt.date, choices: Sequence[JSON] = ()
) -> bool:
    """Whether `text`, read by the transform `name`, gives `value`.

    `choices` are the allowed values of the parameter, which `enum_label` picks from.
    """
    try:
        found = read(name, text, today=today, choices=choices)
    except ValueError:
        return False
    return same_value(found, value)


def same_value(left: JSON, right: JSON) -> bool:
    """Equality that knows numbers: 3 equals 3.0, but True does not equal 1."""
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, int | float) and isinstance(right, int | float):
        return left == right  # not as floats: an integer may be too large for one
    return type(left) is type(right) and bool(left == right)


def read(name: str, text: str, *, today: dt.date, choices: Sequence[JSON] = ()) -> JSON:
    """The value that `text` means under the transform `name`.

    Raises ValueError where the text cannot be read that way or no such transform exists.
    `today` is the date of the conversation, for forms that leave out the year.
    """
    if name == "enum_label":
        return _read_enum_label(text, choices)
    if name == "enum_inflected":
        return _read_enum_inflected(text, choices)
    try:
        reader = _READERS[name]
    except KeyError:
        raise ValueError(f"there is no transform called {name!r}") from None
    return reader(text, today)


def write(name: str, value: JSON) -> str:
    """The words for `value` under the transform `name`; `read` of them gives `value` again.

    Raises KeyError for transforms that only read: those of `digit_tc.language.spoken`.
    """
    return _WRITERS[name](value)


@lru_cache(maxsize=20_000)
def label_of(value: str) -> str:
    """An enum value as a person says it: `IN_PROGRESS` → `in progress`; short codes stay."""
    if not re.search(r"[_\-]|[a-z][A-Z]", value):
        return value.lower() if value.isalpha() and value.isupper() and len(value) > 4 else value
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", value)
    words = re.sub(r"[_\-]+", " ", words).strip()
    return words.lower() if words.isupper() or "_" in value or words != value else words


def _read_enum_label(text: str, choices: Sequence[JSON]) -> JSON:
    wanted = _folded(text)
    for choice in choices:
        if isinstance(choice, str) and _folded(choice) == wanted:
            return choice
    raise ValueError(f"{text!r} is none of the allowed values")


def _read_enum_inflected(text: str, choices: Sequence[JSON]) -> JSON:
    wanted = _stems(text)
    found = [choice for choice in choices if isinstance(choice, str) and _stems(choice) == wanted]
    if len(found) != 1 or not wanted:
        raise ValueError(f"{text!r} is none of the allowed values, or several")
    return found[0]


@lru_cache(maxsize=20_000)
def _stems(text: str) -> tuple[str, ...]:
    return tuple(singular(word) for word in split_identifier(text))


@lru_cache(maxsize=20_000)
def _folded(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()


def _read_integer(text: str, _today: dt.date) -> int:
    return int(text.replace(",", "").strip())


def _read_number(text: str, _today: dt.date) -> float | int:
    plain = text.replace(",", "").strip()
    return int(plain) if re.fullmatch(r"-?\d+", plain) else float(plain)


def _read_number_word(text: str, _today: dt.date) -> int:
    return NUMBER_WORDS.index(text.strip().lower())


def _date(year: str, month: str, day: str) -> str:
    number = _MONTH_NUMBER.get(month.lower())
    if number is None:
        raise ValueError(f"{month!r} is not a month")
    return dt.date(int(year), number, int(day)).isoformat()


def _read_date_long(text: str, _today: dt.date) -> str:
    found = re.fullmatch(r"([A-Za-z]+) (\d{1,2}), (\d{4})", text.strip())
    if not found:
        raise ValueError(f"{text!r} is not a date such as March 12, 2026")
    return _date(found[3], found[1], found[2])


def _read_date_day_first(text: str, _today: dt.date) -> str:
    found = re.fullmatch(r"(\d{1,2}) ([A-Za-z]+) (\d{4})", text.strip())
    if not found:
        raise ValueError(f"{text!r} is not a date such as 12 March 2026")
    return _date(found[3], found[2], found[1])


def _read_time_12h(text: str, _today: dt.date) -> str:
    found = re.fullmatch(r"(\d{1,2}):(\d{2}) ?([AaPp])\.?[Mm]\.?", text.strip())
    if not found or not 1 <= int(found[1]) <= 12:
        raise ValueError(f"{text!r} is not a time such as 2:30 PM")
    hour = int(found[1]) % 12 + (12 if found[3].lower() == "p" else 0)
    return f"{hour:02d}:{found[2]}"


def _read_time_12h_utc(text: str, today: dt.date) -> str:
    if not text.endswith(" UTC"):
        raise ValueError(f"{text!r} does not say UTC")
    return f"{_read_time_12h(text[: -len(' UTC')], today)}:00Z"


def _split_moment(text: str, today: dt.date) -> tuple[str, str]:
    date, at, time = text.partition(" at ")
    if not at:
        raise ValueError(f"{text!r} is not a moment such as March 12, 2026 at 2:30 PM")
    return _read_date_long(date, today), _read_time_12h(time, today)


def _read_datetime_long(text: str, today: dt.date) -> str:
    date, time = _split_moment(text, today)
    return f"{date}T{time}:00"


def _read_datetime_long_utc(text: str, today: dt.date) -> str:
    if not text.endswith(" UTC"):
        raise ValueError(f"{text!r} does not say UTC")
    date, time = _split_moment(text[: -len(" UTC")], today)
    return f"{date}T{time}:00Z"


def _read_boolean_affirmed(text: str, _today: dt.date) -> bool:
    if not text.strip() or _NEGATIONS.search(text):
        raise ValueError(f"{text!r} does not affirm anything")
    return True


def _read_boolean_negated(text: str, _today: dt.date) -> bool:
    if not _NEGATIONS.search(text):
        raise ValueError(f"{text!r} does not deny anything")
    return False


def _write_date_long(value: JSON) -> str:
    date = dt.date.fromisoformat(str(value))
    return f"{MONTHS[date.month - 1]} {date.day}, {date.year}"


def _write_date_day_first(value: JSON) -> str:
    date = dt.date.fromisoformat(str(value))
    return f"{date.day} {MONTHS[date.month - 1]} {date.year}"


def _write_time_12h(value: JSON) -> str:
    hour, minute = (int(part) for part in str(value).split(":")[:2])
    return f"{hour % 12 or 12}:{minute:02d} {'PM' if hour >= 12 else 'AM'}"


def _write_datetime_long(value: JSON) -> str:
    date, _, time = str(value).rstrip("Z").partition("T")
    return f"{_write_date_long(date)} at {_write_time_12h(time)}"


def _write_number(value: JSON) -> str:
    # No thousands separators: half of all readers of such data would not take them for a number.
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


_READERS: dict[str, Callable[[str, dt.date], JSON]] = {
    "verbatim": lambda text, _today: text,
    "integer": _read_integer,
    "number": _read_number,
    "number_word": _read_number_word,
    "date_long": _read_date_long,
    "date_day_first": _read_date_day_first,
    "time_12h": _read_time_12h,
    "time_12h_utc": _read_time_12h_utc,
    "datetime_long": _read_datetime_long,
    "datetime_long_utc": _read_datetime_long_utc,
    "boolean_affirmed": _read_boolean_affirmed,
    "boolean_negated": _read_boolean_negated,
    **SPOKEN,
}
_WRITERS: dict[str, Callable[[JSON], str]] = {
    "verbatim": str,
    "integer": str,
    "number": _write_number,
    "number_word": lambda value: NUMBER_WORDS[value],
    "date_long": _write_date_long,
    "date_day_first": _write_date_day_first,
    "time_12h": _write_time_12h,
    "time_12h_utc": lambda value: f"{_write_time_12h(value)} UTC",
    "datetime_long": _write_datetime_long,
    "datetime_long_utc": lambda value: f"{_write_datetime_long(value)} UTC",
    "enum_label": label_of,
}
TRANSFORMS: tuple[str, ...] = (*_READERS, "enum_label", "enum_inflected")
