"""What the page of a run says about its models."""

from __future__ import annotations

from digit_tc.records import ROLES
from digit_tc.report.model_report import ModelReport
from digit_tc.runs.site import read_config
from digit_tc.store import Reader

_REFUSALS = 5


def collect_model_report(reader: Reader, run_id: str) -> ModelReport | None:
    """The models of a run, what they cost and how they judged; None where none was asked."""
    cost = reader.cost(run_id)
    if not cost.total.requests and not cost.total.cache_hits:
        return None
    roles = read_config(reader, run_id).roles
    readable, votes = reader.vote_counts(run_id)
    return ModelReport(
        roles={role: getattr(roles, role) for role in ROLES},
        cost=cost,
        solve_rates=reader.solve_rates(run_id),
        hidden_recall=reader.mean_hidden_recall(run_id),
        scores=reader.vote_scores(run_id),
        votes=votes,
        readable_votes=readable,
        accepting_votes=reader.count_accepting_votes(run_id),
        refusals=reader.refusals(run_id, _REFUSALS),
    )
