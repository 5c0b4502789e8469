"""Dates and times that fit the conversation's day, the tool's view of time, and each other."""

from __future__ import annotations

import datetime as dt
import random
import re

from digit_tc.language.transforms import MONTHS
from digit_tc.records import JSON
from digit_tc.values.fields import Field, type_of
from digit_tc.values.setting import Setting

_BIRTH = re.compile(r"\b(?:birth|born|dob|birthday|birthdate)\b")
_PAST = re.compile(r"\b(?:historical|past|history|previous|since|published|joined|hired)\b")
_LATE = re.compile(r"\b(?:end|ends|to|until|before|max|latest|final)\b")
_RETURN = re.compile(r"\b(?:check ?out|return|end|to|until|before)\b")
_SET_OUT = re.compile(r"\b(?:check ?in|departure|depart|outbound)\b")
_EXPIRES = re.compile(r"\b(?:expir\w*|valid until)\b")
_FORMS = (
    ("yyyy-mm-dd", "%Y-%m-%d"), ("dd/mm/yyyy", "%d/%m/%Y"), ("mm/dd/yyyy", "%m/%d/%Y"),
    ("dd-mm-yyyy", "%d-%m-%Y"), ("mm-dd-yyyy", "%m-%d-%Y"), ("yyyymmdd", "%Y%m%d"),
    ("yyyy/mm/dd", "%Y/%m/%d"), ("dd.mm.yyyy", "%d.%m.%Y"), ("yyyy-mm", "%Y-%m"),
    ("mm/dd", "%m/%d"), ("dd/mm", "%d/%m"),
)  # fmt: skip


def date(field: Field, setting: Setting) -> JSON:
    """A day in the form that the description tells, else as ISO 8601."""
    described = str(field.schema.get("description", "")).lower()
    day = _day(" ".join(field.meaning.words), described, setting)
    form = next((form for told, form in _FORMS if told in described), "%Y-%m-%d")
    return day.strftime(form)


def _day(text: str, described: str, setting: Setting) -> dt.date:
    rng = setting.rng
    if _BIRTH.search(f"{text} {described}"):
        return dt.date(rng.randint(1955, 2004), rng.randint(1, 12), rng.randint(1, 28))
    if _EXPIRES.search(text):
        return setting.today + _days(rng, 200, 900)
    if setting.looks_back or _PAST.search(described):
        start, length = setting.past
        day = start + length if _LATE.search(text) else start
        return day - _days(rng, 1, 25) if rng.random() < 0.4 else day
    if _SET_OUT.search(text):
        return setting.trip_start
    if _RETURN.search(text):
        return setting.trip_end if rng.random() < 0.6 else setting.trip_end + _days(rng, 1, 20)
    return setting.trip_start if rng.random() < 0.7 else setting.today + _days(rng, 1, 45)


def _days(rng: random.Random, least: int, most: int) -> dt.timedelta:
    return dt.timedelta(days=rng.randint(least, most))


def moment(field: Field, setting: Setting) -> JSON:
    """A date with a time of day; in UTC where the schema asks for `date-time`."""
    text = " ".join(field.meaning.words)
    late = re.search(r"\b(?:end|ends|before|to|until|due|expires)\b", text)
    if setting.looks_back:
        start, length = setting.past
        day = start + length if late else start
    else:
        day = setting.trip_end if late else setting.trip_start
    suffix = "Z" if field.schema.get("format") == "date-time" else ""
    return f"{day.isoformat()}T{_clock(setting.rng, bool(late))}:00{suffix}"


def _clock(rng: random.Random, late: bool) -> str:
    hour = rng.randint(13, 19) if late else rng.randint(8, 12)
    return f"{hour:02d}:{rng.choice(('00', '15', '30', '45'))}"


def time(field: Field, setting: Setting) -> JSON:
    """A time of day; what ends is later than what starts."""
    late = bool(re.search(r"\b(?:end|to|until|close)\b", " ".join(field.meaning.words)))
    described = str(field.schema.get("description", "")).lower()
    clock = _clock(setting.rng, late)
    if re.search(r"hh:mm ?(?:am|pm|a\b)|am/pm|12-hour", described):
        hour, minute = int(clock[:2]), clock[3:]
        return f"{hour % 12 or 12}:{minute} {'PM' if hour >= 12 else 'AM'}"
    if field.schema.get("format") == "time" and "pattern" not in field.schema:
        return f"{clock}:00Z"  # JSON Schema's `time` is RFC 3339's, with seconds and zone
    return f"{clock}:00" if "hh:mm:ss" in described else clock


def month(field: Field, setting: Setting) -> JSON:
    """A month by number, or by name where the field is a text."""
    number = setting.rng.randint(1, 12)
    if type_of(field.schema) != "string":
        return number
    described = str(field.schema.get("description", "")).lower()
    if "yyyy-mm" in described:
        return f"{setting.past[0]:%Y-%m}"
    numbered = "mm" in described or "number" in described or "1-12" in described
    return f"{number:02d}" if numbered else MONTHS[number - 1]


def year(_field: Field, setting: Setting) -> JSON:
    """A year that has begun."""
    return setting.today.year - setting.rng.choice((0, 1, 1, 2, 3, 4, 6, 9, 12, 18))


def epoch(_field: Field, setting: Setting) -> JSON:
    """Seconds since 1970 of a morning."""
    day = setting.past[0] if setting.looks_back else setting.trip_start
    if not setting.is_first("epoch"):
        day += dt.timedelta(days=3)
    return int(dt.datetime.combine(day, dt.time(9), dt.UTC).timestamp())
