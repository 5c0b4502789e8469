"""Pictures for pages that take no style and no script: one address each."""

from __future__ import annotations

import base64
import xml.etree.ElementTree as ET

from digit_tc.config import RunConfig
from digit_tc.graph import build_graph
from digit_tc.records import ToolGraph
from digit_tc.report.pictures import draw_funnel_picture, draw_graph_picture
from digit_tc.report.run_report import FunnelStep
from digit_tc.specs import load_tools

SVG = "{http://www.w3.org/2000/svg}"


def _drawn(url: str) -> ET.Element:
    kind, _, data = url.partition(",")
    assert kind == "data:image/svg+xml;base64"
    return ET.fromstring(base64.b64decode(data))  # noqa: S314  (made by us a moment ago)


def _graph() -> ToolGraph:
    config = RunConfig().graph.model_copy(update={"embeddings": "none"})
    return build_graph(load_tools(("starter",)).tools, config)


def test_every_tool_and_namespace_of_a_small_graph_is_in_its_picture() -> None:
    graph = _graph()
    drawn = _drawn(draw_graph_picture(graph))
    texts = {element.text for element in drawn.iter(f"{SVG}text")}
    assert {tool.namespace for tool in graph.tools} <= texts
    assert len(list(drawn.iter(f"{SVG}circle"))) == len(graph.tools)
    assert len(list(drawn.iter(f"{SVG}line"))) > 10


def test_the_same_graph_gives_the_same_picture() -> None:
    assert draw_graph_picture(_graph()) == draw_graph_picture(_graph())


def test_names_of_tools_cannot_become_markup() -> None:
    graph = _graph()
    hostile = "</text><script>alert(1)</script>"
    tools = tuple(
        tool.model_copy(update={"name": hostile, "namespace": hostile}) for tool in graph.tools[:3]
    )
    drawn = _drawn(draw_graph_picture(ToolGraph(tools=tools, edges=())))
    assert not list(drawn.iter(f"{SVG}script"))
    assert any((element.text or "").startswith("</text>") for element in drawn.iter(f"{SVG}text"))


def test_a_graph_without_tools_is_an_empty_picture() -> None:
    assert not list(_drawn(draw_graph_picture(ToolGraph(tools=(), edges=()))).iter(f"{SVG}circle"))


def test_the_funnel_says_how_many_were_left() -> None:
    steps = [FunnelStep(name="scenarios", items=1200), FunnelStep(name="dataset", items=1000)]
    texts = [element.text for element in _drawn(draw_funnel_picture(steps)).iter(f"{SVG}text")]
    assert {"1,200", "1,000", "Scenarios", "Dataset", "−200 (16.7%)"} <= set(texts)
