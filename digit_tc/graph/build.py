"""Tools → tool graph."""

from __future__ import annotations

from collections.abc import Sequence
from heapq import nsmallest

import numpy as np

from digit_tc.config import GraphConfig
from digit_tc.graph.candidates import candidate_pairs
from digit_tc.graph.compatibility import describe_types, type_compatibility
from digit_tc.graph.embeddings import embed
from digit_tc.graph.ends import End, ends_of
from digit_tc.graph.likeness import likeness
from digit_tc.records import Edge, Tool, ToolGraph, content_id


def build_graph(tools: Sequence[Tool], config: GraphConfig) -> ToolGraph:
    """The dataflow edges between tools: at most `top_k` for a parameter, none below `threshold`.

    Tools come out sorted by key and edges by id, whatever the order of the input. A tool without
    `returns` gives nothing; no tool feeds itself; of one tool only the best field feeds a
    parameter.
    """
    ordered = tuple(sorted(tools, key=lambda tool: tool.key))
    sources, targets = ends_of(ordered)
    texts = sorted({end.text for end in sources} | {end.text for end in targets})
    row_of = {text: row for row, text in enumerate(texts)}
    source_rows = np.array([row_of[end.text] for end in sources], dtype=np.int64)
    target_rows = np.array([row_of[end.text] for end in targets], dtype=np.int64)
    vectors = embed(texts, config.embeddings)
    kept: dict[int, dict[int, tuple[float, str, int]]] = {}
    for source, target, cosine in candidate_pairs(
        sources, targets, source_rows, target_rows, vectors
    ):
        one, other = sources[source], targets[target]
        if one.tool == other.tool:
            continue
        score, reason = _score(one, other, round(cosine, 3))
        if score < config.threshold or score <= 0.0:
            continue
        best = kept.setdefault(target, {})
        held = best.get(one.tool)
        if held is None or (-score, one.field.path) < (-held[0], sources[held[2]].field.path):
            best[one.tool] = (score, reason, source)
    edges = [
        edge
        for target, best in kept.items()
        for edge in nsmallest(
            config.top_k,
            (
                _edge(ordered, sources[source], targets[target], score, reason)
                for score, reason, source in best.values()
            ),
            key=lambda edge: (-edge.score, edge.id),
        )
    ]
    return ToolGraph(tools=ordered, edges=tuple(sorted(edges, key=lambda edge: edge.id)))


def _score(source: End, target: End, cosine: float) -> tuple[float, str]:
    fits = type_compatibility(source.field, target.field)
    if fits == 0.0:
        return 0.0, ""
    alike, reason = likeness(source, target, cosine)
    return round(fits * alike, 4), f"{reason}; {describe_types(source.field, target.field)}"


def _edge(tools: tuple[Tool, ...], source: End, target: End, score: float, reason: str) -> Edge:
    from_key, to_key = tools[source.tool].key, tools[target.tool].key
    return Edge(
        id=content_id("edge", from_key, source.field.path, to_key, target.field.path),
        source=from_key,
        source_path=source.field.path,
        target=to_key,
        target_path=target.field.path,
        score=score,
        reason=reason,
    )
