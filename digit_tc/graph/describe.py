"""What a tool graph looks like, in numbers and examples."""

from __future__ import annotations

from collections import Counter

from digit_tc.records import Edge, Record, ToolGraph

_BEST = 10
"""Most edges that a summary shows."""


class GraphSummary(Record):
    """Size, shape and gaps of a tool graph."""

    tools: int
    edges: int
    namespaces: dict[str, int]
    """Number of tools in each namespace."""
    between_namespaces: int
    """Edges whose ends lie in different namespaces."""
    components: int
    """Groups of tools that hang together; a tool without edges is a group of its own."""
    largest_component: int
    """Number of tools in the largest group."""
    isolated: tuple[str, ...]
    """Keys of tools without any edge."""
    unfed: tuple[str, ...]
    """Keys of tools that have parameters of which no result feeds any."""
    without_returns: tuple[str, ...]
    """Keys of tools that cannot feed anything, because nothing is known of their results."""
    busiest: tuple[tuple[str, int], ...]
    """The ten tools that feed most parameters, with how many."""
    best_edges: tuple[Edge, ...]
    """The ten best edges with their reasons: one of each tool first, then the rest while there is
    room."""


def describe(graph: ToolGraph) -> GraphSummary:
    """Counts and examples of a graph, in a fixed order."""
    sizes = _component_sizes(graph)
    linked = graph.outgoing.keys() | graph.incoming.keys()
    space_of = {tool.key: tool.namespace for tool in graph.tools}
    feeds = Counter(edge.source for edge in graph.edges)
    return GraphSummary(
        tools=len(graph.tools),
        edges=len(graph.edges),
        namespaces=dict(sorted(Counter(tool.namespace for tool in graph.tools).items())),
        between_namespaces=sum(space_of[e.source] != space_of[e.target] for e in graph.edges),
        components=len(sizes),
        largest_component=max(sizes, default=0),
        isolated=tuple(tool.key for tool in graph.tools if tool.key not in linked),
        unfed=tuple(
            tool.key
            for tool in graph.tools
            if tool.parameters.get("properties") and tool.key not in graph.incoming
        ),
        without_returns=tuple(tool.key for tool in graph.tools if tool.returns is None),
        busiest=tuple(sorted(feeds.items(), key=lambda item: (-item[1], item[0]))[:10]),
        best_edges=_best_edges(graph),
    )


def _component_sizes(graph: ToolGraph) -> list[int]:
    leader = {tool.key: tool.key for tool in graph.tools}

    def find(key: str) -> str:
        while leader[key] != key:
            leader[key] = leader[leader[key]]
            key = leader[key]
        return key

    for edge in graph.edges:
        one, other = find(edge.source), find(edge.target)
        if one != other:
            leader[max(one, other)] = min(one, other)
    return list(Counter(find(tool.key) for tool in graph.tools).values())


def _best_edges(graph: ToolGraph) -> tuple[Edge, ...]:
    ranked = sorted(graph.edges, key=lambda edge: (-edge.score, edge.id))
    first: dict[str, Edge] = {}
    for edge in ranked:
        first.setdefault(edge.source, edge)
    leading = {edge.id for edge in first.values()}
    chosen = [*first.values(), *(edge for edge in ranked if edge.id not in leading)][:_BEST]
    return tuple(sorted(chosen, key=lambda edge: (-edge.score, edge.id)))
