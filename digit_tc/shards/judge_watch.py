"""A judge that cannot be read is no judge: nothing enters the dataset on its word."""

from __future__ import annotations

from collections.abc import Sequence

from digit_tc.config import JudgeConfig
from digit_tc.errors import ModelError
from digit_tc.records import Vote

_ENOUGH_VOTES = 40
_MARGIN = 0.1
"""A run is ended on the way only where it is further below the limit than chance brings."""


class JudgeWatch:
    """Counts readable votes while conversations are judged, from those of before on."""

    def __init__(self, config: JudgeConfig, readable: int = 0, votes: int = 0) -> None:
        self._config = config
        self._readable, self._votes = readable, votes

    def saw(self, votes: Sequence[Vote]) -> None:
        """Count votes. Raises ModelError as soon as the judge is clearly unreliable."""
        self._votes += len(votes)
        self._readable += sum(vote.readable for vote in votes)
        least = self._config.min_readable - _MARGIN
        if self._votes >= _ENOUGH_VOTES and self._readable < least * self._votes:
            raise unreliable(self._readable, self._votes, self._config)


def unreliable(readable: int, votes: int, config: JudgeConfig) -> ModelError:
    """What is told where too few votes can be read."""
    return ModelError(
        f"Only {readable} of {votes} votes of the judge could be read; at least "
        f"{config.min_readable:.0%} must be. Nothing enters the dataset on the word of such a "
        "judge.",
        remedy='Look at its answers with `digit-tc sql "FROM votes WHERE NOT readable"`, name '
        "another model with --role judge=MODEL, or leave judging out with --ablate judge.",
    )
