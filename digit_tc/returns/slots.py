"""What a calculator is: how it is recognised, what it needs, what it gives, and its formula."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from digit_tc.records import JSON

Values = Mapping[str, Any]
Formula = Callable[[Values], dict[str, JSON] | None]
_MOST_DIGITS = 1e15


@dataclass(frozen=True, slots=True)
class Slot:
    """One input of a calculator."""

    name: str
    rule: re.Pattern[str]
    """What the words of the parameter's name must hold."""
    kind: str
    """`num`, `int`, `str`, `date`, `flag`, or of a list: `list` (numbers), `strs`, `any`."""
    optional: bool

    @property
    def types(self) -> tuple[str, ...]:
        """JSON types that a parameter for this slot may have."""
        if self.kind in ("num", "int"):
            return ("number", "integer")
        if self.kind == "flag":
            return ("boolean",)
        return ("array",) if self.kind in ("list", "strs", "any") else ("string",)

    def read(self, value: JSON) -> Any:
        """An argument as the formula takes it, or None where it cannot."""
        if self.kind in ("num", "int"):
            return value if _number(value) and (self.kind == "num" or value == int(value)) else None
        if self.kind == "flag":
            return value if isinstance(value, bool) else None
        if self.kind == "list":
            return value if isinstance(value, list) and value and all(map(_number, value)) else None
        if self.kind == "strs":
            told = isinstance(value, list) and value and all(isinstance(v, str) for v in value)
            return value if told else None
        if self.kind == "any":
            return value if isinstance(value, list) and value else None
        if not isinstance(value, str) or len(value) > 2000:
            return None
        if self.kind == "date":
            found = re.match(r"\d{4}-\d{2}-\d{2}", value)
            try:
                return dt.date.fromisoformat(found[0]) if found else None
            except ValueError:
                return None
        return value


@dataclass(frozen=True, slots=True)
class Calculator:
    """One calculation."""

    rule: re.Pattern[str]
    but: re.Pattern[str] | None
    """What the text must not say."""
    slots: tuple[Slot, ...]
    keys: Mapping[str, Mapping[str, Any]]
    """Schemas of what it gives."""
    formula: Formula


def _number(value: JSON) -> bool:
    return (
        isinstance(value, int | float)
        and not isinstance(value, bool)
        and math.isfinite(value)
        and abs(value) < _MOST_DIGITS
    )


def calculator(rule: str, slots: str, keys: str, formula: Formula, but: str = "") -> Calculator:
    """A calculator from short notations.

    `slots`: `name:kind=rule` parted by blanks, `name?` where it is optional, `_` in a rule for a
    blank. `keys`: `name:type` parted by blanks, numbers where no type is told.
    """
    read: list[Slot] = []
    for part in slots.split():
        head, _, pattern = part.partition("=")
        name, _, kind = head.partition(":")
        read.append(
            Slot(name.rstrip("?"), re.compile(pattern.replace("_", " ")), kind, name.endswith("?"))
        )
    types: dict[str, Mapping[str, Any]] = {}
    for part in keys.split():
        key, _, kind = part.partition(":")
        types[key] = (
            {"type": "array", "items": {"type": kind[:-2]}} if kind.endswith("[]")
            else {"type": kind or "number"}
        )  # fmt: skip
    return Calculator(
        re.compile(rule), re.compile(but) if but else None, tuple(read), types, formula
    )
