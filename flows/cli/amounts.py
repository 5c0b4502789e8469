"""Amounts as people read them: tokens, money, time."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from digit_tc.records import Expected

_MARKS = ((1e9, "G"), (1e6, "M"), (1e3, "k"))


def many(number: float | None) -> str:
    """`950`, `12.3k`, `4.56M`; nothing for None."""
    if number is None:
        return ""
    for size, mark in _MARKS:
        if number >= size * 0.9995:
            return f"{number / size:.3g}{mark}"
    return f"{number:.0f}" if number >= 100 or number == int(number) else f"{number:.3g}"


def counted(number: int, one: str, more: str = "") -> str:
    """`1 request`, `1,200 requests`."""
    return f"{number:,} {one if number == 1 else more or one + 's'}"


def usd(amount: float | None, unknown: int = 0) -> str:
    """`$0.0123`, with `+ ?` where the cost of some requests is not known; `?` for None."""
    if amount is None:
        return "?"
    digits = 2 if amount >= 1 else 4
    shown = f"${amount:,.{digits}f}" if amount >= 0.0001 or not amount else f"${amount:.2g}"
    return f"{shown} + ?" if unknown else shown


def milliseconds(amount: float | None) -> str:
    """`340 ms`, `12.5 s`; nothing for None."""
    if amount is None:
        return ""
    return f"{amount:.0f} ms" if amount < 9999.5 else f"{amount / 1000:.1f} s"


def minutes(amount: float) -> str:
    """`40 s`, `12 min`, `3 h 20 min`."""
    if amount < 1:
        return f"{max(1, round(amount * 60))} s"
    whole = round(amount)
    return f"{whole} min" if whole < 60 else f"{whole // 60} h {whole % 60:02d} min"


def between(expected: Expected | None, show: Callable[[float], str] = many) -> str:
    """`120k (100k to 150k)`; `unknown` for None."""
    if expected is None:
        return "unknown"
    return f"{show(expected.likely)} ({show(expected.low)} to {show(expected.high)})"
