"""Values by meaning: a name is a name, an IATA code three letters, check-out after check-in."""

from __future__ import annotations

import datetime as dt
import random
import re
from collections.abc import Mapping
from typing import Any

from digit_tc.errors import RejectedError
from digit_tc.language.patterns import matching
from digit_tc.language.validators import finds
from digit_tc.records import JSON
from digit_tc.semantics.facts import admits
from digit_tc.values.contents import content, is_content, of_length
from digit_tc.values.fields import Field, type_of
from digit_tc.values.guesses import told_texts
from digit_tc.values.kind_values import value_of_kind
from digit_tc.values.setting import Setting
from digit_tc.values.technical_values import TECHNICAL_RULES

_TELLING = frozenset(
    ["text", "name", "category", "query", "word", "headline", "message", "identifier", "region",
     "code", "expression", "unit", "sort", "username", "file_path", "language", "country_code",
     "genre"]
)  # fmt: skip
"""Kinds for which an example in the specification is a better guide than our own pools."""


_EMPTY_EXAMPLES = frozenset(
    ("etc", "etc.", "example", "string", "test", "foo", "bar", "sample", "na", "none")
)


_OPEN_KINDS = frozenset(
    ["name", "person_name", "headline", "message", "username", "email", "phone"]
)
"""Kinds of which our own pools know many more values than one example shows."""


class NoValueError(RejectedError):
    """No value that fits the schema of a field could be found."""

    reason = "no-value"

    def __init__(self, path: str) -> None:
        super().__init__(f"no value found for {path}")
        self.path = path
        """The field's."""


def invent(field: Field, setting: Setting, *, avoid: tuple[JSON, ...] = ()) -> JSON:
    """A value for one scalar place of a call's arguments, different from those in `avoid`.

    Raises NoValueError where several tries gave no value that fits the field's schema.
    """
    for attempt in range(12):
        value = _draw(field, setting, attempt)
        value = _typed(value, field.schema)
        if value is not None and value not in avoid and fits(value, field.schema):
            return value
    for value in (*field.choices, *field.examples):
        if value not in avoid and fits(value, field.schema):
            return value
    default = field.schema.get("default")
    if default is not None and default not in avoid and fits(default, field.schema):
        return default
    for _attempt in range(4):
        value = _resized(field, setting)
        if value is not None and value not in avoid and fits(value, field.schema):
            return value
    raise NoValueError(field.path)


def _resized(field: Field, setting: Setting) -> JSON:
    """A text of the length that the schema asks for, where nothing else of it is asked for."""
    schema = field.schema
    if type_of(schema) != "string" or schema.keys() & {"enum", "pattern", "format"}:
        return None
    low = schema.get("minLength", 1)
    drawn = value_of_kind(field, setting)
    text = str(drawn) if drawn else field.name
    return of_length(text, low, schema.get("maxLength", max(low * 2, 200)), setting.rng)


def _draw(field: Field, setting: Setting, attempt: int) -> JSON:
    rng = setting.rng
    if field.choices:
        return rng.choice(field.choices)
    if is_content(field.schema) and not field.examples:
        return content(field.schema, " ".join(field.meaning.words), rng)
    if field.kind == "boolean":
        default = field.schema.get("default")
        return (not default) if isinstance(default, bool) else rng.random() < 0.8
    if (
        field.examples
        and ("examples" in field.schema or field.kind not in TECHNICAL_RULES)
        and (attempt < 6 or field.kind in _TELLING)
        and ("examples" in field.schema or field.kind in _TELLING or rng.random() < 0.3)
    ):
        good = [one for one in field.examples if not _odd(one)]
        # A single example of a name is nobody's only name.
        alone = len(good) == 1 and field.kind in _OPEN_KINDS and rng.random() < 0.7
        if good and not alone:
            return rng.choice(good)
    if field.kind in _TELLING and (told := told_texts(field)) and attempt < 6:
        return rng.choice(told)
    pattern = field.schema.get("pattern")
    if isinstance(pattern, str) and field.kind not in ("date", "time", "email", "datetime"):
        meant = value_of_kind(field, setting) if attempt < 2 else None
        if isinstance(meant, str) and fits(meant, field.schema):
            return meant
        return matching(pattern, rng)
    value = value_of_kind(field, setting)
    if attempt >= 8 and isinstance(pattern, str):
        return matching(pattern, rng)
    return value


def _odd(value: JSON) -> bool:
    return isinstance(value, str) and ("_" in value or value.lower() in _EMPTY_EXAMPLES)


def fits(value: JSON, schema: Mapping[str, Any]) -> bool:
    """Whether a scalar fits the parts of a schema that concern one scalar."""
    kind = type_of(schema)
    if kind == "string":
        if not isinstance(value, str) or not value:
            return False
        if "format" in schema and not admits(schema, value):
            return False
        if not schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", 10_000):
            return False
        pattern = schema.get("pattern")
        if isinstance(pattern, str) and not finds(pattern, value):
            return False
    elif kind in ("integer", "number"):
        if isinstance(value, bool) or not isinstance(value, int | float):
            return False
        if not _within(value, schema):
            return False
    elif kind == "boolean" and not isinstance(value, bool):
        return False
    choices = schema.get("enum")
    return choices is None or value in choices


