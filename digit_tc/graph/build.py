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
from digit_tc.graph.likeness import NOTHING, Likeness, compare
from digit_tc.records import Edge, Tool, ToolGraph, content_id


def build_graph(tools: Sequence[Tool], config: GraphConfig) -> ToolGraph:
    """The dataflow edges between tools: at most `top_k` for a parameter, none below `threshold`.

    Tools come out sorted by key and edges by id, whatever the order of the input. A tool without
    `returns` gives nothing; a tool may feed itself; of one tool, whatever its forms, only the best
    field feeds a parameter. A parameter for which `x-not-from` names tools takes nothing from
    them.
    """
    ordered = tuple(sorted(tools, key=lambda tool: tool.key))
    sources, targets = ends_of(ordered)
    texts = sorted({end.text for end in sources} | {end.text for end in targets})
    row_of = {text: row for row, text in enumerate(texts)}
    source_rows = np.array([row_of[end.text] for end in sources], dtype=np.int64)
    target_rows = np.array([row_of[end.text] for end in targets], dtype=np.int64)
    vectors = embed(texts, config.embeddings)
    kept: dict[int, dict[int, tuple[Likeness, int]]] = {}
    for source, target, cosine in candidate_pairs(
        sources, targets, source_rows, target_rows, vectors
    ):
        one, other = sources[source], targets[target]
        if {ordered[one.tool].name, ordered[one.tool].key} & other.refused:
            continue
        found = _compare(one, other, round(cosine, 3))
        if found.score < config.threshold or found.score <= 0.0:
            continue
        best = kept.setdefault(target, {})
        held = best.get(one.family)
        if held is None or (-found.score, one.field.path) < (
            -held[0].score, sources[held[1]].field.path,
        ):  # fmt: skip
            best[one.family] = (found, source)
    edges = [
        edge
        for target, best in kept.items()
        for edge in nsmallest(
            config.top_k,
            (
                _edge(ordered, sources[source], targets[target], found)
                for found, source in best.values()
            ),
            key=lambda edge: (-edge.score, edge.id),
        )
    ]
    return ToolGraph(tools=ordered, edges=tuple(sorted(edges, key=lambda edge: edge.id)))


def _compare(source: End, target: End, cosine: float) -> Likeness:
    fits = type_compatibility(source.field, target.field)
    if fits == 0.0:
        return NOTHING
    found = compare(source, target, cosine)
    return Likeness(round(fits * found.score, 4), found.kind, found.evidence)


def _edge(tools: tuple[Tool, ...], source: End, target: End, found: Likeness) -> Edge:
    from_key, to_key = tools[source.tool].key, tools[target.tool].key
    evidence = f"{found.evidence[:1].upper()}{found.evidence[1:]}"
    return Edge(
        id=content_id("edge", from_key, source.field.path, to_key, target.field.path),
        source=from_key,
        source_path=source.field.path,
        target=to_key,
        target_path=target.field.path,
        score=found.score,
        kind=found.kind,
        evidence=f"{evidence}; {describe_types(source.field, target.field)}.",
    )
