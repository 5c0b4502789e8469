"""JSON values that every later stage can hold: finite, 64-bit, valid Unicode, not too deep."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping

import orjson

from digit_tc.errors import SpecError
from digit_tc.records import JSON
from digit_tc.specs.limits import DOCUMENT_DEPTH


def representable(value: JSON, label: str) -> JSON:
    """The value itself where it is plain JSON, else a copy with what is not JSON replaced.

    Raises `SpecError` where it is nested more deeply than `DOCUMENT_DEPTH`.
    """
    try:
        orjson.dumps(value)
    except TypeError:
        return _clean(value, label, 0)
    return value


def finite_float(text: str) -> float | None:
    """The number that a text writes, or None where it is too large for a float."""
    number = float(text)
    return number if math.isfinite(number) else None


def size_of(value: JSON) -> int:
    """Bytes of the value as compact JSON."""
    return len(orjson.dumps(value))


def _clean(value: JSON, label: str, depth: int) -> JSON:
    if depth > DOCUMENT_DEPTH:
        raise SpecError(
            f"{label} is nested more than {DOCUMENT_DEPTH} levels deep.",
            remedy="No tool specification needs that; flatten it or remove that part.",
        )
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        return value if -(2**63) <= value < 2**63 else _finite(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, Mapping):
        return {_clean_key(key): _clean(item, label, depth + 1) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_clean(item, label, depth + 1) for item in value]
    if isinstance(value, (dt.date, dt.datetime, dt.time)):
        return value.isoformat()
    return str(value)[:200].encode("utf-8", "replace").decode("utf-8")


def _clean_key(key: object) -> str:
    return str(key).encode("utf-8", "replace").decode("utf-8")


def _finite(value: int) -> float | None:
    try:
        return float(value)
    except OverflowError:
        return None
