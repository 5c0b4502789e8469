"""Edges by cosine and type alone, to compare with: no words, no entities, no vetoes."""

from __future__ import annotations

from collections.abc import Sequence

from digit_tc.graph.compatibility import type_compatibility
from digit_tc.graph.embeddings import embed
from digit_tc.graph.fields import Field, scalar_fields
from digit_tc.records import Edge, Tool, content_id


def connect_by_cosine(tools: Sequence[Tool], top_k: int) -> list[Edge]:
    """For each parameter the `top_k` tools with the nearest field of a type that fits.

    A field's text is its tool's name, its path and its description. Of one tool the nearest field
    counts; a tool may feed itself.
    """
    sources = [(tool, field) for tool in tools for field in scalar_fields(tool.returns)]
    targets = [(tool, field) for tool in tools for field in scalar_fields(tool.parameters)]
    texts = [_write(tool, field) for tool, field in (*sources, *targets)]
    vectors = embed(texts, "static")
    cosines = vectors[len(sources) :] @ vectors[: len(sources)].T
    edges: list[Edge] = []
    for row, (target, parameter) in enumerate(targets):
        best: dict[str, tuple[float, str]] = {}
        for column, (source, field) in enumerate(sources):
            if type_compatibility(field, parameter) > 0.0:
                candidate = (-float(cosines[row, column]), field.path)
                best[source.key] = min(candidate, best.get(source.key, candidate))
        ranked = sorted((score, key, path) for key, (score, path) in best.items())
        edges += [
            Edge(
                id=content_id("edge", key, path, target.key, parameter.path),
                source=key,
                source_path=path,
                target=target.key,
                target_path=parameter.path,
                score=max(0.0, round(-score, 4)),
                kind="meaning",
                evidence="Both are near in words.",
            )
            for score, key, path in ranked[:top_k]
        ]
    return edges


def _write(tool: Tool, field: Field) -> str:
    return f"{tool.name} {field.path} {field.description[:200]}".replace("_", " ")
