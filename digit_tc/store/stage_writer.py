"""Copies and deletes what whole stages of a run have stored, or what came of single scenarios."""

# ruff: noqa: S608  (names of tables and columns are ours; values go in as parameters)

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from digit_tc.records import Stage

_PARTS = ("turns", "messages", "calls", "arguments", "verdicts", "translations")
_TABLES: dict[Stage, tuple[str, ...]] = {
    "ingest": ("tools",),
    "graph": ("edges",),
    "sample": ("chains", "scenarios"),
    "synthesize": ("conversations", *_PARTS, "votes"),
}
_REJECTED_IN: dict[Stage, tuple[Stage, ...]] = {
    "ingest": ("ingest",),
    "graph": ("graph",),
    "sample": ("sample",),
    "synthesize": ("synthesize", "assess"),
}


class StageWriter:
    """The part of `Writer` that copies and deletes."""

    _connection: Any

    def copy_stage(self, stage: Stage, source: str, target: str) -> None:
        """Put the rows that a stage of run `source` made in place of those of run `target`."""
        self.clear_stage(stage, target)
        for table in _TABLES.get(stage, ()):
            self._connection.execute(
                f"INSERT INTO {table} SELECT * REPLACE ($target AS run_id) FROM {table}"
                " WHERE run_id = $source",
                {"source": source, "target": target},
            )
        for rejected_in in _REJECTED_IN.get(stage, ()):
            self._connection.execute(
                "INSERT INTO rejections SELECT * REPLACE ($target AS run_id) FROM rejections"
                " WHERE run_id = $source AND stage = $stage",
                {"source": source, "target": target, "stage": rejected_in},
            )

    def clear_stage(self, stage: Stage, run_id: str) -> None:
        """Delete the rows that a stage of a run has made."""
        for table in _TABLES.get(stage, ()):
            self._connection.execute(f"DELETE FROM {table} WHERE run_id = ?", [run_id])
        for rejected_in in _REJECTED_IN.get(stage, ()):
            self._connection.execute(
                "DELETE FROM rejections WHERE run_id = ? AND stage = ?", [run_id, rejected_in]
            )

    def delete_dropped(self, run_id: str) -> None:
        """Delete the rejections of accepted conversations that were left out of the dataset."""
        self._connection.execute(
            "DELETE FROM rejections WHERE run_id = ? AND stage = 'assess'", [run_id]
        )

    def delete_outcomes(self, run_id: str, indexes: Sequence[int]) -> int:
        """Delete the conversations and the rejections of the scenarios at these indexes.

        Returns how many of both there were.
        """
        if not indexes:
            return 0
        ids = [
            row[0]
            for row in self._connection.execute(
                'SELECT id FROM conversations WHERE run_id = ? AND "index" IN'
                " (SELECT unnest(?::BIGINT[]))",
                [run_id, list(indexes)],
            ).fetchall()
        ]
        for table in (*_PARTS, "votes"):
            self._connection.execute(
                f"DELETE FROM {table} WHERE run_id = ? AND conversation IN"
                " (SELECT unnest(?::VARCHAR[]))",
                [run_id, ids],
            )
        self._connection.execute(
            "DELETE FROM conversations WHERE run_id = ? AND id IN (SELECT unnest(?::VARCHAR[]))",
            [run_id, ids],
        )
        lost = self._connection.execute(
            "DELETE FROM rejections WHERE run_id = ? AND (subject IN (SELECT id FROM scenarios"
            ' WHERE run_id = ? AND "index" IN (SELECT unnest(?::BIGINT[]))) OR subject IN'
            " (SELECT unnest(?::VARCHAR[])))",
            [run_id, run_id, list(indexes), ids],
        ).fetchone()
        return len(ids) + int(lost[0] if lost else 0)
