"""How much goes to or comes from the database at once: so many bytes, however wide the rows are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from digit_tc.store.rows import Row

_CHARACTERS = 4_000_000
"""Of text in one batch. While it puts rows in, DuckDB uses about ten times their size."""


def batches_of(rows: Iterable[Row]) -> Iterator[Sequence[Row]]:
    """The rows in order, in batches of about 4 MB of text, none of them empty.

    A row that is larger than that is a batch of its own.
    """
    batch: list[Row] = []
    held = 0
    for row in rows:
        size = sum(len(value) for value in row.values() if isinstance(value, str))
        if batch and held + size > _CHARACTERS:
            yield batch
            batch, held = [], 0
        batch.append(row)
        held += size
    if batch:
        yield batch


def tool_ranges(connection: Any, run_id: str) -> Iterator[tuple[str, str]]:
    """First and last key of each batch of a run's tools, in order of their keys.

    Whole API descriptions make records of a hundred kilobytes: sorted in one statement they
    would all be in memory at once.
    """
    sizes = connection.execute(
        "SELECT key, strlen(record) FROM tools WHERE run_id = ? ORDER BY key", [run_id]
    ).fetchall()
    first, last, held = "", "", 0
    for key, size in sizes:
        if first and held + size > _CHARACTERS:
            yield first, last
            first, held = "", 0
        first, last = first or key, key
        held += size
    if first:
        yield first, last
