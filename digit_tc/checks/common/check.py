"""What a check is."""

from __future__ import annotations

from enum import IntEnum
from typing import Protocol

from digit_tc.checks.common.context import CheckContext
from digit_tc.records import Conversation, Verdict

ALL_KINDS: frozenset[str] | None = None
"""For a check that judges turns of every kind, those that are not thought of yet included."""


class Phase(IntEnum):
    """From when on a check can judge a turn that is being written, earliest first."""

    PLAN = 1
    """The plan is there, and nothing else."""
    REQUEST = 2
    """The request is there too, and of each call the arguments that it says."""
    DATAFLOW = 3
    """Of each call it is known on whose results it builds, though no result is there."""
    EXECUTION = 4
    """Calls are complete, with their results."""
    SUMMARY = 5
    """The assistant's closing words are there."""
    WHOLE = 6
    """The conversation is finished; no turn under trial is judged by such a check."""


class Check(Protocol):
    """One rule of acceptance: a module with these names is one."""

    @property
    def NAME(self) -> str:  # noqa: N802
        """As the module is called."""

    @property
    def RULE(self) -> str:  # noqa: N802
        """What is demanded, in one sentence."""

    @property
    def PHASE(self) -> Phase:  # noqa: N802
        """From when on it can judge."""

    @property
    def KINDS(self) -> frozenset[str] | None:  # noqa: N802
        """The kinds of turns that it judges, or `ALL_KINDS`; other turns are history to it."""

    @property
    def DECIDES(self) -> bool:  # noqa: N802
        """Whether a conversation that breaks the rule is rejected; False for a figure, whose
        verdicts are stored and reported and decide nothing."""

    def check(
        self, conversation: Conversation, context: CheckContext, *, first: int = 0
    ) -> Verdict:
        """Judge the turns from position `first` on; those before it are history only."""
