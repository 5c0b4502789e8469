"""Random edges as a table for somebody who does not see what the graph thinks of them."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

from digit_tc.config import GraphConfig
from digit_tc.graph import build_graph
from digit_tc.graph.fields import scalar_fields
from digit_tc.records import Edge, Tool, ToolGraph
from digit_tc.returns import infer_all
from digit_tc.specs import load_tools

_TEXT = 160
"""Most characters of a description that a row shows."""


def draw_sheet(inputs: Sequence[str], count: int, seed: int) -> list[str]:
    """The lines of a Markdown table of `count` edges, equally many of each input.

    Neither score nor kind nor reason is told. The same seed gives the same rows.
    """
    rng = random.Random(seed)
    lines = [
        "| no. | this result | of this tool | as this parameter | of this tool | sensible? |",
        "|---|---|---|---|---|---|",
    ]
    for position, source in enumerate(inputs):
        wanted = count // len(inputs) + (position < count % len(inputs))
        graph = build_graph(infer_all(load_tools([source]).tools), GraphConfig())
        for edge in rng.sample(graph.edges, min(wanted, len(graph.edges))):
            lines.append(f"| {len(lines) - 1} | {_write_row(edge, graph)} |  |")
    return lines


def _write_row(edge: Edge, graph: ToolGraph) -> str:
    source, target = graph.by_key[edge.source], graph.by_key[edge.target]
    cells = (
        _write_field(source.returns, edge.source_path),
        _write_tool(source),
        _write_field(target.parameters, edge.target_path),
        _write_tool(target),
    )
    return " | ".join(" ".join(cell.replace("|", "/").split()) for cell in cells)


def _write_tool(tool: Tool) -> str:
    origin = ", result inferred" if tool.returns_origin == "inferred" else ""
    return f"{tool.key}: {tool.description[:_TEXT]}{origin}"


def _write_field(schema: dict[str, Any] | None, path: str) -> str:
    field = next(each for each in scalar_fields(schema) if each.path == path)
    return f"{path} ({field.type}) {field.description[:_TEXT]}"
