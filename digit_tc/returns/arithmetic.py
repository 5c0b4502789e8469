"""Well-known calculators, recognised by name, description and parameters, done right."""

from __future__ import annotations

import datetime as dt
import re
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from digit_tc.language.words import split_identifier
from digit_tc.records import JSON, Tool
from digit_tc.returns.calculators import CALCULATORS
from digit_tc.returns.slots import Calculator, Slot
from digit_tc.values.fields import type_of

_MOST_CACHED = 20_000
_MOST_SAYABLE = 1e16
_IGNORED = frozenset("precision decimals decimal rounding digits round places limit".split())
"""Words of number parameters that change nothing but the look of a result."""
_SIGNS = re.compile(
    r"\b(?:"
    r"circle|circumference|perimeter|diagonal|triang|square|area\b|cylinder|"
    r"cone\b|sphere|volume|hypo|median|deviation|mode\b|mean\b|average|sum|"
    r"total|max|highest|largest|greatest|min|lowest|smallest|sort|stat|gcd|"
    r"common|lcm|factorial|fib|prime|power|expo|sqrt|cube|absolute|logarithm|"
    r"random|add|subtract|difference|multiply|product|divide|quotient|quadratic|"
    r"percent|tip|discount|tax|vat|compound|future|cagr|mortgage|loan|emi|"
    r"interest|roi\b|return on|profit|commission|bmi|body|weight|speed|velocity|"
    r"fuel|mileage|miles|celsius|fahrenheit|conver|unit|days?\b|date|age\b|"
    r"palindrome|anagram|revers|shuffle|randomize|word|count|character|length|"
    r"text|vowel|frequency|occurrence|upper|capital|lower|longest|encode|decode|"
    r"base|hash|duplicate"
    r")"
)
"""A word of at least one calculator: most tools have none, and need no closer look."""
_matches: OrderedDict[tuple[str, str], _Match | None] = OrderedDict()


@dataclass(frozen=True, slots=True)
class _Match:
    """A calculator with the parameters that fill its slots."""

    calculator: Calculator
    filled: Mapping[str, str]


def compute(
    tool: Tool, arguments: Mapping[str, JSON], today: dt.date | None = None
) -> dict[str, JSON] | None:
    """The true values of a calculator's result; None where the tool is no known calculator.

    `today` is the date of the conversation, for ages. None is also the answer where the arguments
    are outside what can be reckoned: a division by zero, an unknown unit.
    """
    match = _match(tool)
    if match is None:
        return None
    values: dict[str, Any] = {}
    for slot in match.calculator.slots:
        name = match.filled.get(slot.name)
        value = arguments.get(name) if name else None
        if value is None:
            if not slot.optional:
                return None
            continue
        read = slot.read(value)
        if read is None:
            return None
        values[slot.name] = read
    values["today"] = today
    values["names"] = match.filled
    values["text"] = (
        f"{tool.name} {' '.join(match.filled.values())} {tool.description[:200]}".lower()
    )
    try:
        result = match.calculator.formula(values)
    except (ArithmeticError, ValueError, KeyError, TypeError, IndexError):
        return None
    return result if result and all(map(_sayable, result.values())) else None


def returns_of(tool: Tool) -> dict[str, Any] | None:
    """The properties that `compute` fills for this tool; None where it does not know it."""
    match = _match(tool)
    return None if match is None else {key: dict(v) for key, v in match.calculator.keys.items()}


def _match(tool: Tool) -> _Match | None:
    key = (tool.key, tool.fingerprint)
    if key not in _matches:
        _matches[key] = _found(tool)
        if len(_matches) > _MOST_CACHED:
            _matches.popitem(last=False)
    return _matches[key]


def _found(tool: Tool) -> _Match | None:
    name = " ".join(split_identifier(tool.name))
    text = f"{name} | {tool.description[:200].lower()}"
    if not _SIGNS.search(text):
        return None
    for calculator in CALCULATORS:
        if calculator.rule.search(text) and not (calculator.but and calculator.but.search(text)):
            filled = _fill(calculator.slots, tool)
            if filled is not None:
                return _Match(calculator, filled)
    return None


def _fill(slots: tuple[Slot, ...], tool: Tool) -> dict[str, str] | None:
    """Parameters by slot; None where a slot stays empty or a parameter that counts is left over."""
    properties = tool.parameters.get("properties", {})
    needed = tool.parameters.get("required") or ()
    free = {
        name: (" ".join(split_identifier(name)), type_of(schema))
        for name, schema in properties.items()
        if isinstance(schema, Mapping)
    }
    filled: dict[str, str] = {}
    for slot in slots:
        found = next(
            (
                name
                for name, (words, kind) in free.items()
                if kind in slot.types and slot.rule.search(words)
            ),
            None,
        )
        if found is None or (not slot.optional and found not in needed and len(needed) > 0):
            if slot.optional:
                continue
            return None
        filled[slot.name] = found
        del free[found]
    for words, kind in free.values():
        if kind in ("array", "object"):
            return None
        if kind in ("number", "integer") and not _IGNORED & set(words.split()):
            return None
    return filled


def _sayable(value: JSON) -> bool:
    return not isinstance(value, int | float) or abs(value) < _MOST_SAYABLE