def _within(value: float, schema: Mapping[str, Any]) -> bool:
    low, high = bounds(schema)
    step = schema.get("multipleOf")
    if not low <= value <= high:
        return False
    try:
        return not step or abs(value / step - round(value / step)) < 1e-9
    except (OverflowError, ValueError):
        return False


def bounds(schema: Mapping[str, Any]) -> tuple[float, float]:
    """Least and greatest number that a schema allows; infinities where it does not say."""
    low = schema.get("minimum", float("-inf"))
    high = schema.get("maximum", float("inf"))
    whole = type_of(schema) == "integer"
    below, above = schema.get("exclusiveMinimum"), schema.get("exclusiveMaximum")
    if isinstance(below, int | float) and not isinstance(below, bool):
        low = max(low, _beside(below, 1 if whole else 0.01))
    if isinstance(above, int | float) and not isinstance(above, bool):
        high = min(high, _beside(above, -1 if whole else -0.01))
    return low, high


def _beside(bound: float, step: float) -> float:
    try:
        return bound + step
    except OverflowError:  # an integer that no float can hold
        return bound


def _typed(value: JSON, schema: Mapping[str, Any]) -> JSON:
    """Bring a drawn value to the type and into the range of the schema; None if it cannot be."""
    kind = type_of(schema)
    if kind == "string" and not isinstance(value, str):
        return None if value is None else str(value)
    if kind in ("integer", "number"):
        if isinstance(value, str):
            try:
                value = float(value)
            except ValueError:
                return None
        if isinstance(value, bool) or not isinstance(value, int | float):
            return None
        try:
            return _into_range(value, schema, kind)
        except (OverflowError, ValueError):  # infinite, or so large that it is no figure
            return None
    return value


def _into_range(value: float, schema: Mapping[str, Any], kind: str) -> float:
    low, high = bounds(schema)
    if not low <= value <= high:
        if low != float("-inf") and high != float("inf"):
            span = high - low
            value = low + (abs(value) * 0.618 % 1.0) * span if span else low
        else:
            value = max(low, min(high, value))
    step = schema.get("multipleOf")
    if isinstance(step, int | float) and step > 0:
        value = round(value / step) * step
    if kind == "integer":
        return round(value)
    return int(value) if isinstance(value, int) else round(value, 4)


def ordered_dates(fields: Mapping[str, Field], values: dict[str, JSON]) -> None:
    """Bring the dates of one call into order: what starts comes before what ends."""
    for first, last in _pairs(fields):
        left, right = values.get(first), values.get(last)
        if not isinstance(left, str) or not isinstance(right, str):
            continue
        if fields[first].kind != fields[last].kind or fields[first].choices:
            continue
        if left > right:
            values[first], values[last] = right, left
        elif left == right and fields[first].kind == "date":
            try:
                values[last] = (dt.date.fromisoformat(left) + dt.timedelta(days=3)).isoformat()
            except (ValueError, OverflowError):
                continue  # an example such as 2026-02-30 or 9999-12-31


_STARTS = ("start", "from", "check in", "checkin", "departure", "begin", "since", "min", "after",
           "pickup", "arrival", "open", "first", "lower", "low", "minimum")  # fmt: skip
_ENDS = ("end", "to", "check out", "checkout", "return", "finish", "until", "max", "before",
         "dropoff", "departure", "close", "last", "upper", "high", "maximum")  # fmt: skip


def _pairs(fields: Mapping[str, Field]) -> list[tuple[str, str]]:
    found = []
    for path, field in fields.items():
        if field.kind not in ("date", "datetime", "time", "year"):
            continue
        text = " ".join(field.meaning.words)
        for start, end in zip(_STARTS, _ENDS, strict=True):
            if not re.search(rf"\b{start}\b", text):
                continue
            wanted = re.sub(rf"\b{start}\b", end, text, count=1)
            parent = path.rpartition(".")[0]
            for other, candidate in fields.items():
                if (
                    other != path
                    and other.rpartition(".")[0] == parent
                    and (" ".join(candidate.meaning.words) == wanted)
                ):
                    found.append((path, other))
    return found


def ordered_numbers(fields: Mapping[str, Field], values: dict[str, JSON]) -> None:
    """Bring least and greatest of one call into order: a minimum price is below the maximum."""
    for path, field in fields.items():
        text = " ".join(field.meaning.words)
        found = re.search(r"\b(min|minimum|low|lower|from|start)\b", text)
        if not found or path not in values:
            continue
        for least, most in (("min", "max"), ("minimum", "maximum"), ("from", "to"),
                            ("low", "high"), ("lower", "upper"), ("start", "end")):  # fmt: skip
            wanted = re.sub(rf"\b{least}\b", most, text)
            for other, candidate in fields.items():
                if other == path or " ".join(candidate.meaning.words) != wanted:
                    continue
                low, high = values.get(path), values.get(other)
                numeric = all(
                    isinstance(v, int | float) and not isinstance(v, bool) for v in (low, high)
                )
                if numeric and low > high:  # type: ignore[operator]
                    values[path], values[other] = high, low


def fresh_identifier(field: Field, rng: random.Random) -> JSON:
    """An id in the form that the entity's ids have: from the pattern, the type, or its initials."""
    from digit_tc.values.kind_values import identifier

    pattern = field.schema.get("pattern")
    if isinstance(pattern, str):
        made = matching(pattern, rng)
        if made is not None:
            return made
    return identifier(field, rng)
