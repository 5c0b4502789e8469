"""What is said to be first comes first: a record is created before it is updated."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

from digit_tc.records import JSON

_EARLIER_LATER = (
    ("created", "updated"), ("created", "modified"), ("created", "deleted"), ("start", "end"),
    ("started", "ended"), ("started", "finished"), ("started", "completed"), ("from", "to"),
    ("begin", "end"), ("opened", "closed"), ("check_in", "check_out"), ("departure", "arrival"),
    ("ordered", "delivered"), ("issued", "due"), ("created", "start"), ("created", "expires"),
)  # fmt: skip
"""Words in the names of two attributes of one thing, the earlier one first."""


def put_in_order(attributes: dict[str, Any], settled: Collection[str]) -> None:
    """Swap two moments of a thing that stand the wrong way round, where neither is settled."""
    moments = {
        name: value
        for name, value in attributes.items()
        if name not in settled and _is_moment(value)
    }
    if len(moments) < 2:
        return
    for earlier, later in _EARLIER_LATER:
        for one in [name for name in moments if _has(name, earlier)]:
            for other in [name for name in moments if _has(name, later)]:
                if _rest(one, earlier) != _rest(other, later):
                    continue
                first, second = attributes[one], attributes[other]
                if len(first) == len(second) and first > second:
                    attributes[one], attributes[other] = second, first


def _is_moment(value: JSON) -> bool:
    """Whether a text is a day or a moment of a day, which sort as they are written."""
    if not isinstance(value, str) or len(value) < 10 or not value[:4].isdigit():
        return False
    try:
        dt.datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


def _has(name: str, word: str) -> bool:
    return f"_{word}_" in f"_{name}_"


def _rest(name: str, word: str) -> str:
    return f"_{name}_".replace(f"_{word}_", "_", 1)
