"""What became of one scenario."""

from __future__ import annotations

from dataclasses import dataclass

from digit_tc.records import (
    Assessment,
    Conversation,
    Rejection,
    Scenario,
    StoredWorld,
    Translation,
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """One scenario, and the conversation that grew from it if one was accepted."""

    scenario: Scenario
    conversation: Conversation | None
    """The conversation if one was accepted."""
    assessment: Assessment | None
    rejections: tuple[Rejection, ...]
    """One for each attempt that failed; the last one is the scenario's own if none succeeded."""
    translations: tuple[Translation, ...] = ()
    """What a solver made of each turn's request; none without a solver."""
    world: StoredWorld | None = None
    """The world of the conversation before its first call."""
