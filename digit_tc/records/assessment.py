"""What was judged of a conversation, and what was dropped on the way."""

from __future__ import annotations

from typing import Literal

from digit_tc.records.base import Record

Stage = Literal["ingest", "graph", "sample", "synthesize", "assess", "export"]
STAGES: tuple[Stage, ...] = ("ingest", "graph", "sample", "synthesize", "assess", "export")


class Verdict(Record):
    """One check's answer on one conversation."""

    check: str
    """Name of the check, as its module is called."""
    passed: bool
    """Whether the conversation meets the check."""
    score: float
    """In [0, 1]; 1 is best. A check that only passes or fails gives 1 or 0."""
    reason: str
    """Why, in one plain sentence, also where it passed."""
    turn: int | None = None
    """The turn concerned, or None for the whole conversation."""


class Assessment(Record):
    """All verdicts on one conversation."""

    conversation: str
    """Id of the conversation."""
    accepted: bool
    """True where every verdict passed that decides; those of figures do not."""
    verdicts: tuple[Verdict, ...]
    """One for each check that was run, in the order of the checks."""


DEFECT = "defect"
"""The reason of a Rejection for which nothing that was read or written is to blame, but we are."""


class Rejection(Record):
    """Something that was dropped, why, and what it cost. Rejections are stored and counted."""

    stage: Stage
    """The stage that dropped it."""
    subject: str
    """What was dropped: `tools.yaml [3]`, a scenario's id, a conversation's id."""
    reason: str
    """From a closed list: a lint rule, a check's name, `exact-duplicate`, ..."""
    detail: str
    """One plain sentence with the particulars."""
    cost_in_ms: float = 0.0
    """Time spent on it. Not part of any id, and never exported."""
