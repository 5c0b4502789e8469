"""By which of its fields people tell a row from the others, read from the rows' schema."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from digit_tc.language.words import singular
from digit_tc.records import JSON
from digit_tc.records.paths import find_schemas, name_of
from digit_tc.values.fields import Field, Schema, field_of, fields_of, type_of
from digit_tc.world.picks import enclosing

_TABLE = yaml.load(Path(__file__).with_suffix(".yaml").read_text("utf-8"), Loader=yaml.SafeLoader)
_LIKING = {kind: float(liking) for liking, kinds in _TABLE["sayable"].items()
           for kind in kinds.split()}  # fmt: skip
_COMPARABLE = frozenset(_TABLE["comparable"].split())
_NEVER = frozenset(_TABLE["never"].split())
_MOST_CHARACTERS = 60
_MOST_WORDS = 8
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:00Z?")
_CODE = re.compile(
    r"(?=\S*\d)(?=\S*[A-Za-z])(?:[A-Z0-9]+|[A-Za-z0-9]+(?:[-_#/][A-Za-z0-9]+)+|[0-9a-f]{8,})"
    r"|\+?[\d() -]{7,}|[\d-]{5,}|\S*://\S*"
)
"""What only a program tells apart: `FL-2231`, `9f86d081`, `40213`, a telephone number, a URL."""


@dataclass(frozen=True, slots=True)
class Preferences:
    """The fields of the rows of one list, and what people say and compare of them."""

    fields: Mapping[str, Field]
    """Every scalar of a row and of the objects around it, in the notation of a condition."""

    def sayable(self, field: str, value: JSON) -> float:
        """How gladly people tell a row by this value, from 0 (never) to 1 (its name)."""
        known = self.fields.get(field)
        if known is None or isinstance(value, bool) or not _short(value):
            return 0.0
        if _NEVER & set(known.meaning.words) or value not in (known.choices or (value,)):
            return 0.0
        if isinstance(value, str) and known.kind not in ("date", "datetime", "time", "choice"):
            return 0.0 if _CODE.fullmatch(value) else _LIKING.get(known.kind, 0.0)
        if known.kind == "datetime" and not _MOMENT.fullmatch(str(value)):
            return 0.0
        return _LIKING.get(known.kind, 0.0)

    def comparable(self, field: str) -> bool:
        """Whether people speak of the row that has the least or the most of this field."""
        known = self.fields.get(field)
        if known is None or (_NEVER - {"limit"}) & set(known.meaning.words):
            return False
        return known.kind in _COMPARABLE


def preferences_of(returns: Schema, rows: str, noun: str) -> Preferences:
    """What people say and compare of the rows under a pattern of a result with this schema.

    `noun` is what one row is called: "order".
    """
    fields: dict[str, Field] = {}
    for level, pattern in enumerate(enclosing(rows)):
        owner = singular(name_of(pattern)) if level else noun
        for schema in find_schemas(returns, pattern):
            if type_of(schema) == "object":
                for field in fields_of(schema, owner):
                    if "[]" not in field.path:
                        fields.setdefault("^" * level + field.path, field)
            elif level == 0:
                fields.setdefault("", field_of(schema, "", singular(name_of(rows)), noun))
    return Preferences(fields)


def _short(value: JSON) -> bool:
    if isinstance(value, str):
        words = len(value.split())
        return 0 < words <= _MOST_WORDS and len(value) <= _MOST_CHARACTERS and "\n" not in value
    if isinstance(value, float):
        return round(value, 2) == value
    return isinstance(value, int)
