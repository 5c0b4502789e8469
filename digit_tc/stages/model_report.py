"""What the page of a run tells about its models."""

from __future__ import annotations

from digit_tc.records import ROLES
from digit_tc.report.model_report import ModelReport
from digit_tc.runs.site import config_of
from digit_tc.store import Reader

_REFUSALS = 5


def model_report(reader: Reader, run_id: str) -> ModelReport | None:
    """The models of a run; None where none was asked."""
    cost = reader.cost(run_id)
    if not cost.total.requests and not cost.total.cache_hits:
        return None
    roles = config_of(reader, run_id).roles
    scores: dict[str, dict[int, int]] = {}
    for criterion, score, times in reader.rows(_SCORES, [run_id]):
        scores.setdefault(criterion, {})[int(score)] = times
    ((votes, readable, accepting),) = reader.rows(_VOTES, [run_id])
    ((recall,),) = reader.rows(_RECALL, [run_id])
    return ModelReport(
        roles={role: getattr(roles, role) for role in ROLES},
        cost=cost,
        solve_rates=dict(reader.rows(_RATES, [run_id])),
        hidden_recall=recall,
        scores=scores,
        votes=votes,
        readable_votes=readable,
        accepting_votes=accepting,
        refusals=tuple(row[0] for row in reader.rows(_AGAINST, [run_id, _REFUSALS])),
    )


_RATES = """
SELECT CAST(round(t.solve_rate * 100) AS INTEGER), count(*) FROM translations t
JOIN dataset d ON d.run_id = t.run_id AND d.id = t.conversation
WHERE t.run_id = ? GROUP BY 1 ORDER BY 1
"""
_RECALL = """
SELECT avg(t.hidden_recall) FROM translations t
JOIN dataset d ON d.run_id = t.run_id AND d.id = t.conversation WHERE t.run_id = ?
"""
_SCORES = """
SELECT criterion, CAST(scores->>criterion AS INTEGER) AS score, count(*)
FROM (SELECT unnest(json_keys(scores)) AS criterion, scores FROM votes
      WHERE run_id = ? AND readable)
GROUP BY 1, 2 ORDER BY 1, 2
"""
_VOTES = """
SELECT count(*), count(*) FILTER (readable), count(*) FILTER (readable AND accepted)
FROM votes WHERE run_id = ?
"""
_AGAINST = """
SELECT reason FROM votes WHERE run_id = ? AND readable AND NOT accepted
ORDER BY conversation, sample LIMIT ?
"""
