"""Puts records into the database, inside one transaction."""

# ruff: noqa: S608  (names of tables and columns are ours; values go in as parameters)

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import MappingProxyType
from typing import Any

from digit_tc.errors import StoreError
from digit_tc.records import (
    Assessment,
    Chain,
    Conversation,
    Edge,
    ModelCall,
    Rejection,
    Run,
    Scenario,
    StageRun,
    StoredWorld,
    Tool,
    Translation,
    Vote,
)
from digit_tc.store import model_rows, rows
from digit_tc.store.batches import split_batches
from digit_tc.store.rows import Row
from digit_tc.store.stage_writer import StageWriter

_BATCH = 256
"""Conversations turned into rows at once; what a large transaction holds in memory."""
_PARTS = ("turns", "messages", "calls", "arguments", "worlds", "verdicts")
_OPINIONS = ("votes", "translations")
"""What models made of a conversation; stored apart from it, and gone with it."""


class Writer(StageWriter):
    """Writes of one transaction; `Store.writing()` gives one.

    Writes are idempotent: the same records put twice are the same rows, within one batch too.
    """

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def put_run(self, run: Run) -> None:
        """Store a run, or its new status in place of the old one."""
        self._insert("runs", [rows.build_run_row(run)], "OR REPLACE")

    def put_stage(self, stage: StageRun) -> None:
        """Store a try at a stage, or its new status and figures in place of the old ones."""
        self._insert("stage_runs", [rows.build_stage_run_row(stage)], "OR REPLACE")

    def put_tools(self, run_id: str, tools: Iterable[Tool]) -> None:
        """Store the tools of a run; a tool with the key of a stored one takes its place."""
        self._insert(
            "tools", _last(rows.build_tool_row(run_id, tool) for tool in tools), "OR REPLACE"
        )

    def put_edges(self, run_id: str, edges: Iterable[Edge]) -> None:
        """Store dataflow edges; an edge with the id of a stored one takes its place."""
        self._insert(
            "edges", _last(rows.build_edge_row(run_id, edge) for edge in edges), "OR REPLACE"
        )

    def put_chains(self, run_id: str, chains: Iterable[Chain]) -> None:
        """Store chains that are not stored yet."""
        self._insert("chains", _last(rows.build_chain_row(run_id, chain) for chain in chains))

    def put_scenarios(self, run_id: str, scenarios: Iterable[Scenario]) -> None:
        """Store scenarios that are not stored yet, and their chains.

        Another scenario with the same index takes the place of the old one.
        """
        given = tuple(scenarios)
        batch = _last(rows.build_scenario_row(run_id, scenario) for scenario in given)
        if batch:
            places = [{"index": row["index"], "id": row["id"]} for row in batch]
            with self._registered(places) as incoming:
                self._connection.execute(
                    f"DELETE FROM scenarios USING {incoming} AS batch WHERE run_id = ?"
                    ' AND scenarios."index" = batch.index AND scenarios.id <> batch.id',
                    [run_id],
                )
        self._insert("scenarios", batch)
        self.put_chains(run_id, _chains_of(given))

    def put_conversations(
        self,
        run_id: str,
        conversations: Iterable[Conversation],
        assessments: Iterable[Assessment],
        worlds: Mapping[str, StoredWorld] = MappingProxyType({}),
    ) -> None:
        """Store conversations with their verdicts; each is accepted as its assessment says.

        `worlds` are by the id of their conversation.

        A conversation that is stored already keeps its rows and stays admitted, and its new
        assessment replaces the old one. Another conversation with the same index takes the
        place of the old one, which is no longer admitted. Raises StoreError for a conversation
        without an assessment.
        """
        assessed = {assessment.conversation: assessment for assessment in assessments}
        given = {conversation.index: conversation for conversation in conversations}
        for conversation in given.values():
            if conversation.id not in assessed:
                raise StoreError(
                    f"The conversation {conversation.id} cannot be stored without an assessment.",
                    remedy="Assess it first.",
                )
        pending = list(given.values())
        for start in range(0, len(pending), _BATCH):
            self._put_batch(run_id, pending[start : start + _BATCH], assessed, worlds)

    def put_rejections(self, run_id: str, rejections: Iterable[Rejection]) -> None:
        """Store rejections that are not stored yet; a fault that came back counts again.

        All rejections of one subject at one stage come in one batch.
        """
        times: Counter[tuple[str, ...]] = Counter()
        batch = []
        for one in rejections:
            same = (one.stage, one.subject, one.reason, one.detail)
            batch.append(rows.build_rejection_row(run_id, one, times[same]))
            times[same] += 1
        self._insert("rejections", _last(batch))

    def put_calls(self, run_id: str, calls: Iterable[ModelCall]) -> None:
        """Store rows of the ledger of models that are not stored yet, whatever run they name."""
        self._insert(
            "model_calls", _last(model_rows.build_call_row(run_id, call) for call in calls)
        )

    def put_votes(self, run_id: str, votes: Iterable[Vote]) -> None:
        """Store votes of the judge; a new vote takes the place of the same one of before."""
        last = {(vote.conversation, vote.sample): vote for vote in votes}
        batch = [model_rows.build_vote_row(run_id, vote) for vote in last.values()]
        self._insert("votes", batch, "OR REPLACE")

    def put_translations(
        self, run_id: str, translations: Mapping[str, Iterable[Translation]]
    ) -> None:
        """Store back-translations by the id of their conversation, a turn's last one."""
        last = {
            (conversation, one.turn): one for conversation in translations
            for one in translations[conversation]
        }  # fmt: skip
        batch = [
            model_rows.build_translation_row(run_id, conversation, one)
            for (conversation, _), one in last.items()
        ]
        self._insert("translations", batch, "OR REPLACE")

    def admit(self, run_id: str, indexes: Iterable[int], *, only: bool = False) -> int:
        """Make the accepted conversations at these indexes part of the dataset.

        With `only`, all others leave it. Returns how many conversations the dataset now has.
        Raises StoreError where there is no accepted conversation at one of the indexes.
        """
        wanted = sorted(set(indexes))
        with self._registered([{"index": index} for index in wanted] or [{"index": -1}]) as batch:
            missing = self._connection.execute(
                f"SELECT batch.index FROM {batch} AS batch WHERE batch.index >= 0 AND NOT EXISTS ("
                " SELECT 1 FROM conversations WHERE run_id = $run_id AND accepted"
                ' AND conversations."index" = batch.index) ORDER BY 1 LIMIT 5',
                {"run_id": run_id},
            ).fetchall()
            if missing:
                listed = ", ".join(str(row[0]) for row in missing)
                raise StoreError(
                    f"Run {run_id} has no accepted conversation at index {listed}.",
                    remedy="Admit conversations that passed all checks.",
                )
            if only:
                self._connection.execute(
                    "UPDATE conversations SET admitted = false WHERE run_id = $run_id AND admitted"
                    f' AND "index" NOT IN (SELECT index FROM {batch})',
                    {"run_id": run_id},
                )
            self._connection.execute(
                "UPDATE conversations SET admitted = true WHERE run_id = $run_id AND NOT admitted"
                f' AND "index" IN (SELECT index FROM {batch})',
                {"run_id": run_id},
            )
        ((count,),) = self._connection.execute(
            "SELECT count(*) FROM dataset WHERE run_id = ?", [run_id]
        ).fetchall()
        return int(count)

    def _put_batch(
        self,
        run_id: str,
        batch: Sequence[Conversation],
        assessed: Mapping[str, Assessment],
        worlds: Mapping[str, StoredWorld],
    ) -> None:
        given = {item.index: item for item in batch}
        stored = self._stored_at(run_id, list(given))
        outdated = [identity for index, identity in stored.items() if given[index].id != identity]
        self._forget(run_id, outdated, ("conversations", *_PARTS, *_OPINIONS))
        repeated = set(stored.values()) - set(outdated)
        self._forget(run_id, sorted(repeated), ("verdicts",))
        fresh = [item for item in batch if item.id not in repeated]
        self._insert(
            "conversations",
            [
                rows.build_conversation_row(run_id, item, accepted=assessed[item.id].accepted)
                for item in fresh
            ],
        )
        self._insert("turns", _all(rows.build_turn_rows(run_id, item) for item in fresh))
        self._insert("messages", _all(rows.build_message_rows(run_id, item) for item in fresh))
        self._insert("calls", _all(rows.build_call_rows(run_id, item) for item in fresh))
        self._insert("arguments", _all(rows.build_argument_rows(run_id, item) for item in fresh))
        kept = [item.id for item in fresh if item.id in worlds]
        self._insert("worlds", [rows.build_world_row(run_id, one, worlds[one]) for one in kept])
        self._insert(
            "verdicts",
            _all(rows.build_verdict_rows(run_id, assessed[item.id]) for item in batch),
        )
        self._reassess(run_id, [assessed[identity] for identity in sorted(repeated)])

    def _stored_at(self, run_id: str, indexes: Sequence[int]) -> dict[int, str]:
        if not indexes:
            return {}
        with self._registered([{"index": index} for index in indexes]) as batch:
            found = self._connection.execute(
                'SELECT "index", id FROM conversations WHERE run_id = ?'
                f' AND "index" IN (SELECT index FROM {batch})',
                [run_id],
            ).fetchall()
        return dict(found)

    def _forget(self, run_id: str, ids: Sequence[str], tables: Sequence[str]) -> None:
        if not ids:
            return
        with self._registered([{"id": identity} for identity in ids]) as batch:
            for table in tables:
                column = "id" if table == "conversations" else "conversation"
                self._connection.execute(
                    f"DELETE FROM {table} WHERE run_id = ?"
                    f" AND {column} IN (SELECT id FROM {batch})",
                    [run_id],
                )

    def _reassess(self, run_id: str, assessments: Sequence[Assessment]) -> None:
        if not assessments:
            return
        changes = [
            {"id": assessment.conversation, "accepted": assessment.accepted}
            for assessment in assessments
        ]
        with self._registered(changes) as batch:
            self._connection.execute(
                "UPDATE conversations SET accepted = batch.accepted,"
                " admitted = admitted AND batch.accepted"
                f" FROM {batch} AS batch WHERE run_id = ? AND conversations.id = batch.id"
                " AND conversations.accepted <> batch.accepted",
                [run_id],
            )

    def _insert(self, table: str, batch: Sequence[Row], otherwise: str = "OR IGNORE") -> None:
        if not batch:
            return
        verb = "INSERT" if table in _PARTS else f"INSERT {otherwise}"
        for part in split_batches(batch):
            with self._registered(part) as name:
                self._connection.execute(f"{verb} INTO {table} BY NAME SELECT * FROM {name}")

    @contextmanager
    def _registered(self, batch: Sequence[Row]) -> Iterator[str]:
        """Rows as an Arrow table that DuckDB reads by name for as long as the block lasts."""
        import pyarrow as pa

        columns = {name: [row[name] for row in batch] for name in batch[0]}
        self._connection.register("incoming", pa.table(columns))
        yield "incoming"
        # Not where the block raises: in a transaction that failed, taking the name away fails too
        # and would hide why it did. The next batch takes the name's place.
        self._connection.unregister("incoming")


def _chains_of(scenarios: Iterable[Scenario]) -> Iterator[Chain]:
    return (turn.chain for one in scenarios for turn in one.turns if turn.chain is not None)


def _all(groups: Iterable[Iterable[Row]]) -> list[Row]:
    return [row for group in groups for row in group]


def _last(batch: Iterable[Row]) -> list[Row]:
    # Of duplicates within one statement DuckDB silently keeps the first.
    unique = {row.get("id") or row["key"]: row for row in batch}
    return list(unique.values())
