"""A graph in numbers."""

from __future__ import annotations

from typing import Any

from digit_tc.config import GraphConfig
from digit_tc.graph import build_graph, describe
from digit_tc.records import Tool, ToolSource, content_id


def tool(name: str, takes: list[str], gives: list[str] | None, namespace: str = "shop") -> Tool:
    def schema(names: list[str]) -> dict[str, Any]:
        return {"type": "object", "properties": {word: {"type": "string"} for word in names}}

    return Tool(
        namespace=namespace,
        name=name,
        description="",
        parameters=schema(takes),
        returns=None if gives is None else schema(gives),
        source=ToolSource(label="test", reader="starter"),
        fingerprint=content_id("tool", namespace, name),
    )


def test_summary_counts_what_hangs_together_and_what_does_not() -> None:
    graph = build_graph(
        [
            tool("create_order", ["sku"], ["order_id"]),
            tool("cancel_order", ["order_id"], []),
            tool("print_order", ["order_id"], None, "office"),
            tool("get_weather", ["city"], ["temperature"]),
        ],
        GraphConfig(embeddings="none"),
    )
    summary = describe(graph)
    assert (summary.tools, summary.edges, summary.between_namespaces) == (4, 2, 1)
    assert (summary.components, summary.largest_component) == (2, 3)
    assert summary.isolated == ("shop::get_weather",)
    assert summary.unfed == ("shop::create_order", "shop::get_weather")
    assert summary.without_returns == ("office::print_order",)
    assert summary.namespaces == {"office": 1, "shop": 3}
    assert summary.busiest == (("shop::create_order", 2),)
    assert [edge.target for edge in summary.best_edges] == [
        "shop::cancel_order", "office::print_order",
    ]  # fmt: skip


def test_best_edges_are_one_of_each_tool_first_and_ten_at_most() -> None:
    takers = [tool(f"{verb}_order", ["order_id"], []) for verb in
              ("cancel", "print", "ship", "rate", "track", "close", "archive", "delete", "pack",
               "share", "lock")]  # fmt: skip
    others = [tool("create_customer", ["mood"], ["customer_id"]),
              tool("call_customer", ["customer_id"], [])]  # fmt: skip
    graph = build_graph(
        [tool("create_order", ["sku"], ["order_id"]), *others, *takers],
        GraphConfig(embeddings="none"),
    )
    summary = describe(graph)
    assert summary.edges > 10
    assert len(summary.best_edges) == len({edge.id for edge in summary.best_edges}) == 10
    assert {edge.source for edge in summary.best_edges} == {edge.source for edge in graph.edges}
    scores = [edge.score for edge in summary.best_edges]
    assert scores == sorted(scores, reverse=True)


def test_summary_of_nothing_is_nothing() -> None:
    summary = describe(build_graph([], GraphConfig(embeddings="none")))
    assert (summary.tools, summary.components, summary.largest_component) == (0, 0, 0)
