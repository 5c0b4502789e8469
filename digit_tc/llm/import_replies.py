"""Replies that were paid for elsewhere come into the file of all runs."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from digit_tc.llm.reply_cache import FILE_NAME, ReplyCache, translate_row_errors


def import_replies(source: Path, target: Path) -> None:
    """Copy replies and ledger from the file in `source` into the one in `target`, all or nothing.

    A reply that is there already stays. Do it once: rows of the ledger are copied as they are.
    Raises StoreError where one of the files cannot be used.
    """
    ReplyCache(target).close()
    path = target / FILE_NAME
    with translate_row_errors(path):
        connection = sqlite3.connect(path, isolation_level=None, timeout=60)
        try:
            connection.execute("ATTACH ? AS other", (str(source / FILE_NAME),))
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("INSERT OR IGNORE INTO main.replies SELECT * FROM other.replies")
            connection.execute(
                "INSERT INTO main.calls (run_id, spell, began_at, ended_at, counted_tokens,"
                " counted_usd, body) SELECT run_id, spell, began_at, ended_at, counted_tokens,"
                " counted_usd, body FROM other.calls ORDER BY position"
            )
            connection.execute("COMMIT")
        finally:
            connection.close()
