"""A call that is right fails: it is made again where that helps, and told where it does not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from digit_tc.kinds.fulfil import acts as acts_of_calls
from digit_tc.kinds.fulfil import gold as gold_of_calls
from digit_tc.kinds.kind import TurnDraw
from digit_tc.records import Act, PlannedCall, Turn

NAME = "recover"
CHECKS: tuple[str, ...] = ("failures",)


def draw(turn: TurnDraw) -> Any | None:
    """A chain of calls of which one fails."""
    return turn.dataflow(fails=True)


def acts(groups: Sequence[tuple[PlannedCall, ...]]) -> tuple[Act, ...]:
    """The request, the calls with the one that fails, made again or not, and the answer."""
    return acts_of_calls(groups)


def gold(turn: Turn) -> tuple[Act, ...]:
    """All that is called, the call that fails included, and the answer."""
    return gold_of_calls(turn)
