"""The tool graph: which result can serve as which parameter."""

from __future__ import annotations

from functools import cached_property
from typing import Literal

from digit_tc.records.base import Record
from digit_tc.records.tool import Tool

EdgeKind = Literal["identity", "role", "meaning"]


class Edge(Record):
    """A dataflow edge: an output field of one tool can serve as a parameter of another."""

    id: str
    """Content id of both tools and both paths."""
    source: str
    """Key of the tool whose result is used."""
    source_path: str
    """Field of its `returns`, `[]` for any item of an array: `flights[].flight_id`."""
    target: str
    """Key of the tool that uses it."""
    target_path: str
    """Parameter that it serves: `flight_id`, `passenger.id`, or `ids[]` for an array's item."""
    score: float
    """Type compatibility times semantic likeness, in [0, 1]."""
    kind: EdgeKind
    """`identity`: both tell which thing is meant; `role`: the same sort of value in a part that it
    can play; `meaning`: words that are near each other."""
    evidence: str
    """Why both are the same, in one short sentence."""


class ToolGraph(Record):
    """Tools with the dataflow edges between them. Tools and edges are sorted by key and id."""

    tools: tuple[Tool, ...]
    """All tools, those without edges too."""
    edges: tuple[Edge, ...]
    """All edges; each joins two of `tools`."""

    @cached_property
    def by_key(self) -> dict[str, Tool]:
        """Tools by `namespace::name`."""
        return {tool.key: tool for tool in self.tools}

    @cached_property
    def outgoing(self) -> dict[str, tuple[Edge, ...]]:
        """Edges by the key of the tool whose result they use, best score first."""
        return _grouped(self.edges, "source")

    @cached_property
    def incoming(self) -> dict[str, tuple[Edge, ...]]:
        """Edges by the key of the tool that they feed, best score first."""
        return _grouped(self.edges, "target")


def _grouped(edges: tuple[Edge, ...], field: str) -> dict[str, tuple[Edge, ...]]:
    groups: dict[str, list[Edge]] = {}
    for edge in edges:
        groups.setdefault(getattr(edge, field), []).append(edge)
    return {
        key: tuple(sorted(group, key=lambda edge: (-edge.score, edge.id)))
        for key, group in groups.items()
    }
