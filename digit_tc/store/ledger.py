"""Reads of what models were asked, what it cost, and how they judged."""

# ruff: noqa: S608  (names of tables and columns are ours; values go in as parameters)

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

import orjson

from digit_tc.records import (
    ROLES,
    STAGES,
    CostRow,
    ModelCall,
    RunCost,
    Translation,
    Usage,
    Vote,
)
from digit_tc.store.model_rows import CALL_COLUMNS, USAGE_COLUMNS

_PAGE = 2000


class LedgerReader:
    """The part of `Reader` that knows about models."""

    _connection: Any

    def model_calls(
        self, run_id: str, *, subject: str | None = None, role: str | None = None
    ) -> Iterator[ModelCall]:
        """The ledger of a run in the order in which calls ended, some rows at a time.

        `subject` and `role` leave out all other calls.
        """
        cursor = self._connection.cursor()
        try:
            cursor.execute(
                f"SELECT {', '.join(map(_quoted, _COLUMNS))}"
                " FROM model_calls WHERE run_id = $run_id"
                " AND ($subject IS NULL OR subject = $subject) AND ($role IS NULL OR role = $role)"
                " ORDER BY ended_at, id",
                {"run_id": run_id, "subject": subject, "role": role},
            )
            while page := cursor.fetchmany(_PAGE):
                yield from map(_call, page)
        finally:
            cursor.close()

    def vote_counts(self, run_id: str) -> tuple[int, int]:
        """The judge's readable votes in a run, and all of them."""
        found = self._connection.execute(
            "SELECT count(*) FILTER (WHERE readable), count(*) FROM votes WHERE run_id = $run_id",
            {"run_id": run_id},
        ).fetchone()
        return int(found[0]), int(found[1])

    def votes(self, run_id: str, conversation: str | None = None) -> tuple[Vote, ...]:
        """The judge's votes on one conversation, or on all of a run, in order."""
        names = tuple(Vote.model_fields)
        found = self._ask(
            f"SELECT {', '.join(names)} FROM votes WHERE run_id = $run_id"
            " AND ($conversation IS NULL OR conversation = $conversation)"
            " ORDER BY conversation, sample",
            {"run_id": run_id, "conversation": conversation},
        )
        rows = (dict(zip(names, row, strict=True)) for row in found)
        return tuple(Vote(**row | {"scores": orjson.loads(row["scores"])}) for row in rows)

    def translations(self, run_id: str, conversation: str) -> tuple[Translation, ...]:
        """What the solver made of the requests of one conversation, in order of the turns."""
        names = tuple(Translation.model_fields)
        found = self._ask(
            f"SELECT {', '.join(names)} FROM translations"
            " WHERE run_id = $run_id AND conversation = $conversation ORDER BY turn",
            {"run_id": run_id, "conversation": conversation},
        )
        return tuple(Translation(**dict(zip(names, row, strict=True))) for row in found)

    def cost(self, run_id: str) -> RunCost:
        """What the models of a run cost so far, by stage, role and model."""
        ((accepted,),) = self._ask(
            "SELECT count(*) FROM conversations WHERE run_id = $run_id AND accepted",
            {"run_id": run_id},
        )
        stages, roles = self._costs(run_id, "stage"), self._costs(run_id, "role")
        models = self._costs(run_id, "model")
        return RunCost(
            run_id=run_id,
            accepted=accepted,
            total=next(iter(self._costs(run_id, "'all'")), CostRow(name="all")),
            stages=tuple(sorted(stages, key=lambda row: _place(row.name, STAGES))),
            roles=tuple(sorted(roles, key=lambda row: _place(row.name, ROLES))),
            models=tuple(sorted(models, key=lambda row: (-row.requests, row.name))),
        )

    def _costs(self, run_id: str, column: str) -> list[CostRow]:
        found = self._ask(_COSTS.format(column=column), {"run_id": run_id})
        outcomes = self._ask(_OUTCOMES.format(column=column), {"run_id": run_id})
        rows = []
        for name, *values in found:
            mine = [row for row in outcomes if row[0] == name]
            rows.append(
                CostRow(
                    name=name,
                    **dict(zip(_SUMS, values, strict=True)),
                    lost={outcome: times for _, outcome, lost, times in mine if lost},
                    poor={outcome: times for _, outcome, lost, times in mine if not lost},
                )
            )
        return rows

    def _ask(self, query: str, params: dict[str, Any]) -> list[tuple[Any, ...]]:
        return list(self._connection.execute(query, params).fetchall())


_SUMS = (
    "requests", "cache_hits", "prompt_in_bytes", "prompt_tokens", "cached_tokens",
    "completion_tokens", "reasoning_tokens", "unknown_tokens", "cost_in_usd", "unknown_costs",
    "latency_median_in_ms", "latency_p95_in_ms", "queue_median_in_ms",
)  # fmt: skip
_COSTS = """
SELECT {column},
    count(*) FILTER (NOT cached), count(*) FILTER (cached),
    CAST(coalesce(sum(prompt_in_bytes) FILTER (NOT cached), 0) AS BIGINT),
    CAST(sum(prompt_tokens) FILTER (NOT cached) AS BIGINT),
    CAST(sum(cached_tokens) FILTER (NOT cached) AS BIGINT),
    CAST(sum(completion_tokens) FILTER (NOT cached) AS BIGINT),
    CAST(sum(reasoning_tokens) FILTER (NOT cached) AS BIGINT),
    count(*) FILTER (NOT cached AND outcome = 'ok'
        AND (prompt_tokens IS NULL OR completion_tokens IS NULL)),
    sum(cost_in_usd), count(*) FILTER (cost_unknown),
    quantile_cont(latency_in_ms, 0.5) FILTER (NOT cached AND outcome = 'ok'),
    quantile_cont(latency_in_ms, 0.95) FILTER (NOT cached AND outcome = 'ok'),
    quantile_cont(queue_in_ms, 0.5) FILTER (NOT cached)
FROM spending WHERE run_id = $run_id GROUP BY 1 ORDER BY 1
"""
_OUTCOMES = """
SELECT {column}, outcome, lost, count(*) FROM spending
WHERE run_id = $run_id AND outcome <> 'ok' GROUP BY 1, 2, 3 ORDER BY 1, 4 DESC, 2
"""


_COLUMNS = (*CALL_COLUMNS, *USAGE_COLUMNS, "ended_at")


def _call(row: Sequence[Any]) -> ModelCall:
    values = dict(zip(_COLUMNS, row, strict=True))
    at: dt.datetime = values.pop("ended_at")
    usage = Usage(**{name: values.pop(name) for name in USAGE_COLUMNS})
    return ModelCall.model_validate(values | {"usage": usage, "at": at.replace(tzinfo=dt.UTC)})


def _quoted(name: str) -> str:
    return f'"{name}"'


def _place(name: str, order: Sequence[str]) -> int:
    return order.index(name) if name in order else len(order)
