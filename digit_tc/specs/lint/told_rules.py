"""What only the description tells becomes part of the schema: defaults, values, formats."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from digit_tc.records import Finding
from digit_tc.specs.lint.coerce import NOTHING, allows, coerced
from digit_tc.specs.lint.rule import Place, Schema
from digit_tc.specs.lint.told import told_default, told_values

_FORMATS: tuple[tuple[str, dict[str, Any]], ...] = (
    (r"y{4}-m{2}-d{2}[ t]+\(?h{2}:m{2}|\bdate(?:[- ]| and )time\b.*\biso[- ]8601|"
     r"\biso[- ]8601\b.*\b(?:date-?time|timestamp)|\brfc ?3339\b", {"format": "date-time"}),
    (r"y{4}-m{2}-d{2}(?![ t]*h|.*(?:\bor\b|/).{0,20}y{4})", {"format": "date"}),
    (r"y{4}-m{2}(?!-?d)", {"pattern": r"^\d{4}-(0[1-9]|1[0-2])$"}),
    (r"\bh{2}:m{2}:s{2}(?!\.)", {"pattern": r"^([01]\d|2[0-3]):[0-5]\d:[0-5]\d$"}),
    (r"(?<![ t]{1}d)\bh{2}:m{2}\b(?!:| ?[ap]m)", {"pattern": r"^([01]\d|2[0-3]):[0-5]\d$"}),
    (r"^(?:the |an? |your |user'?s? |valid )*(?:\w+ )?e-?mail(?: address)?"
     r"(?: (?:of|to|for)\b|\.|$)", {"format": "email"}),
    (r"^(?:the |an? |full |complete |valid |direct )*(?:\w+ )?ur[li]"
     r"(?: (?:of|to|for|where)\b|\.|$)", {"format": "uri"}),
)  # fmt: skip
_TABLE = tuple((re.compile(pattern, re.IGNORECASE), keywords) for pattern, keywords in _FORMATS)
_SEVERAL = re.compile(r"comma|separated|list of|multiple|json|e\.g\. ?['\"]?\d+ ", re.IGNORECASE)


def told_enum(schema: Schema, place: Place) -> Iterator[Finding]:
    """`Options are 'asc' or 'desc'` becomes `enum`, where the type is string."""
    if schema.get("type") != "string" or schema.keys() & {"enum", "pattern", "format"}:
        return
    values = told_values(schema.get("description", ""), place.name, place.others)
    if not values:
        return
    told = told_default(schema["description"], place.name, place.others)
    if told and isinstance(told.value, str) and told.value not in values:
        return  # the list is not whole
    if any(value not in values for value in _told_values(schema)):
        return
    schema["enum"] = values
    yield place.found("told-enum", "repaired", f"The description lists the values {values}.")


def told_default_rule(schema: Schema, place: Place) -> Iterator[Finding]:
    """`Defaults to 10` becomes `default`: where it is quoted or of the type, and fits.

    What is read wrongly would be wrong in every call, so that one doubt is enough to leave it.
    """
    if place.role != "parameters" or "default" in schema or not place.name:
        return
    told = told_default(schema.get("description", ""), place.name, place.others)
    if told is None or told.value is None:
        return
    of_the_type = schema.get("type") != "string" and not isinstance(told.value, str)
    if not told.quoted and not of_the_type and told.value not in schema.get("enum", ()):
        return
    value = coerced(told.value, schema)
    if value is not NOTHING and allows(schema, value):
        schema["default"] = value
        yield place.found("told-default", "repaired", f"The description tells {value!r}.")


def told_format(schema: Schema, place: Place) -> Iterator[Finding]:
    """`YYYY-MM-DD`, `HH:MM`, an e-mail address, a URL: said by `format` or `pattern`."""
    if schema.get("type") != "string" or schema.keys() & {"enum", "format", "pattern"}:
        return
    description = schema.get("description", "")
    if _SEVERAL.search(description):
        return
    for pattern, keywords in _TABLE:
        if pattern.search(description):
            if not all(_fits(value, keywords) for value in _told_values(schema)):
                return
            schema.update(keywords)
            told = next(iter(keywords.values()))
            yield place.found("told-format", "repaired", f"The description tells {told}.")
            return


def _told_values(schema: Schema) -> list[Any]:
    values = [schema["default"]] if "default" in schema else []
    return [*values, *schema.get("examples", [])]


def _fits(value: object, keywords: dict[str, Any]) -> bool:
    if not isinstance(value, str):
        return False
    shapes = {
        "date": r"\d{4}-\d\d-\d\d",
        "email": r"[^@\s]+@[^@\s]+",
        "uri": r"[a-z]+:\S+",
        "date-time": r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d.*",
    }
    shape = keywords.get("pattern") or shapes[keywords["format"]]
    return bool(re.fullmatch(shape, value))
