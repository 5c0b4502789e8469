"""The tool graph as a whole: which edges it keeps, and what it promises of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digit_tc.config import GraphConfig
from digit_tc.graph import build_graph
from digit_tc.records import Tool, ToolSource, content_id
from digit_tc.specs import load_tools

WORDS = GraphConfig(embeddings="none")


def tool(
    name: str,
    parameters: dict[str, Any] | None = None,
    returns: dict[str, Any] | None = None,
    namespace: str = "shop",
) -> Tool:
    return Tool(
        namespace=namespace,
        name=name,
        description="",
        parameters={"type": "object", "properties": parameters or {}},
        returns=None if returns is None else {"type": "object", "properties": returns},
        source=ToolSource(label="test", reader="starter"),
        fingerprint=content_id("tool", namespace, name),
    )


STRING = {"type": "string"}


def test_result_of_a_listing_feeds_the_tool_that_needs_the_id() -> None:
    orders = {"type": "array", "items": {"type": "object", "properties": {"order_id": STRING}}}
    graph = build_graph(
        [tool("cancel_order", {"order_id": STRING}), tool("list_orders", {}, {"orders": orders})],
        WORDS,
    )
    (edge,) = graph.edges
    assert (edge.source, edge.source_path) == ("shop::list_orders", "orders[].order_id")
    assert (edge.target, edge.target_path) == ("shop::cancel_order", "order_id")
    assert (edge.kind, edge.evidence) == (
        "identity",
        "Both are the order id; both strings, from a list.",
    )
    assert edge.id == content_id(
        "edge", edge.source, edge.source_path, edge.target, edge.target_path
    )


def test_one_value_feeds_an_item_of_a_list_and_a_nested_parameter() -> None:
    graph = build_graph(
        [
            tool("upload", {}, {"file_id": STRING}),
            tool(
                "send_message",
                {
                    "file_ids": {"type": "array", "items": STRING},
                    "cover": {"type": "object", "properties": {"file_id": STRING}},
                },
            ),
        ],
        WORDS,
    )
    assert sorted(edge.target_path for edge in graph.edges) == ["cover.file_id", "file_ids[]"]


def test_tool_without_returns_feeds_nobody() -> None:
    graph = build_graph(
        [tool("get_order", {"order_id": STRING}), tool("list_orders", {}, None)], WORDS
    )
    assert graph.edges == ()


def test_a_tool_feeds_itself_with_what_it_refers_to_and_not_with_what_it_is_about() -> None:
    given = {"order_id": STRING, "card_id": STRING}
    others = [tool("move_parcel", {"crate_id": STRING}, {"crate_id": STRING})]
    graph = build_graph([tool("update_order", given, dict(given)), *others], WORDS)
    assert [(edge.source_path, edge.target_path) for edge in graph.edges] == [
        ("card_id", "card_id")
    ]


def test_of_a_thing_that_both_calls_name_the_price_goes_along() -> None:
    number, share = {"type": "number"}, {**STRING, "description": "The stock symbol."}
    graph = build_graph(
        [
            tool("get_stock", {"symbol": share}, {"price": number}),
            tool("place_order", {"symbol": share, "price": number}),
            tool("split_bill", {"price": number}),
        ],
        WORDS,
    )
    (edge,) = graph.edges
    assert (edge.target, edge.target_path, edge.kind) == ("shop::place_order", "price", "role")


def test_a_specification_refuses_an_edge() -> None:
    makers = [tool(f"create_order_{i}", {}, {"order_id": STRING}) for i in range(2)]
    for refused, left in (
        ("create_order_0", ["shop::create_order_1"]),
        (["shop::create_order_1"], ["shop::create_order_0"]),
        ("*", []),
    ):
        hints: dict[str, Any] = {"x-not-from": {"order_id": refused}}
        taker = tool("cancel_order", {"order_id": STRING}).model_copy(update={"hints": hints})
        graph = build_graph([*makers, taker], WORDS)
        assert [edge.source for edge in graph.edges] == left


def test_services_of_a_catalogue_do_not_feed_each_other() -> None:
    def service(verb: str, name: str, given: Any, returns: Any) -> Tool:
        made = tool(f"{verb}_user_of_{name.lower()}", given, returns)
        return made.model_copy(update={"description": f"Reads a user at {name} for you."})

    few = [
        service("find", "Instagram", {}, {"username": STRING}),
        service("show", "Instagram", {"username": STRING}, None),
        service("show", "Pinterest", {"username": STRING}, None),
    ]
    many = [tool(f"noise_{i}", {}, {}) for i in range(300)]
    assert {edge.target for edge in build_graph(few, WORDS).edges} == {
        "shop::show_user_of_instagram", "shop::show_user_of_pinterest",
    }  # fmt: skip
    assert [edge.target for edge in build_graph([*few, *many], WORDS).edges] == [
        "shop::show_user_of_instagram"
    ]


def test_at_most_top_k_edges_feed_one_parameter_and_the_own_namespace_comes_first() -> None:
    makers = [
        tool(f"create_order_{i}", {}, {"order_id": STRING}, "shop" if i < 2 else f"other{i}")
        for i in range(9)
    ]
    config = GraphConfig(embeddings="none", top_k=3)
    graph = build_graph([*makers, tool("cancel_order", {"order_id": STRING})], config)
    found = graph.incoming["shop::cancel_order"]
    assert len(found) == 3
    assert [edge.source.split("::")[0] for edge in found[:2]] == ["shop", "shop"]


def test_nothing_below_the_threshold_is_kept() -> None:
    tools = [tool("get_user", {}, {"city": STRING}), tool("get_weather", {"city": STRING})]
    assert build_graph(tools, GraphConfig(embeddings="none", threshold=0.5)).edges
    assert not build_graph(tools, GraphConfig(embeddings="none", threshold=1.0)).edges


def test_no_tools_give_an_empty_graph() -> None:
    for embeddings in ("static", "none"):
        graph = build_graph([], GraphConfig(embeddings=embeddings))
        assert (graph.tools, graph.edges) == ((), ())


@pytest.mark.parametrize("embeddings", ["static", "none"])
def test_thousand_tools_that_all_return_an_id_do_not_feed_each_other_at_random(
    embeddings: str,
) -> None:
    nouns = [f"thing{chr(97 + i // 26)}{chr(97 + i % 26)}" for i in range(200)]
    tools = [tool(f"create_{noun}", {}, {"id": STRING}) for noun in nouns]
    tools += [tool(f"get_{noun}", {"id": STRING}) for noun in nouns]
    graph = build_graph(tools, GraphConfig.model_validate({"embeddings": embeddings}))
    assert len(graph.edges) == 200
    assert all(e.source.split("_")[1] == e.target.split("_")[1] for e in graph.edges)


def words(text: str) -> st.SearchStrategy[str]:
    return st.sampled_from(text.split())


NAMES = words(
    "id order_id orderId user_id name city email total amount start_date end_date "
    "from_currency currency status ids price origin latitude symbol ticker owner parent_id "
    "a.b données"
)
SCALARS = st.fixed_dictionaries(
    {"type": st.sampled_from(["string", "integer", "number", "boolean"])},
    optional={
        "description": st.text(max_size=20),
        "format": st.sampled_from(["date", "email", "uuid"]),
        "enum": st.lists(st.sampled_from(["a", "b", 1]), max_size=3),
        "minimum": st.integers(-5, 5),
        "maximum": st.integers(-5, 5),
    },
)
SCHEMAS = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.fixed_dictionaries({"type": st.just("array"), "items": inner}),
        st.fixed_dictionaries(
            {"type": st.just("object"), "properties": st.dictionaries(NAMES, inner, max_size=4)}
        ),
    ),
    max_leaves=8,
)
PROPERTIES = st.dictionaries(NAMES, SCHEMAS, max_size=4)
TOOL_NAMES = words(
    "get_order list_orders create_user search convert_currency order-list getFlights x"
)
TOOLS = st.lists(
    st.builds(
        tool,
        TOOL_NAMES,
        PROPERTIES,
        st.none() | PROPERTIES,
        st.sampled_from(["shop", "travel"]),
    ),
    max_size=7,
    unique_by=lambda item: item.key,
)


def exists(schema: dict[str, Any], path: str) -> bool:
    """An independent reading of an edge's path."""
    for step in path.split("."):
        name = step.replace("[]", "")
        schema = schema["properties"].get(name)
        if schema is None:
            return False
        for _ in range(step.count("[]")):
            schema = schema["items"]
    return schema["type"] in ("string", "integer", "number")


