"""Charts as images for places that show no page, such as those of Prefect.

Each is an SVG image as a data URL: `data:image/svg+xml;base64,…`.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence

from markupsafe import Markup

from digit_tc.graph.layout import ASPECT, lay_out
from digit_tc.records import ToolGraph
from digit_tc.report.charts import draw_funnel
from digit_tc.report.charts.svg import draw, shorten
from digit_tc.report.run_report import FunnelStep

_MOST_TOOLS, _MOST_EDGES = 160, 400
_LABEL_PX_PER_LETTER = 6.6
_EDGE_PX = 26.0
_STYLE = """
svg { background: #fff; font-family: system-ui, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; }
text { fill: #16202c; font-size: 12px; } .small { fill: #5a6675; } .strong { font-weight: 620;
font-size: 14px; } .large { font-weight: 680; font-size: 17px; } .bar { fill: #2f6fde; }
.rail { fill: #e9edf2; } .bubble { fill: #f6f7f9; stroke: #dfe4ea; } .edge { stroke: #2f6fde; }
.tool { fill: #16202c; } .space { fill: #5a6675; font-size: 15px; font-weight: 620; }
"""


def draw_funnel_picture(steps: Sequence[FunnelStep]) -> str:
    """The funnel of a run: one bar for what was left after each step."""
    chart = draw_funnel(steps)
    found = re.search(r'viewBox="0 0 (\S+) ([^"]+)"', chart)
    wide, high = (float(found[1]), float(found[2])) if found else (860.0, 300.0)
    inside = chart[chart.index(">") + 1 : chart.rindex("</svg>")]
    return _data_url(inside, (-16.0, -16.0, wide + 32, high + 32))


def draw_graph_picture(graph: ToolGraph) -> str:
    """The tools in bubbles by namespace, with the best edges; at most 160 tools, the best linked.

    Names are escaped. The same graph gives the same picture.
    """
    degree = dict.fromkeys((tool.key for tool in graph.tools), 0)
    for edge in graph.edges:
        degree[edge.source] += 1
        degree[edge.target] += 1
    ranked = sorted(graph.tools, key=lambda tool: (-degree[tool.key], tool.key))[:_MOST_TOOLS]
    tools = sorted(ranked, key=lambda tool: tool.key)
    place = {tool.key: number for number, tool in enumerate(tools)}
    best: dict[tuple[int, int], float] = {}
    for edge in sorted(graph.edges, key=lambda edge: (-edge.score, edge.id)):
        if edge.source in place and edge.target in place and edge.source != edge.target:
            best.setdefault((place[edge.source], place[edge.target]), edge.score)
    edges = list(best.items())[:_MOST_EDGES]
    names = [shorten(tool.name, 28) for tool in tools]
    layout = lay_out(
        [tool.namespace for tool in tools],
        [len(name) * _LABEL_PX_PER_LETTER for name in names],
        [(source, target, score) for (source, target), score in edges],
    )
    shapes = [
        draw("ellipse", cx=x, cy=y, rx=radius * ASPECT, ry=radius, class_="bubble")
        for x, y, radius in layout.bubbles.values()
    ]
    shapes += [
        _line(layout.points[source], layout.points[target], score)
        for (source, target), score in edges
    ]
    for name, (x, y) in zip(names, layout.points, strict=True):
        shapes.append(draw("circle", cx=x, cy=y, r=3.5, class_="tool"))
        shapes.append(draw("text", name, x=x, y=y + 16, text_anchor="middle"))
    shapes += [
        draw("text", name, x=x, y=y - radius + 18, text_anchor="middle", class_="space")
        for name, (x, y, radius) in layout.bubbles.items()
    ]
    return _data_url(Markup("").join(shapes), _frame(list(layout.bubbles.values())))


def _line(start: tuple[float, float], end: tuple[float, float], score: float) -> Markup:
    return draw(
        "line", x1=start[0], y1=start[1], x2=end[0], y2=end[1], class_="edge",
        stroke_width=1.2, stroke_opacity=round(0.1 + 0.45 * score, 2),
    )  # fmt: skip


def _frame(bubbles: Sequence[tuple[float, float, float]]) -> tuple[float, float, float, float]:
    if not bubbles:
        return 0.0, 0.0, 100.0, 100.0
    left = min(x - radius * ASPECT for x, _, radius in bubbles) - _EDGE_PX
    right = max(x + radius * ASPECT for x, _, radius in bubbles) + _EDGE_PX
    top = min(y - radius for _, y, radius in bubbles) - _EDGE_PX
    bottom = max(y + radius for _, y, radius in bubbles) + _EDGE_PX
    return left, top, right - left, bottom - top


def _data_url(shapes: Markup, frame: tuple[float, float, float, float]) -> str:
    left, top, wide, high = frame
    drawn = draw(
        "svg",
        draw("style", Markup(_STYLE)) + shapes,  # noqa: S704  (ours)
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"{left:.0f} {top:.0f} {wide:.0f} {high:.0f}",
        width=round(wide),
        height=round(high),
    )
    return f"data:image/svg+xml;base64,{base64.b64encode(drawn.encode()).decode()}"
