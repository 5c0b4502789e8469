"""What a kind of turn is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from digit_tc.records import Act, PlannedCall, Turn


class TurnDraw(Protocol):
    """What a sampler can draw for the next turn of a conversation."""

    def dataflow(self, *, fails: bool = False) -> Any | None:
        """Calls with what they use of each other and of earlier turns; None where none is left.

        With `fails` one of them fails although it is right to make it.
        """

    def talk(self) -> Any:
        """A turn that is planned without any calls."""


class Kind(Protocol):
    """A kind of turn: one module with these names."""

    NAME: str
    """As run files, tables and exports call it."""
    CHECKS: tuple[str, ...]
    """Names of the checks that its turns must pass besides those for turns of every kind."""

    def draw(self, turn: TurnDraw) -> Any | None:
        """Draw what the turn is to do; None where tools and past admit no turn of this kind."""

    def acts(self, groups: Sequence[tuple[PlannedCall, ...]]) -> tuple[Act, ...]:
        """The acts of the turn, for calls that are planned in these groups."""

    def gold(self, turn: Turn) -> tuple[Act, ...]:
        """What the assistant should do in a written turn, act by act: what a solver has to find."""
