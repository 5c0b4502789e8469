"""The call log on disk: rows of one run, and what the run has spent by them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from digit_tc.llm.reply_cache import FILE_NAME, open_read_only, translate_row_errors
from digit_tc.records import ModelCall


@dataclass(frozen=True)
class Spending:
    """What a run has spent, over all its starts."""

    requests: int = 0
    """Requests that were sent, lost ones included."""
    cache_hits: int = 0
    """Answers that came from the reply cache; nothing was sent for them."""
    tokens: int = 0
    """As the budget counts them: estimated where the provider did not say."""
    usd: float = 0.0
    """As the budget counts it."""
    unpriced: int = 0
    """Replies whose cost is not known."""
    seconds: float = 0.0
    """Time in which the run was at work."""


def read_calls(folder: Path, run_id: str) -> list[ModelCall]:
    """All rows of a run in the order in which they were stored; none where there is no file.

    Raises StoreError where the file in `folder` is damaged.
    """
    return read_calls_since(folder, run_id, 0)[0]


def read_calls_since(folder: Path, run_id: str, position: int) -> tuple[list[ModelCall], int]:
    """The rows of a run after `position`, and the position of the last one.

    Positions only grow, whichever process writes, so a reader that remembers the last one misses no
    row. Raises StoreError where the file in `folder` is damaged.
    """
    path = folder / FILE_NAME
    if not path.exists():
        return [], position
    with translate_row_errors(path):
        connection = open_read_only(path)
        try:
            rows = connection.execute(
                "SELECT position, body FROM calls WHERE run_id = ? AND position > ?"
                " ORDER BY position",
                (run_id, position),
            ).fetchall()
        finally:
            connection.close()
        calls = [ModelCall.model_validate_json(body) for _, body in rows]
    return calls, rows[-1][0] if rows else position


def read_spending(folder: Path, run_id: str) -> Spending:
    """What a run has spent so far; nothing where there is no file. Raises StoreError."""
    path = folder / FILE_NAME
    if not path.exists():
        return Spending()
    with translate_row_errors(path):
        connection = open_read_only(path)
        try:
            requests, hits, tokens, usd, unpriced = connection.execute(
                "SELECT count(*) FILTER (WHERE NOT cached), count(*) FILTER (WHERE cached),"
                " coalesce(sum(tokens), 0), coalesce(sum(usd), 0.0),"
                " count(*) FILTER (WHERE NOT cached AND answered AND cost IS NULL)"
                " FROM (SELECT counted_tokens AS tokens, counted_usd AS usd,"
                "  body ->> '$.cached' AS cached, body ->> '$.cost_in_usd' AS cost,"
                "  body ->> '$.outcome' IN"
                "   ('ok', 'empty', 'unreadable', 'invalid', 'length') AS answered"
                "  FROM calls WHERE run_id = ?)",
                (run_id,),
            ).fetchone()
            stays = connection.execute(
                "SELECT min(began_at), max(ended_at) FROM calls WHERE run_id = ?"
                " GROUP BY spell ORDER BY 1",
                (run_id,),
            ).fetchall()
        finally:
            connection.close()
        return Spending(requests, hits, int(tokens), float(usd), unpriced, _add_up_stays(stays))


def _add_up_stays(stays: list[tuple[float, float]]) -> float:
    # Stays of several processes may overlap: an hour of two processes is one hour.
    total, reached = 0.0, float("-inf")
    for began, ended in stays:
        total += max(0.0, ended - max(began, reached))
        reached = max(reached, ended)
    return total
