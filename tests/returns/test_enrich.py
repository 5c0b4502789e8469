"""Declared results get examples of what they hold, and stay what they are."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from digit_tc_test_support.answering import answer_all

from digit_tc.records import Tool, ToolSource, content_id
from digit_tc.returns import with_returns
from digit_tc.specs import load_tools


def tool(name: str, description: str, returns: dict[str, Any]) -> Tool:
    return Tool(
        namespace="t",
        name=name,
        description=description,
        parameters={"type": "object", "properties": {}},
        returns={"type": "object", "properties": returns, "required": list(returns)},
        returns_origin="declared",
        source=ToolSource(label="t", reader="openai"),
        fingerprint=content_id("tool", name, description, returns),
    )


def _returns(given: Tool) -> dict[str, Any]:
    returns = with_returns(given).returns
    assert returns is not None
    return returns


def test_items_of_a_known_kind_get_coherent_rows() -> None:
    items = {"type": "object", "properties": {
        "book_id": {"type": "string"}, "title": {"type": "string"}, "author": {"type": "string"},
    }}  # fmt: skip
    returns = _returns(
        tool("search_books", "Search books.", {"books": {"type": "array", "items": items}})
    )
    rows = returns["properties"]["books"]["items"]["examples"]
    assert len(rows) > 3
    assert all(set(row) == {"title", "author"} for row in rows)


@pytest.mark.parametrize(
    ("name", "description", "expected"),
    [
        ("send_reminder", "Send a reminder to a member.", "the reminder was sent"),
        ("prescribe", "Write a prescription for a patient.", "the prescription was written"),
        ("cancel_order", "Cancel an order.", "the order was cancelled"),
    ],
)
def test_a_bare_string_says_what_was_done(name: str, description: str, expected: str) -> None:
    returns = _returns(tool(name, description, {"result": {"type": "string"}}))
    assert expected in returns["properties"]["result"]["examples"]


def test_examples_of_the_specification_are_left_alone() -> None:
    told = {"type": "string", "examples": ["as told"]}
    given = tool("get_book", "Get a book.", {"title": told})
    assert _returns(given)["properties"]["title"] == told


def test_the_starter_pack_needs_nothing() -> None:
    tools = load_tools(["starter"]).tools
    assert [with_returns(one).returns for one in tools] == [one.returns for one in tools]


@pytest.mark.parametrize("container", ["books", "items", "results", "data"])
def test_what_a_mere_wrapper_holds_is_what_the_tool_looks_for(container: str) -> None:
    items = {"type": "object", "properties": {"title": {"type": "string"}}}
    rows = {"type": "array", "items": items}
    shown = _returns(tool("search_books", "Search books.", {container: rows}))
    named = _returns(tool("search_books", "Search books.", {"books": rows}))
    held = shown["properties"][container]["items"]["examples"]
    assert held == named["properties"]["books"]["items"]["examples"]


@pytest.mark.parametrize(
    ("name", "description", "example"),
    [
        ("user_list", "", "Maren Holt"),
        ("entries", "List of all users in the workspace.", "Maren Holt"),
        ("customers", "", "Maren Holt"),
    ],
)
def test_a_list_of_plain_texts_holds_names_of_what_it_lists(
    name: str, description: str, example: str
) -> None:
    listed = {"type": "array", "description": description, "items": {"type": "string"}}
    items = _returns(tool("show_all", "Show all.", {name: listed}))["properties"][name]["items"]
    assert len(items["examples"]) > 3
    assert example in items["examples"]


@pytest.mark.parametrize("known", [{"enum": ["a", "b"]}, {"format": "uuid"}, {"pattern": "^x"}])
def test_a_list_whose_items_are_declared_gets_no_names(known: dict[str, Any]) -> None:
    listed = {"type": "array", "items": {"type": "string", **known}}
    items = _returns(tool("show_all", "Show all.", {"users": listed}))["properties"]["users"]
    assert "examples" not in items["items"]


def test_a_list_says_of_each_item_what_it_says_of_itself_also_for_a_later_call() -> None:
    listed = {
        "type": "array",
        "description": "List of stock symbols in it.",
        "items": {"type": "string"},
    }
    given = tool("show_watchlist", "Show it.", {"watchlist": listed})
    for demands in ({}, {"watchlist[]": ({"type": "string"},)}):
        for seed in range(5):
            (found,) = answer_all([(given, {})], dt.date(2026, 3, 2), seed, demands)
            told = found["watchlist"]
            assert told
            assert all(str(sign).isupper() for sign in told)
