"""Finds scenarios by an id, or by the reason that they were rejected for."""

from __future__ import annotations

from typing import Any


class OutcomeReader:
    """The part of `Reader` that finds scenarios by what became of them."""

    _connection: Any

    def indexes_of(self, run_id: str, name: str) -> tuple[int, ...]:
        """Indexes of the scenarios whose id, or whose conversation's id, begins with `name`.

        At most two of them, which shows that `name` is ambiguous.
        """
        found = self._connection.execute(
            'SELECT "index" FROM scenarios WHERE run_id = $run_id AND starts_with(id, $name)'
            ' UNION SELECT "index" FROM conversations WHERE run_id = $run_id'
            " AND starts_with(id, $name) ORDER BY 1 LIMIT 2",
            {"run_id": run_id, "name": name},
        ).fetchall()
        return tuple(row[0] for row in found)

    def indexes_rejected_for(self, run_id: str, reason: str) -> tuple[int, ...]:
        """The scenarios that gave no admitted conversation and were rejected for this reason."""
        found = self._connection.execute(
            'SELECT DISTINCT s."index" FROM scenarios s'
            " LEFT JOIN conversations c ON c.run_id = s.run_id AND c.scenario = s.id"
            " JOIN rejections r ON r.run_id = s.run_id AND r.subject IN (s.id, c.id)"
            " WHERE s.run_id = ? AND r.reason = ? AND coalesce(NOT c.admitted, true) ORDER BY 1",
            [run_id, reason],
        ).fetchall()
        return tuple(row[0] for row in found)

    def dataset_ids(self, run_id: str) -> dict[int, str]:
        """Index → id of the conversations of the dataset."""
        found = self._connection.execute(
            'SELECT "index", id FROM conversations WHERE run_id = ? AND admitted ORDER BY 1',
            [run_id],
        ).fetchall()
        return dict(found)
