"""What became of one scenario, with the judge's opinion on it."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from digit_tc.config import SynthesisConfig
from digit_tc.records import Scenario, Tool, Vote
from digit_tc.synthesis import Outcome, converse


@dataclass(frozen=True)
class ScenarioResult:
    """The outcome of one scenario and the votes on it."""

    outcome: Outcome
    """The conversation with its verdicts, or the rejections."""
    votes: tuple[Vote, ...] = ()
    """The judge's votes; none where no judge was asked."""


def write_without_models(
    scenarios: Sequence[Scenario], tools: Mapping[str, Tool], config: SynthesisConfig
) -> Iterator[ScenarioResult]:
    """One conversation after the other; rejections carry what they cost."""
    for scenario in scenarios:
        began = time.perf_counter()
        outcome = converse(scenario, tools, config)
        if outcome.rejections:
            cost = round((time.perf_counter() - began) * 1000, 3)
            priced = tuple(
                one.model_copy(update={"cost_in_ms": cost}) for one in outcome.rejections
            )
            outcome = replace(outcome, rejections=priced)
        yield ScenarioResult(outcome)
