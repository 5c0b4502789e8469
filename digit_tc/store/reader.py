"""Reads records and rows through one open connection."""

# ruff: noqa: S608  (names of tables and columns are ours; values go in as parameters)

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from digit_tc.errors import StoreError
from digit_tc.records import (
    Assessment,
    Chain,
    Conversation,
    Edge,
    Rejection,
    Run,
    Scenario,
    StageRun,
    StoredWorld,
    Tool,
    ToolGraph,
    Verdict,
)
from digit_tc.store.batches import list_tool_ranges
from digit_tc.store.connection import translate_query_error
from digit_tc.store.dataset_use import DatasetUseReader
from digit_tc.store.digests import DigestReader
from digit_tc.store.ledger import LedgerReader
from digit_tc.store.lookup import build_condition, require_one, split_pages
from digit_tc.store.model_use import ModelUseReader
from digit_tc.store.outcomes import OutcomeReader
from digit_tc.store.queries import named_query

Params = Sequence[Any] | Mapping[str, Any]


@dataclass(frozen=True)
class QueryResult:
    """What a query gives."""

    columns: tuple[str, ...]
    """Names of the columns, in order."""
    rows: tuple[tuple[Any, ...], ...]
    """The rows in order, each with a value for every column."""
    complete: bool = True
    """False where more rows were there than asked for."""


