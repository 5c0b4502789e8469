"""Brings replies that another machine paid for into the cache of this one."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from digit_tc.llm.reply_cache import FILE_NAME, ReplyCache, translate_row_errors


def import_replies(source: Path, target: Path) -> None:
    """Copy replies and call log from the file in folder `source` into that in folder `target`.

    All or nothing is copied. A reply that is there already stays. Call it once for each file: rows
    of the call log have no key and would stand there twice. Raises StoreError where one of the
    files cannot be used.
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
