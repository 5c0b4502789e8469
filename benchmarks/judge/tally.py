"""What is counted over all lines of an export."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field

KEPT = 1000
"""Most offences of one name of which the words are kept; all are counted."""


@dataclass
class Tally:
    """Counts by name, and what must be seen together to be judged."""

    counts: Counter[str] = field(default_factory=Counter)
    offences: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    """Name of an offence → where it stands and what it is."""
    words: list[int] = field(default_factory=list)
    """Length in words of each message by a user."""
    openings: set[bytes] = field(default_factory=set)
    """Digests of the first requests of conversations."""
    bodies: set[bytes] = field(default_factory=set)
    """Digests of all that is said and called in a conversation."""
    chain_parts: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """Chain of calls → the parts of the dataset that it stands in."""

    def offend(self, offence: str, place: str, detail: str) -> None:
        """Count an offence, and keep where it stands and what it is."""
        self.counts[offence] += 1
        if len(self.offences[offence]) < KEPT:
            self.offences[offence].append(f"{place}: {detail}")

    def divide(self, part: str, whole: str) -> float:
        """One count as a share of another, or how many of it there are for each; 0 of nothing."""
        return divide(self.counts[part], self.counts[whole])


def divide(part: int, whole: int) -> float:
    """The quotient to four places; 0 where there is nothing to divide by."""
    return round(part / whole, 4) if whole else 0.0
