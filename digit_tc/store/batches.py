"""Batches of rows of about equal size, however long each row is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from digit_tc.store.rows import Row

_CHARACTERS = 4_000_000
"""Characters of text in one batch. DuckDB needs about ten bytes for each to insert it."""


def split_batches(rows: Iterable[Row]) -> Iterator[Sequence[Row]]:
    """The rows in order, in batches of about 4 MB of text, none of them empty.

    A row that is larger than that is a batch of its own.
    """
    batch: list[Row] = []
    batch_size = 0
    for row in rows:
        size = sum(len(value) for value in row.values() if isinstance(value, str))
        if batch and batch_size + size > _CHARACTERS:
            yield batch
            batch, batch_size = [], 0
        batch.append(row)
        batch_size += size
    if batch:
        yield batch


def list_tool_ranges(connection: Any, run_id: str) -> Iterator[tuple[str, str]]:
    """First and last key of each batch of a run's tools, in order of their keys.

    Whole API descriptions make records of a hundred kilobytes: sorted in one statement they
    would all be in memory at once.
    """
    sizes = connection.execute(
        "SELECT key, strlen(record) FROM tools WHERE run_id = ? ORDER BY key", [run_id]
    ).fetchall()
    first, last, batch_size = "", "", 0
    for key, size in sizes:
        if first and batch_size + size > _CHARACTERS:
            yield first, last
            first, batch_size = "", 0
        first, last = first or key, key
        batch_size += size
    if first:
        yield first, last
