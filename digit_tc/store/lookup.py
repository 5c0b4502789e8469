"""What reading has in common: pages of indexes, conditions, and ids given by their beginning."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from digit_tc.errors import StoreError

PAGE = 256
"""Records read at once; what a stream holds in memory."""


def condition(accepted: bool | None, admitted: bool | None) -> tuple[str, list[bool]]:
    """SQL and parameters for what is asked of a conversation; None asks nothing."""
    conditions, params = "", []
    for column, wanted in (("accepted", accepted), ("admitted", admitted)):
        if wanted is not None:
            conditions += f" AND {column} = ?"
            params.append(wanted)
    return conditions, params


def pages(indexes: Sequence[int]) -> Iterator[tuple[int, int]]:
    """First and last index of each page of sorted indexes."""
    for start in range(0, len(indexes), PAGE):
        page = indexes[start : start + PAGE]
        yield page[0], page[-1]


def exactly_one(what: str, found: Sequence[Any], known: Sequence[str]) -> None:
    """Raise StoreError unless one thing was found."""
    if len(found) == 1:
        return
    if not found:
        remedy = f"There are: {', '.join(known[:10])}." if known else "Look at `digit-tc runs`."
        raise StoreError(f"There is no {what}.", remedy=remedy)
    raise StoreError(
        f"The beginning given for {what} fits more than one: {', '.join(map(str, found[:6]))}.",
        remedy="Give more of the id.",
    )
