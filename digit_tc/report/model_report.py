"""The part of a run's page about its models, as a record."""

from __future__ import annotations

from digit_tc.records import Record, RunCost


class ModelReport(Record):
    """What models did in a run, what it cost, and how solver and judge rated the conversations."""

    roles: dict[str, str] = {}  # noqa: RUF012  (pydantic copies it)
    """Role → who filled it, in the order of the roles."""
    cost: RunCost
    """What the models cost."""
    solve_rates: dict[int, int] = {}  # noqa: RUF012
    """Solve rate of a request of the dataset in percent → number of requests."""
    hidden_recall: float | None = None
    """Mean share of the hidden calls that the solver found; None where nothing was hidden."""
    scores: dict[str, dict[int, int]] = {}  # noqa: RUF012
    """Criterion of the rubric → score → number of votes, on all conversations that were judged."""
    votes: int = 0
    """Number of votes of the judge, on accepted and on rejected conversations."""
    readable_votes: int = 0
    """How many of these could be read."""
    accepting_votes: int = 0
    """How many of these were for the conversation."""
    refusals: tuple[str, ...] = ()
    """Some of the judge's reasons against a conversation."""
