"""The share of used dataflow that edges hold, and what that costs in edges."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from digit_tc.records import Edge, Tool

from .uses import Link, Uses


@dataclass(frozen=True, slots=True)
class Recall:
    """What some edges hold of some uses; figures of several files add up."""

    uses: int = 0
    uses_held: int = 0
    links: int = 0
    links_held: int = 0
    tools: int = 0
    parameters: int = 0
    """Top-level parameters of all tools, those that no result can feed too."""
    edges: int = 0
    most: int = 0
    """Most edges into one place, such as `order_id` or `flights[].date`."""

    def __add__(self, other: Recall) -> Recall:
        sums = {
            name: getattr(self, name) + getattr(other, name)
            for name in self.__slots__
            if name != "most"
        }
        return Recall(**sums, most=max(self.most, other.most))

    @property
    def share_of_uses(self) -> float:
        """Of all uses, 0 where there are none."""
        return self.uses_held / self.uses if self.uses else 0.0

    @property
    def share_of_links(self) -> float:
        """Of the distinct links, 0 where there are none."""
        return self.links_held / self.links if self.links else 0.0

    @property
    def edges_a_parameter(self) -> float:
        """Edges for each top-level parameter, on average."""
        return self.edges / self.parameters if self.parameters else 0.0


def measure(uses: Uses, edges: Sequence[Edge]) -> Recall:
    """What these edges hold of the uses.

    A use counts as held where some field of its source feeds its parameter or a part of it; which
    field the value stood in is not recorded.
    """
    held = links_of(edges, uses.tools)
    counts = uses.counts
    return Recall(
        uses=sum(counts.values()),
        uses_held=sum(count for link, count in counts.items() if link in held),
        links=len(counts),
        links_held=sum(link in held for link in counts),
        tools=len(uses.tools),
        parameters=sum(len(tool.parameters["properties"]) for tool in uses.tools),
        edges=len(edges),
        most=max(Counter((edge.target, edge.target_path) for edge in edges).values(), default=0),
    )


def links_of(edges: Iterable[Edge], tools: Iterable[Tool]) -> set[Link]:
    """The edges as links: `flights[].date` serves the parameter `flights`."""
    name_of = {tool.key: tool.name for tool in tools}
    return {
        (name_of[edge.source], name_of[edge.target], edge.target_path.split(".")[0].split("[")[0])
        for edge in edges
    }


def list_missed(uses: Uses, edges: Sequence[Edge]) -> list[tuple[Link, int]]:
    """The links that no edge holds, most used first."""
    held = links_of(edges, uses.tools)
    missed = [(link, count) for link, count in uses.counts.items() if link not in held]
    return sorted(missed, key=lambda item: (-item[1], item[0]))
