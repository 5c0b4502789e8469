"""The case file of edges: what a person would say of an output field and a parameter."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from digit_tc.config import GraphConfig
from digit_tc.graph import build_graph
from digit_tc.records import Tool, ToolSource, content_id

CASES = yaml.safe_load((Path(__file__).parents[1] / "cases" / "edges.yaml").read_text("utf-8"))


def schema_around(path: str, leaf: dict[str, Any]) -> dict[str, Any]:
    """The object schema in which `path` leads to `leaf`."""
    first, _, rest = path.partition(".")
    inner = schema_around(rest, leaf) if rest else leaf
    if first.endswith("[]"):
        inner = {"type": "array", "items": inner}
    return {"type": "object", "properties": {first.removesuffix("[]"): inner}}


def end(words: str, more: dict[str, Any]) -> tuple[str, str, str, dict[str, Any]]:
    where, path, *kind = words.split()
    namespace, name = where.split("/")
    leaf = {"type": kind[0] if kind else "string", **more}
    return namespace, name, path, schema_around(path, leaf)


def tool(namespace: str, name: str, parameters: dict[str, Any], returns: Any) -> Tool:
    return Tool(
        namespace=namespace,
        name=name,
        description="",
        parameters=parameters,
        returns=returns,
        source=ToolSource(label="cases", reader="starter"),
        fingerprint=content_id("tool", namespace, name),
    )


@pytest.mark.parametrize("embeddings", ["static", "none"])
@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['from']} to {case['to']}")
def test_edge_is_there_where_a_person_would_draw_it(case: dict[str, Any], embeddings: str) -> None:
    from_space, from_name, from_path, returns = end(case["from"], case.get("from_schema", {}))
    to_space, to_name, to_path, parameters = end(case["to"], case.get("to_schema", {}))
    taken = {"type": "object", "properties": {n: {"type": "string"} for n in case.get("takes", [])}}
    graph = build_graph(
        [
            tool(from_space, from_name, taken, returns),
            tool(to_space, to_name, parameters, {"type": "object", "properties": {}}),
        ],
        GraphConfig.model_validate({"embeddings": embeddings}),
    )
    found = [
        (edge.source_path, edge.target_path)
        for edge in graph.edges
        if edge.target == f"{to_space}::{to_name}"
    ]
    assert found == ([(from_path, to_path)] if case["edge"] else []), case["why"]
