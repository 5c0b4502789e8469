"""Reads of what models made of a run's conversations, and of each request that was paid for."""

from __future__ import annotations

from typing import Any, NamedTuple

Rows = list[tuple[Any, ...]]


class PaidRequest(NamedTuple):
    """One request, as it was paid for when it was sent, by this run or an earlier one."""

    place: int | None
    """Index of the scenario."""
    role: str
    """The role that the model filled."""
    model: str
    """The model that was asked, as the run file names it."""
    cached: bool
    """Whether its reply was kept from an earlier run."""
    bytes: int
    """Size of the request as canonical JSON."""
    prompt_tokens: int | None
    """Tokens of the whole request; None where the provider did not say."""
    completion_tokens: int | None
    """Tokens of the reply; None where the provider did not say."""
    usd: float | None
    """None where its price was not known then."""
    free: bool
    """Lost or refused in a way that no provider bills."""

    @property
    def tokens(self) -> int | None:
        """Prompt and completion together; None where either is not known."""
        if self.free:
            return 0
        if self.prompt_tokens is None or self.completion_tokens is None:
            return None
        return self.prompt_tokens + self.completion_tokens


class ModelUseReader:
    """The part of `Reader` that pages and forecasts about models are made from."""

    _connection: Any

    def solve_rates(self, run_id: str) -> dict[int, int]:
        """Solve rate of a request of the dataset in percent → number of requests."""
        return dict(self._answer(_RATES, run_id))

    def mean_hidden_recall(self, run_id: str) -> float | None:
        """Mean share of the hidden calls that the solver found; None where nothing was hidden."""
        ((recall,),) = self._answer(_RECALL, run_id)
        return None if recall is None else float(recall)

    def vote_scores(self, run_id: str) -> dict[str, dict[int, int]]:
        """Criterion of the rubric → score → number of the judge's readable votes."""
        scores: dict[str, dict[int, int]] = {}
        for criterion, score, times in self._answer(_SCORES, run_id):
            scores.setdefault(criterion, {})[int(score)] = times
        return scores

    def count_accepting_votes(self, run_id: str) -> int:
        """The judge's readable votes for a conversation."""
        query = "SELECT count(*) FROM votes WHERE run_id = $run_id AND readable AND accepted"
        ((accepting,),) = self._answer(query, run_id)
        return int(accepting)

    def refusals(self, run_id: str, limit: int) -> tuple[str, ...]:
        """The first reasons of the judge against a conversation."""
        return tuple(row[0] for row in self._answer(f"{_AGAINST} LIMIT {limit:d}", run_id))

    def paid_requests(self, run_id: str) -> list[PaidRequest]:
        """Every request about a conversation; one whose reply was kept, as it was paid for once."""
        return [PaidRequest(*row) for row in self._answer(_PAID, run_id)]

    def slowest_conversations(self, run_id: str) -> Rows:
        """(index, conversation, requests, seconds of models, tokens, US dollars) of some."""
        return self._answer(_SLOWEST, run_id)

    def _answer(self, query: str, run_id: str) -> Rows:
        return list(self._connection.execute(query, {"run_id": run_id}).fetchall())


_RATES = """
SELECT CAST(round(t.solve_rate * 100) AS INTEGER), count(*) FROM translations t
JOIN dataset d ON d.run_id = t.run_id AND d.id = t.conversation
WHERE t.run_id = $run_id GROUP BY 1 ORDER BY 1
"""
_RECALL = """
SELECT avg(t.hidden_recall) FROM translations t
JOIN dataset d ON d.run_id = t.run_id AND d.id = t.conversation WHERE t.run_id = $run_id
"""
_SCORES = """
SELECT criterion, CAST(scores->>criterion AS INTEGER) AS score, count(*)
FROM (SELECT unnest(json_keys(scores)) AS criterion, scores FROM votes
      WHERE run_id = $run_id AND readable)
GROUP BY 1, 2 ORDER BY 1, 2
"""
_AGAINST = """
SELECT reason FROM votes WHERE run_id = $run_id AND readable AND NOT accepted
ORDER BY conversation, sample
"""
_PAID = """
WITH here AS (
    SELECT * FROM spending WHERE run_id = $run_id
), paid_here AS (
    SELECT DISTINCT key FROM here WHERE NOT cached AND outcome = 'ok'
), brought AS (
    SELECT key, min(prompt_tokens) AS prompt_tokens, min(completion_tokens) AS completion_tokens,
        min(cost_in_usd) AS cost_in_usd
    FROM model_calls WHERE run_id <> $run_id AND NOT cached AND outcome = 'ok' GROUP BY key
), taken AS (
    SELECT key, min("index") AS "index", min(role) AS role, min(model) AS model,
        max(prompt_in_bytes) AS bytes, max(prompt_tokens) AS prompt_tokens,
        max(completion_tokens) AS completion_tokens
    FROM here WHERE cached AND key NOT IN (SELECT key FROM paid_here) GROUP BY key
)
SELECT "index", role, model, false, prompt_in_bytes, prompt_tokens, completion_tokens, cost_in_usd,
    lost OR outcome IN ('refused', 'cancelled')
FROM here WHERE NOT cached
    AND stage NOT IN ('ingest', 'graph')
UNION ALL
SELECT taken."index", taken.role, taken.model, true, taken.bytes,
    coalesce(brought.prompt_tokens, taken.prompt_tokens),
    coalesce(brought.completion_tokens, taken.completion_tokens), brought.cost_in_usd, false
FROM taken LEFT JOIN brought USING (key)
WHERE taken.key NOT IN (SELECT key FROM here WHERE stage IN ('ingest', 'graph'))
"""
_SLOWEST = """
SELECT m."index", any_value(c.id), count(*) FILTER (NOT m.cached),
       round(sum(m.latency_in_ms) / 1000, 1), sum(m.prompt_tokens + m.completion_tokens),
       round(sum(m.cost_in_usd), 6)
FROM model_calls m
LEFT JOIN conversations c ON c.run_id = m.run_id AND c."index" = m."index"
WHERE m.run_id = $run_id AND m."index" IS NOT NULL GROUP BY 1 ORDER BY 4 DESC, 1 LIMIT 20
"""
