"""The page of a tool graph: whole, offline, and safe whatever a specification says."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from digit_tc.config import GraphConfig
from digit_tc.graph import build_graph
from digit_tc.records import Tool, ToolGraph, ToolSource, content_id
from digit_tc.report import graph_page
from digit_tc.report.graph_page import write_graph_page

STRING = {"type": "string"}
NASTY = '</script><script>alert(1)</script><!-- <img src=x onerror=alert(2)> & "\u2028'


def tool(
    name: str, takes: list[str], gives: list[str], namespace: str = "shop", text: str = ""
) -> Tool:
    return Tool(
        namespace=namespace,
        name=name,
        description=text or f"Does {name}.",
        parameters={"type": "object", "properties": dict.fromkeys(takes, STRING)},
        returns={"type": "object", "properties": dict.fromkeys(gives, STRING)},
        source=ToolSource(label="test", reader="starter"),
        fingerprint=content_id("tool", namespace, name),
    )


def graph_of(*tools: Tool) -> ToolGraph:
    return build_graph(tools, GraphConfig(embeddings="none"))


class Reader(HTMLParser):
    """Collects elements and the text of each script."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag == "script":
            self.scripts.append("")

    def handle_data(self, data: str) -> None:
        if self.elements and self.elements[-1][0] == "script":
            self.scripts[-1] += data


def read(path: Path) -> tuple[Reader, dict[str, Any]]:
    reader = Reader()
    reader.feed(path.read_text("utf-8"))
    return reader, json.loads(reader.scripts[0])


def test_page_holds_every_tool_and_every_edge_with_its_reason(tmp_path: Path) -> None:
    graph = graph_of(
        tool("create_order", [], ["order_id"]), tool("cancel_order", ["order_id"], ["refund_id"])
    )
    path = tmp_path / "reports" / "graph.html"
    write_graph_page(graph, path, title="My tools")
    _, data = read(path)
    assert [row[1] for row in data["tools"]] == ["cancel_order", "create_order"]
    (edge,) = data["edges"]
    assert data["texts"][edge[5]] == graph.edges[0].evidence
    assert edge[4] == round(graph.edges[0].score * 1000)


def test_specification_cannot_break_out_of_the_page(tmp_path: Path) -> None:
    graph = graph_of(tool("evil", [], ["order_id"], namespace=NASTY, text=NASTY))
    path = tmp_path / "graph.html"
    write_graph_page(graph, path, title=NASTY)
    reader, data = read(path)
    assert len(reader.scripts) == 2
    assert not [name for name, _ in reader.elements if name == "img"]
    assert data["tools"][0][0] == NASTY
    assert data["tools"][0][2] == NASTY


def test_page_asks_nothing_of_the_network(tmp_path: Path) -> None:
    path = tmp_path / "graph.html"
    write_graph_page(graph_of(tool("create_order", [], ["order_id"])), path, title="x")
    text = path.read_text("utf-8")
    reader, _ = read(path)
    assert not re.search(r"https?://|//cdn|@import|url\(|fetch\(|XMLHttpRequest|import\(", text)
    assert all(name not in ("link", "iframe", "img") for name, _ in reader.elements)
    assert all("src" not in attributes for _, attributes in reader.elements)
    assert "default-src 'none'" in text


def test_same_graph_gives_the_same_bytes(tmp_path: Path) -> None:
    tools = [tool(f"get_{word}", ["id"], [f"{word}_id"]) for word in ("order", "user", "cart")]
    for name, given in (("a", tools), ("b", tools[::-1])):
        write_graph_page(graph_of(*given), tmp_path / name, title="x")
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_big_graph_shows_the_most_connected_tools_and_says_so(
    tmp_path: Path, monkeypatch: Any
) -> None:
    monkeypatch.setattr(graph_page, "MOST_SHOWN", 2)
    lonely = [tool(f"tell_{word}", [], []) for word in ("weather", "time", "news")]
    graph = graph_of(
        *lonely, tool("create_order", [], ["order_id"]), tool("cancel_order", ["order_id"], [])
    )
    write_graph_page(graph, tmp_path / "graph.html", title="x")
    _, data = read(tmp_path / "graph.html")
    assert [data["tools"][at][1] for at in data["shown"]] == ["cancel_order", "create_order"]
    assert len(data["tools"]) == 5
    assert "The 2 tools with most edges, of 5" in (tmp_path / "graph.html").read_text("utf-8")


def test_labels_of_one_namespace_do_not_lie_on_each_other(tmp_path: Path) -> None:
    words = ["order", "cart", "user", "coupon", "parcel", "refund", "invoice", "review"]
    tools = [tool(f"get_{word}", [f"{word}_id"], [f"{other}_id" for other in words])
             for word in words]  # fmt: skip
    write_graph_page(graph_of(*tools), tmp_path / "graph.html", title="x")
    _, data = read(tmp_path / "graph.html")
    for at, (x, y) in enumerate(data["points"]):
        for other_x, other_y in data["points"][:at]:
            assert abs(y - other_y) > 16 or abs(x - other_x) > 60


def test_empty_graph_has_a_page_too(tmp_path: Path) -> None:
    write_graph_page(graph_of(), tmp_path / "graph.html", title="Nothing")
    _, data = read(tmp_path / "graph.html")
    assert data["tools"] == data["points"] == []
