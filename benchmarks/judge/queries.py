"""Whether the rows of a result keep to what its call asked for.

A search for at most 100 that gives a row of 150 teaches that filters mean nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .effects import may_change
from .paths import equals
from .rows import Call, Row
from .tally import Tally
from .words import fold

AT_LEAST = frozenset("min minimum least from after since above over start".split())
AT_MOST = frozenset("max maximum most to until before below under end".split())


def judge_queries(row: Row, tally: Tally) -> None:
    """Count the rows that a filter speaks of, and those that break it."""
    for call in row.calls.values():
        if may_change(call.name):
            continue
        for item in list_rows(call.result):
            broken = list(find_broken(call, item))
            tally.counts["filtered_rows"] += bool(broken)
            for name, value in (one for one in broken if one is not None):
                detail = f"{name} = {call.arguments[name]!r}, and a row has {value!r}"
                tally.offend("rows_that_break_their_query", row.locate(call), detail)
                break


def list_rows(result: Any) -> Iterator[dict[str, Any]]:
    """The objects of the lists that a result holds at its top or one level below."""
    lists = [result] if isinstance(result, list) else []
    if isinstance(result, dict):
        lists += [value for value in result.values() if isinstance(value, list)]
    for items in lists:
        yield from (item for item in items if isinstance(item, dict))


def find_broken(call: Call, item: dict[str, Any]) -> Iterator[tuple[str, Any] | None]:
    """For each argument that speaks of a field of the row: None where the row keeps to it, else
    the argument's name and what the row has."""
    fields = {tuple(fold(name).split()): value for name, value in item.items()}
    for name, wanted in call.arguments.items():
        words = tuple(fold(name).split())
        if words in fields and _is_scalar(wanted) and _is_scalar(fields[words]):
            yield None if _matches(wanted, fields[words]) else (name, fields[words])
        for bound, keeps in ((AT_LEAST, _reaches), (AT_MOST, _stays_within)):
            if len(words) > 1 and words[0] in bound and words[1:] in fields:
                found = fields[words[1:]]
            elif len(words) > 1 and words[-1] in bound and words[:-1] in fields:
                found = fields[words[:-1]]
            else:
                continue
            if _are_comparable(wanted, found):
                yield None if keeps(found, wanted) else (name, found)


def _matches(wanted: Any, found: Any) -> bool:
    if isinstance(wanted, str) and isinstance(found, str):
        return fold(wanted) == fold(found)
    return equals(wanted, found)


def _reaches(found: Any, wanted: Any) -> bool:
    return bool(found >= wanted)


def _stays_within(found: Any, wanted: Any) -> bool:
    return bool(found <= wanted)


def _is_scalar(value: Any) -> bool:
    return isinstance(value, str | int | float)


def _are_comparable(one: Any, other: Any) -> bool:
    numbers = all(isinstance(x, int | float) and not isinstance(x, bool) for x in (one, other))
    # Days and moments are compared as text where both are written alike.
    return numbers or (isinstance(one, str) and isinstance(other, str) and len(one) == len(other))
