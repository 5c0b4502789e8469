"""The user asks for something, the assistant does it and tells what came out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from digit_tc.kinds.kind import TurnDraw
from digit_tc.records import Act, Answer, Calls, PlannedCall, Say, Turn

NAME = "fulfil"
CHECKS: tuple[str, ...] = ()


def draw(turn: TurnDraw) -> Any | None:
    """A chain of calls, and what it takes from earlier turns."""
    return turn.dataflow()


def acts(groups: Sequence[tuple[PlannedCall, ...]]) -> tuple[Act, ...]:
    """The request, the calls group by group, the answer."""
    return (Say(), *(Calls(calls=group) for group in groups), Answer())


def gold(turn: Turn) -> tuple[Act, ...]:
    """All that is called, and the answer."""
    return tuple(act for act in turn.plan.acts if act.act in ("calls", "answer"))
