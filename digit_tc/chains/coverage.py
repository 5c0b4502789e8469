"""What has been used so far, and what to use next so that little is left out."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from digit_tc.records import Shape
from digit_tc.records.base import Record


class Coverage(Record):
    """How much of a graph the scenarios so far have used, and what they came to."""

    scenarios: int
    turns: int
    calls: int
    tools_used: int
    tools: int
    """Tools that could be used: all of the graph."""
    edges_used: int
    edges: int
    """Edges that could be used; an edge from a deletion to the thing deleted is not one."""
    shapes_asked: dict[Shape, int]
    """Turns by the shape that was asked for."""
    shapes: dict[Shape, int]
    """Turns by the shape that they got."""
    fallbacks: dict[str, int]
    """Turns that did not get the shape asked for, by `asked→got`."""
    multi_call_turns: int
    """Turns with two or more calls."""
    hidden_calls: int
    required_calls: int
    """Those of the hidden calls that are there only because a tool requires them."""
    later_turns: int
    """Turns after a conversation's first."""
    carrying_turns: int
    """Later turns that use a result of an earlier turn."""


class Usage:
    """How often each tool and each arc was used."""

    def __init__(self, tools: int, arcs: int) -> None:
        self.tools = [0] * tools
        self.arcs = [0] * arcs
        self.tools_used = 0

    def use_tool(self, tool: int) -> None:
        """Count one call."""
        self.tools_used += not self.tools[tool]
        self.tools[tool] += 1

    def use_arc(self, arc: int) -> None:
        """Count one value passed on."""
        self.arcs[arc] += 1


class Deck:
    """Numbers below `size` in random order, again and again, skipping what was used meanwhile.

    A draw takes constant time on average, and a number that was never used comes up before any
    number comes up twice.
    """

    def __init__(self, size: int, rng: Random) -> None:
        self._cards = list(range(size))
        self._rng = rng
        self._next = size
        self._round = -1

    def draw(self, used: Sequence[int]) -> int:
        """The next number that has been used no more often than there were rounds."""
        card = 0
        for _ in range(64):
            if self._next >= len(self._cards):
                self._rng.shuffle(self._cards)
                self._next = 0
                self._round += 1
            card = self._cards[self._next]
            self._next += 1
            if used[card] <= self._round:
                break
        return card
