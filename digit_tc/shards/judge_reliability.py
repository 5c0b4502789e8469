"""Ends a run where too few of the judge's votes can be read."""

from __future__ import annotations

from collections.abc import Sequence

from digit_tc.config import JudgeConfig
from digit_tc.errors import ModelError
from digit_tc.records import Vote

_ENOUGH_VOTES = 40
_MARGIN = 0.1
"""A run is ended on the way only where it is further below the limit than chance brings."""


class JudgeReliability:
    """Counts the judge's votes while conversations are written.

    `readable` of `votes` were read before.
    """

    def __init__(self, config: JudgeConfig, readable: int = 0, votes: int = 0) -> None:
        self._config = config
        self._readable, self._votes = readable, votes

    def add(self, votes: Sequence[Vote]) -> None:
        """Count votes. Raises ModelError as soon as the judge is clearly unreliable."""
        self._votes += len(votes)
        self._readable += sum(vote.readable for vote in votes)
        least = self._config.min_readable - _MARGIN
        if self._votes >= _ENOUGH_VOTES and self._readable < least * self._votes:
            raise explain_unreliable(self._readable, self._votes, self._config)


def explain_unreliable(readable: int, votes: int, config: JudgeConfig) -> ModelError:
    """The error for a judge of whose votes too few can be read."""
    return ModelError(
        f"Only {readable} of {votes} votes of the judge could be read; at least "
        f"{config.min_readable:.0%} must be. Nothing enters the dataset on the word of such a "
        "judge.",
        remedy='Look at its answers with `digit-tc sql "FROM votes WHERE NOT readable"`, name '
        "another model with --role judge=MODEL, or leave judging out with --ablate judge.",
    )
