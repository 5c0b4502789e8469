"""What reads share: pages of indexes, conditions, and ids given by their first characters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from digit_tc.errors import StoreError

PAGE = 256
"""Records read at once; what a stream holds in memory."""


def build_condition(accepted: bool | None, admitted: bool | None) -> tuple[str, list[bool]]:
    """SQL and its parameters for conversations with these flags; None selects either value."""
    conditions, params = "", []
    for column, wanted in (("accepted", accepted), ("admitted", admitted)):
        if wanted is not None:
            conditions += f" AND {column} = ?"
            params.append(wanted)
    return conditions, params


def split_pages(indexes: Sequence[int]) -> Iterator[tuple[int, int]]:
    """First and last index of each page of sorted indexes."""
    for start in range(0, len(indexes), PAGE):
        page = indexes[start : start + PAGE]
        yield page[0], page[-1]


def require_one(what: str, found: Sequence[Any], known: Sequence[str]) -> None:
    """Raise StoreError unless exactly one thing was found.

    `what` names it in the message: `run '2f'`; `known` are ids to choose from.
    """
    if len(found) == 1:
        return
    if not found:
        remedy = f"There are: {', '.join(known[:10])}." if known else "Look at `digit-tc runs`."
        raise StoreError(f"There is no {what}.", remedy=remedy)
    raise StoreError(
        f"The beginning given for {what} fits more than one: {', '.join(map(str, found[:6]))}.",
        remedy="Give more of the id.",
    )