@pytest.mark.parametrize("required", [True, False])
def test_a_listing_feeds_the_path_parameter_of_what_is_made_below(
    tmp_path: Path, required: bool
) -> None:
    """`orders` in a route is a noun, though "order" is a verb; the customer is not what is made."""
    customer: dict[str, Any] = {"type": "object", "properties": {"customer_id": STRING}}
    order: dict[str, Any] = {"type": "object", "properties": {"order_id": STRING}}
    if required:
        customer["required"], order["required"] = ["customer_id"], ["order_id"]

    def answer(schema: dict[str, Any]) -> dict[str, Any]:
        return {"200": {"description": "", "content": {"application/json": {"schema": schema}}}}

    def slot(name: str) -> list[dict[str, Any]]:
        return [{"name": name, "in": "path", "required": True, "schema": STRING}]

    spec = tmp_path / "pots.json"
    listing = {"type": "array", "items": customer}
    paths = {
        "/customers": {"get": {"operationId": "listCustomers", "responses": answer(listing)}},
        "/customers/{customer_id}": {
            "get": {"parameters": slot("customer_id"), "responses": {}},
        },
        "/customers/{customer_id}/orders": {
            "post": {"parameters": slot("customer_id"), "responses": answer(order)},
        },
        "/orders/{order_id}": {
            "get": {"parameters": slot("order_id"), "responses": answer(order)},
        },
    }  # fmt: skip
    spec.write_text(json.dumps({"openapi": "3.0.1", "info": {"title": "Pots", "version": "1"},
                                "paths": paths}))  # fmt: skip
    tools = load_tools([str(spec)]).tools
    method_of = {item.key: item.source.item for item in tools}
    assert {
        (method_of[edge.source], edge.source_path, method_of[edge.target], edge.target_path)
        for edge in build_graph(tools, WORDS).edges
    } == {
        ("GET /customers", "items[].customer_id", "GET /customers/{customer_id}", "customer_id"),
        ("GET /customers", "items[].customer_id", "POST /customers/{customer_id}/orders",
         "customer_id"),
        ("POST /customers/{customer_id}/orders", "order_id", "GET /orders/{order_id}", "order_id"),
    }  # fmt: skip


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(TOOLS, st.randoms(use_true_random=False), st.sampled_from(["static", "none"]))
def test_graph_keeps_its_promises_whatever_the_tools(
    tools: list[Tool], shuffler: Any, embeddings: str
) -> None:
    config = GraphConfig.model_validate({"embeddings": embeddings, "threshold": 0.05})
    graph = build_graph(tools, config)
    assert [item.key for item in graph.tools] == sorted(item.key for item in tools)
    assert [edge.id for edge in graph.edges] == sorted({edge.id for edge in graph.edges})
    for edge in graph.edges:
        source, target = graph.by_key[edge.source], graph.by_key[edge.target]
        assert 0.05 <= edge.score <= 1.0
        assert source.returns is not None
        assert exists(source.returns, edge.source_path)
        assert exists(target.parameters, edge.target_path)
        assert edge.evidence.endswith(".")
    for target_key, found in graph.incoming.items():
        for path in {edge.target_path for edge in found}:
            assert sum(e.target_path == path for e in found) <= config.top_k, target_key
    shuffled = list(tools)
    shuffler.shuffle(shuffled)
    assert build_graph(shuffled, config) == graph
