"""What is said to be first comes first: a record is created before it is updated."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from digit_tc.language.entities import plain_name
from digit_tc.records import JSON

_EARLIER_LATER = (
    ("created", "updated"), ("created", "modified"), ("created", "deleted"), ("start", "end"),
    ("started", "ended"), ("started", "finished"), ("started", "completed"), ("from", "to"),
    ("begin", "end"), ("opened", "closed"), ("check_in", "check_out"), ("departure", "arrival"),
    ("ordered", "delivered"), ("issued", "due"), ("created", "start"), ("created", "expires"),
)  # fmt: skip
"""Words in the names of two fields of one record, the earlier one first."""


def put_in_order(record: dict[str, Any], is_settled: Callable[[str], bool]) -> None:
    """Swap two moments of a record that stand the wrong way round, where neither is settled."""
    moments = [name for name, value in record.items() if _is_moment(value) and not is_settled(name)]
    if len(moments) < 2:
        return
    for earlier, later in _EARLIER_LATER:
        for one in [name for name in moments if _has(name, earlier)]:
            for other in [name for name in moments if _has(name, later)]:
                if _rest(one, earlier) != _rest(other, later):
                    continue
                first, second = record[one], record[other]
                if _has_same_form(first, second) and first > second:
                    record[one], record[other] = second, first


def _is_moment(value: JSON) -> bool:
    """Whether a text is a day or a moment of a day, which sort as they are written."""
    if not isinstance(value, str) or len(value) < 10:
        return False
    try:
        dt.datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


def _has(name: str, word: str) -> bool:
    return f"_{word}_" in f"_{plain_name(name)}_"


def _rest(name: str, word: str) -> str:
    return f"_{plain_name(name)}_".replace(f"_{word}_", "_", 1)


def _has_same_form(one: str, other: str) -> bool:
    return len(one) == len(other) and one[10:11] == other[10:11]
