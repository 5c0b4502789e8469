"""Judges an export line by line."""

from __future__ import annotations

import json
from typing import Any

from .arguments import judge_arguments
from .consistent import judge_consistency
from .contradictions import judge_contradictions
from .control_characters import judge_control_characters
from .extent import count_extent
from .figures import compute_figures
from .gold import judge_gold
from .grounding import judge_grounding
from .leaks import judge_leaks
from .mistakes import judge_mistakes
from .needed import judge_need
from .offers import judge_offers
from .picks import judge_picks
from .placeholders import judge_placeholders
from .promises import list_failures
from .provenance import judge_provenance
from .queries import judge_queries
from .reading import read_row
from .referring import judge_references
from .repetition import judge_repetition
from .sense import judge_sense
from .tally import Tally
from .unasked import judge_unasked

JUDGEMENTS = (
    judge_control_characters,
    judge_mistakes,
    judge_repetition,
    count_extent,
    judge_arguments,
    judge_placeholders,
    judge_grounding,
    judge_provenance,
    judge_leaks,
    judge_contradictions,
    judge_picks,
    judge_queries,
    judge_unasked,
    judge_consistency,
    judge_need,
    judge_references,
    judge_sense,
)
"""What is judged of every conversation by itself."""
JUDGEMENTS_OF_ACTS = (judge_gold, judge_offers)
"""What is judged by its acts."""


class Judge:
    """Takes the lines of an export one after the other, and tells what they came to."""

    def __init__(self) -> None:
        self.tally = Tally()

    def judge_line(self, number: int, text: str) -> None:
        """Judge one line; what is no example at all is a breach of the protocol."""
        self.tally.counts["conversations"] += 1
        place = f"line {number}"
        try:
            self._judge_example(place, json.loads(text))
        except (ValueError, LookupError, TypeError, AttributeError) as error:
            self.tally.offend("protocol_errors", place, f"cannot be read to its end: {error!r}")

    def _judge_example(self, place: str, example: dict[str, Any]) -> None:
        row, alignment = read_row(place, example, self.tally)
        for judge in JUDGEMENTS:
            judge(row, self.tally)
        for judge_acts in JUDGEMENTS_OF_ACTS:
            judge_acts(row, alignment, self.tally)

    def figures(self) -> dict[str, float]:
        """Every figure by name; shares are in [0, 1]."""
        return compute_figures(self.tally)

    def failures(self, implicit: float, tolerance: float, multi_call: float) -> dict[str, str]:
        """What is promised of each figure that misses it."""
        return list_failures(self.tally, implicit, tolerance, multi_call)