class Reader(LedgerReader, DigestReader, OutcomeReader, DatasetUseReader, ModelUseReader):
    """All reads of one connection, which `Store.reading()` opens. Nothing can be changed."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def runs(self) -> tuple[Run, ...]:
        """All runs, the latest first."""
        found = self._all("SELECT record FROM runs ORDER BY started_at DESC, run_id DESC")
        return tuple(Run.model_validate_json(row[0]) for row in found)

    def run(self, run_id: str = "latest") -> Run:
        """One run by its id, the beginning of its id, or `latest`.

        Raises StoreError where there is none, or more than one begins so.
        """
        runs = self.runs()
        if not runs:
            raise StoreError(
                "The database holds no runs yet.", remedy="Make one with `digit-tc generate`."
            )
        if run_id == "latest":
            return runs[0]
        found = [run for run in runs if run.run_id == run_id] or [
            run for run in runs if run.run_id.startswith(run_id)
        ]
        require_one(f"run {run_id!r}", [run.run_id for run in found], [r.run_id for r in runs])
        return found[0]

    def stage_runs(self, run_id: str) -> tuple[StageRun, ...]:
        """The tries at the stages of a run, in the order in which they began."""
        found = self._all(
            "SELECT record FROM stage_runs WHERE run_id = ? ORDER BY started_at, stage, attempt",
            [run_id],
        )
        return tuple(StageRun.model_validate_json(row[0]) for row in found)

    def tools(self, run_id: str) -> tuple[Tool, ...]:
        """The tools of a run, sorted by key."""
        return tuple(
            Tool.model_validate_json(record)
            for first, last in list_tool_ranges(self._connection, run_id)
            for (record,) in self._all(
                "SELECT record FROM tools WHERE run_id = ? AND key BETWEEN ? AND ? ORDER BY key",
                [run_id, first, last],
            )
        )

    def graph(self, run_id: str) -> ToolGraph:
        """The tools of a run with their dataflow edges."""
        names = tuple(Edge.model_fields)
        found = self._all(
            f"SELECT {', '.join(names)} FROM edges WHERE run_id = ? ORDER BY id", [run_id]
        )
        edges = tuple(Edge.model_validate(dict(zip(names, row, strict=True))) for row in found)
        return ToolGraph(tools=self.tools(run_id), edges=edges)

    def chains(self, run_id: str) -> tuple[Chain, ...]:
        """The chains of a run, sorted by id."""
        found = self._all("SELECT record FROM chains WHERE run_id = ? ORDER BY id", [run_id])
        return tuple(Chain.model_validate_json(row[0]) for row in found)

    def scenarios(self, run_id: str, start: int = 0, stop: int | None = None) -> Iterator[Scenario]:
        """Scenarios with `start <= index < stop`, in order of index."""
        indexes = [
            row[0]
            for row in self._all(
                'SELECT "index" FROM scenarios WHERE run_id = ? AND "index" >= ?'
                ' AND ("index" < ? OR ? IS NULL) ORDER BY 1',
                [run_id, start, stop, stop],
            )
        ]
        for first, last in split_pages(indexes):
            found = self._all(
                'SELECT record FROM scenarios WHERE run_id = ? AND "index" BETWEEN ? AND ?'
                ' ORDER BY "index"',
                [run_id, first, last],
            )
            for (record,) in found:
                yield Scenario.model_validate_json(record)

    def unwritten_indexes(self, run_id: str, start: int = 0, stop: int | None = None) -> list[int]:
        """Indexes of the scenarios that became neither a conversation nor a rejection, in order.

        Only those with `start <= index < stop`.
        """
        found = self._all(
            'SELECT s."index" FROM scenarios s'
            " LEFT JOIN conversations c ON c.run_id = s.run_id AND c.scenario = s.id"
            " LEFT JOIN rejections r ON r.run_id = s.run_id AND r.subject = s.id"
            " AND r.stage = 'synthesize'"
            " WHERE s.run_id = ? AND c.id IS NULL AND r.subject IS NULL"
            ' AND s."index" >= ? AND (s."index" < ? OR ? IS NULL) ORDER BY 1',
            [run_id, start, stop, stop],
        )
        return [row[0] for row in found]

    def unwritten_scenarios(self, run_id: str, start: int, stop: int) -> list[Scenario]:
        """The scenarios with `start <= index < stop` that have no outcome yet, in order."""
        unwritten = set(self.unwritten_indexes(run_id, start, stop))
        return [one for one in self.scenarios(run_id, start, stop) if one.index in unwritten]

    def conversations(
        self, run_id: str, *, accepted: bool | None = True, admitted: bool | None = None
    ) -> Iterator[Conversation]:
        """Conversations in order of index, some at a time; None leaves a condition out.

        `admitted=True` gives the dataset.
        """
        indexes = self.indexes(run_id, accepted=accepted, admitted=admitted)
        for first, last in split_pages(indexes):
            yield from self.conversations_between(
                run_id, first, last, accepted=accepted, admitted=admitted
            )

    def indexes(
        self, run_id: str, *, accepted: bool | None = True, admitted: bool | None = None
    ) -> list[int]:
        """Indexes of the stored conversations in order."""
        where, params = build_condition(accepted, admitted)
        found = self._all(
            f'SELECT "index" FROM conversations WHERE run_id = ?{where} ORDER BY 1',
            [run_id, *params],
        )
        return [row[0] for row in found]

    def conversations_between(
        self,
        run_id: str,
        first: int,
        last: int,
        *,
        accepted: bool | None = True,
        admitted: bool | None = None,
    ) -> tuple[Conversation, ...]:
        """Conversations with `first <= index <= last`, in order of index."""
        where, params = build_condition(accepted, admitted)
        found = self._all(
            'SELECT record FROM conversations WHERE run_id = ? AND "index" BETWEEN ? AND ?'
            f'{where} ORDER BY "index"',
            [run_id, first, last, *params],
        )
        return tuple(Conversation.model_validate_json(row[0]) for row in found)

    def conversation(self, run_id: str, identity: str) -> Conversation:
        """One conversation by its id or the beginning of its id.

        Raises StoreError where there is none, or more than one begins so.
        """
        found = self._all(
            "SELECT id FROM conversations WHERE run_id = ? AND starts_with(id, ?)"
            " ORDER BY id <> ?, id LIMIT 6",
            [run_id, identity, identity],
        )
        ids = [row[0] for row in found]
        if identity in ids:
            ids = [identity]
        require_one(f"conversation {identity!r} in run {run_id}", ids, [])
        ((record,),) = self._all(
            "SELECT record FROM conversations WHERE run_id = ? AND id = ?", [run_id, ids[0]]
        )
        return Conversation.model_validate_json(record)

    def worlds(self, run_id: str, conversations: Sequence[str]) -> dict[str, StoredWorld]:
        """The worlds of these conversations by their ids; of some that were written by earlier
        versions there is none."""
        found = self._all(
            "SELECT conversation, record FROM worlds WHERE run_id = ?"
            " AND list_contains(?, conversation)",
            [run_id, list(conversations)],
        )
        return {one: StoredWorld.model_validate_json(record) for one, record in found}

    def assessment(self, run_id: str, conversation: str) -> Assessment:
        """The verdicts on one conversation, by its whole id. Raises StoreError without any."""
        state = self._all(
            "SELECT accepted FROM conversations WHERE run_id = ? AND id = ?",
            [run_id, conversation],
        )
        require_one(f"conversation {conversation!r} in run {run_id}", [r[0] for r in state], [])
        names = ("check", "passed", "score", "reason", "turn")
        found = self._all(
            "SELECT check_name, passed, score, reason, turn FROM verdicts"
            " WHERE run_id = ? AND conversation = ? ORDER BY position",
            [run_id, conversation],
        )
        verdicts = tuple(Verdict(**dict(zip(names, row, strict=True))) for row in found)
        return Assessment(conversation=conversation, accepted=state[0][0], verdicts=verdicts)

    def chain_uses(self, run_id: str) -> list[tuple[str, str, str]]:
        """(conversation id, chain id, chain shape) of every turn of the dataset, in order."""
        found = self._all(
            "SELECT turns.conversation, turns.chain, turns.shape FROM turns JOIN dataset"
            " ON dataset.run_id = turns.run_id AND dataset.id = turns.conversation"
            ' WHERE turns.run_id = ? ORDER BY dataset."index", turns.turn',
            [run_id],
        )
        return [(row[0], row[1], row[2]) for row in found]

    def rejections(self, run_id: str) -> tuple[Rejection, ...]:
        """What a run dropped, in order of stage, reason and subject."""
        names = tuple(Rejection.model_fields)
        found = self._all(
            f"SELECT {', '.join(names)} FROM rejections WHERE run_id = ?"
            " ORDER BY stage, reason, subject, detail",
            [run_id],
        )
        return tuple(Rejection(**dict(zip(names, row, strict=True))) for row in found)

    def rejections_by_reason(self, run_id: str, *, but_of: str = "") -> dict[str, int]:
        """How often each reason was given, most frequent first; `but_of` leaves a stage out."""
        query = "SELECT reason, count(*) FROM rejections WHERE run_id = ? AND stage <> ?"
        return dict(self._all(f"{query} GROUP BY 1 ORDER BY 2 DESC, 1", [run_id, but_of]))

    def counts(self, run_id: str) -> dict[str, int]:
        """How many of each a run has; turns, calls and hidden calls are those of the dataset."""
        counted = {
            table: self._count(f"SELECT count(*) FROM {table} WHERE run_id = ?", run_id)
            for table in ("tools", "edges", "chains", "scenarios", "conversations", "rejections")
        }
        ((accepted, admitted, turns, calls, hidden),) = self._all(
            "SELECT count(*) FILTER (accepted), count(*) FILTER (admitted),"
            " coalesce(sum(turns) FILTER (admitted), 0),"
            " coalesce(sum(calls) FILTER (admitted), 0),"
            " coalesce(sum(hidden_calls) FILTER (admitted), 0)"
            " FROM conversations WHERE run_id = ?",
            [run_id],
        )
        return counted | {
            "accepted": int(accepted),
            "admitted": int(admitted),
            "turns": int(turns),
            "calls": int(calls),
            "hidden_calls": int(hidden),
        }

    def sql(self, query: str, params: Params = (), *, max_rows: int | None = None) -> QueryResult:
        """Run a user's query, which can change nothing and use no other file or setting.

        `max_rows` cuts the answer; None reads all of it.

        Raises StoreError that says what is wrong with the query.
        """
        import duckdb

        # A cursor of its own: a result that is not read to its end blocks its connection.
        cursor = self._connection.cursor()
        try:
            cursor.execute(query, params or None)
            columns = tuple(str(column[0]) for column in cursor.description or ())
            if max_rows is None:
                return QueryResult(columns, tuple(cursor.fetchall()))
            found = cursor.fetchmany(max_rows + 1)
        except duckdb.Error as error:
            raise translate_query_error(error) from error
        finally:
            cursor.close()
        return QueryResult(columns, tuple(found[:max_rows]), complete=len(found) <= max_rows)

    def run_named_query(self, name: str, run_id: str) -> QueryResult:
        """Run a named query for one run. Raises StoreError for an unknown name."""
        return self.sql(named_query(name).sql, {"run_id": run_id})

    def documentation(self) -> QueryResult:
        """What each table and column holds, in a sentence; a table has None for a column."""
        return self.sql(_DOCUMENTATION)

    def _all(self, query: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        return list(self._connection.execute(query, list(params)).fetchall())

    def _count(self, query: str, run_id: str) -> int:
        return int(self._all(query, [run_id])[0][0])


_DOCUMENTATION = """
SELECT about.table_name AS "table", about.column_name AS "column", lower(about.kind) AS kind,
       about.comment AS meaning
FROM documentation AS about LEFT JOIN information_schema.columns AS placed
     ON placed.table_schema = 'main' AND placed.table_name = about.table_name
     AND placed.column_name = about.column_name
ORDER BY 1, placed.ordinal_position NULLS FIRST
"""
