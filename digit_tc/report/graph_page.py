"""One page that shows a tool graph: it opens from disk, without any network."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import orjson

from digit_tc.graph.describe import describe
from digit_tc.graph.fields import scalar_fields
from digit_tc.graph.layout import ASPECT, lay_out
from digit_tc.records import JSON, Tool, ToolGraph
from digit_tc.report.page_templates import load_template

MOST_SHOWN = 1500
"""Most tools in the picture. The table always holds all of them."""
_LABEL_PX_PER_LETTER = 6.6
_EDGES_PER_TOOL = 2.5
"""The picture opens with the best edges only, about this many for each tool."""


def write_graph_page(graph: ToolGraph, path: Path, *, title: str) -> None:
    """Writes the page to `path`, making its folder where it is missing.

    The picture shows at most `MOST_SHOWN` tools, those with most edges, and says so; the table
    shows all. Everything is in the one file; texts from specifications are escaped.
    """
    from markupsafe import Markup

    page = load_template("graph.html.jinja").render(
        title=title,
        summary=describe(graph),
        shown=min(len(graph.tools), MOST_SHOWN),
        data=Markup(_script_safe(_page_data(graph))),  # noqa: S704  (escaped just before)
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(page, encoding="utf-8")


def _script_safe(value: JSON) -> str:
    """JSON that can stand in a script element: no `<`, so neither `</script>` nor `<!--`."""
    text = orjson.dumps(value).decode()
    for letter in "<>&\u2028\u2029":
        text = text.replace(letter, f"\\u{ord(letter):04x}")
    return text


def _page_data(graph: ToolGraph) -> dict[str, Any]:
    position = {tool.key: at for at, tool in enumerate(graph.tools)}
    texts = _Texts()
    edges = [
        [
            position[edge.source],
            texts.number(edge.source_path),
            position[edge.target],
            texts.number(edge.target_path),
            round(edge.score * 1000),
            texts.number(edge.evidence),
        ]
        for edge in sorted(graph.edges, key=lambda edge: (-edge.score, edge.id))
    ]
    shown = _shown(graph, position)
    links = _links(graph, position)
    place = {at: row for row, at in enumerate(shown)}
    layout = lay_out(
        [graph.tools[at].namespace for at in shown],
        [len(graph.tools[at].name) * _LABEL_PX_PER_LETTER for at in shown],
        [(place[a], place[b], w) for (a, b), w in links.items() if a in place and b in place],
    )
    counts = Counter(tool.namespace for tool in graph.tools)
    return {
        "tools": [_tool(tool) for tool in graph.tools],
        "namespaces": sorted(counts.items(), key=lambda item: (-item[1], item[0])),
        "edges": edges,
        "texts": texts.all,
        "shown": shown,
        "points": layout.points,
        "bubbles": layout.bubbles,
        "aspect": ASPECT,
        "start": _first_score(links, len(shown)),
    }


class _Texts:
    """Texts that stand only once in the page, by number."""

    def __init__(self) -> None:
        self.all: list[str] = []
        self._numbers: dict[str, int] = {}

    def number(self, text: str) -> int:
        if text not in self._numbers:
            self._numbers[text] = len(self.all)
            self.all.append(text)
        return self._numbers[text]


def _tool(tool: Tool) -> list[Any]:
    takes = [
        [field.path, field.type, int(field.required), field.description[:160]]
        for field in scalar_fields(tool.parameters)[:60]
    ]
    gives = [[field.path, field.type] for field in scalar_fields(tool.returns)[:60]]
    about = [tool.namespace, tool.name, tool.description[:600]]
    return [*about, takes, gives, tool.returns_origin, list(tool.requires)]


def _shown(graph: ToolGraph, position: dict[str, int]) -> list[int]:
    degree: Counter[str] = Counter()
    for edge in graph.edges:
        degree[edge.source] += 1
        degree[edge.target] += 1
    ranked = sorted(position, key=lambda key: (-degree[key], key))
    return sorted(position[key] for key in ranked[:MOST_SHOWN])


def _links(graph: ToolGraph, position: dict[str, int]) -> dict[tuple[int, int], float]:
    """The best score between each two tools, in either direction."""
    links: dict[tuple[int, int], float] = {}
    for edge in graph.edges:
        a, b = position[edge.source], position[edge.target]
        pair = (min(a, b), max(a, b))
        links[pair] = max(links.get(pair, 0.0), edge.score)
    return links


def _first_score(links: dict[tuple[int, int], float], tools: int) -> float:
    """The score from which on edges are drawn at first, so that the picture stays readable."""
    scores = sorted(links.values(), reverse=True)
    most = round(_EDGES_PER_TOOL * tools)
    return 0.0 if len(scores) <= most else int(scores[most] * 100) / 100
