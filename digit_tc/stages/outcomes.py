"""What was written is put into the database, wherever it was written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from digit_tc.shards.scenario_result import ScenarioResult
from digit_tc.store import Writer

SECONDS_BETWEEN_STORES = 0.7
"""What is accepted is stored within a second."""


@dataclass
class Tally:
    """What became of the scenarios so far."""

    accepted: int = 0
    """Conversations."""
    rejected: Counter[str] = field(default_factory=Counter)

    def count(self, batch: Sequence[ScenarioResult]) -> None:
        """Add these."""
        self.accepted += sum(one.outcome.conversation is not None for one in batch)
        self.rejected.update(
            rejection.reason for one in batch for rejection in one.outcome.rejections
        )


def put_outcomes(writer: Writer, run_id: str, batch: Sequence[ScenarioResult]) -> None:
    """Store conversations, verdicts, worlds, votes, back-translations and rejections."""
    outcomes = [one.outcome for one in batch]
    accepted = [
        (outcome.conversation, outcome.assessment, outcome.translations, outcome.world)
        for outcome in outcomes
        if outcome.conversation is not None and outcome.assessment is not None
    ]
    writer.put_conversations(
        run_id,
        [one[0] for one in accepted],
        [one[1] for one in accepted],
        {one[0].id: one[3] for one in accepted if one[3] is not None},
    )
    writer.put_translations(run_id, {one[0].id: one[2] for one in accepted if one[2]})
    writer.put_votes(run_id, [vote for one in batch for vote in one.votes])
    writer.put_rejections(
        run_id, [rejection for outcome in outcomes for rejection in outcome.rejections]
    )
