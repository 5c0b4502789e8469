"""Hashes of what a run has stored, made by the database without reading it all into memory."""

from __future__ import annotations

from typing import Any


class DigestReader:
    """The part of `Reader` that tells whether two runs have the same records."""

    _connection: Any

    def digest_of_tools(self, run_id: str) -> str:
        """A hash of a run's tools, in order of their keys."""
        return self._digest(
            "SELECT md5(string_agg(md5(CAST(record AS VARCHAR)), '' ORDER BY key)) FROM tools"
            " WHERE run_id = ?",
            run_id,
        )

    def digest_of_edges(self, run_id: str) -> str:
        """A hash of the dataflow edges, in order of their ids."""
        return self._digest(
            "SELECT md5(string_agg(id || CAST(score AS VARCHAR), '' ORDER BY id)) FROM edges"
            " WHERE run_id = ?",
            run_id,
        )

    def digest_of_dataset(self, run_id: str) -> str:
        """A hash of the admitted conversations, in order of their indexes."""
        return self._digest(
            "SELECT md5(string_agg(id, '' ORDER BY \"index\")) FROM conversations"
            " WHERE run_id = ? AND admitted",
            run_id,
        )

    def _digest(self, query: str, run_id: str) -> str:
        ((found,),) = self._connection.execute(query, [run_id]).fetchall()
        return found or "none"
