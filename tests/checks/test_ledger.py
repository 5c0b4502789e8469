"""One world in all results: a small shop, written call by call."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from digit_tc_test_support.editing import bare_turn

from digit_tc.checks import CheckContext, get_check
from digit_tc.records import Call, Conversation, Tool, ToolSource, Verdict
from digit_tc.semantics import profile_of
from digit_tc.semantics.facts import (
    admits,
    created_by,
    echoes,
    entities_in,
    entity_of,
    facts_in,
    facts_stated,
    removed_by,
    touches,
)

_FIELDS: dict[str, dict[str, Any]] = {
    "order_id": {"type": "string"},
    "product_id": {"type": "string"},
    "customer_id": {"type": "string"},
    "status": {"type": "string"},
    "note": {"type": "string"},
    "price": {"type": "number"},
    "quantity": {"type": "integer"},
    "currency": {"type": "string", "enum": ["EUR", "USD"]},
    "text": {"type": "string"},
    "stars": {"type": "integer"},
    "message": {"type": "string"},
    "when": {"type": "string", "format": "date"},
}


def _tool(name: str, returned: str, item: str = "") -> Tool:
    plain, _, listed = returned.partition("/")
    fields = {field: _FIELDS[field] for field in plain.split()}
    if listed:
        container, *inner = listed.split()
        items = {"type": "object", "properties": {field: _FIELDS[field] for field in inner}}
        fields[container] = {"type": "array", "items": items}
    return Tool(
        namespace="shop",
        name=name,
        description="",
        parameters={"type": "object", "properties": {}},
        returns={"type": "object", "properties": fields},
        source=ToolSource(label="shop.json", reader="openai", item=item),
        fingerprint=name,
    )


TOOLS = {
    tool.name: tool
    for tool in (
        _tool("get_product", "product_id price currency"),
        _tool("search_products", "/products product_id price"),
        _tool("list_reviews", "/ratings product_id text stars"),
        _tool("get_quote", "product_id price currency"),
        _tool("create_order", "order_id status"),
        _tool("get_order", "order_id customer_id status note quantity when"),
        _tool("get_order_customer", "customer_id status"),
        _tool("get_orders", "quantity / orders order_id status"),
        _tool("list_open_orders", "/result order_id customer_id status"),
        _tool("list_customer_orders", "quantity status / orders order_id quantity"),
        _tool("get_customer", "customer_id status quantity"),
        _tool("customer_address", "status", "GET /customers/{customer_id}/address"),
        _tool("deposit", "message"),
        _tool("update_order", "order_id status"),
        _tool("cancel_order", "order_id status"),
        _tool("delete_order", "order_id"),
        _tool("remove_product_from_cart", "product_id"),
        _tool("send_message", "message"),
    )
}
_Steps = list[tuple[str, dict[str, Any], dict[str, Any]]]
_PRODUCT = ("get_product", {"product_id": "P1"}, {"product_id": "P1", "price": 9.5})
_ORDER = (
    "create_order",
    {"product_id": "P1", "quantity": 2},
    {"order_id": "O1", "status": "open"},
)
_READ = (
    "get_order",
    {"order_id": "O1"},
    {"order_id": "O1", "customer_id": "C1", "status": "open", "quantity": 2},
)
_FIRED = ("get_order", {"order_id": "O1"}, {"status": "fired"})
_CUSTOMER = (
    "get_customer",
    {"customer_id": "C1"},
    {"customer_id": "C1", "status": "gold", "quantity": 4},
)


@pytest.mark.parametrize(
    "steps",
    [
        pytest.param([_PRODUCT, _PRODUCT], id="the same price twice"),
        pytest.param([_PRODUCT, _ORDER, ("get_product", {"product_id": "P1"},
                      {"product_id": "P1", "price": 10.0})],
                     id="a price after an order of the product"),
        pytest.param([_ORDER, ("get_order", {"order_id": "O1"},
                      {"order_id": "O1", "status": "open", "quantity": 2})],
                     id="an order read as it was made"),
        pytest.param([_ORDER, ("update_order", {"order_id": "O1", "note": "Ring"},
                      {"order_id": "O1", "status": "open"}),
                      ("get_order", {"order_id": "O1"}, {"order_id": "O1", "note": "Ring"})],
                     id="a note read as it was set"),
        pytest.param([_ORDER, ("cancel_order", {"order_id": "O1"},
                      {"order_id": "O1", "status": "cancelled"}),
                      ("get_order", {"order_id": "O1"},
                      {"order_id": "O1", "status": "cancelled"})],
                     id="a cancelled order that says so"),
        pytest.param([_PRODUCT, ("remove_product_from_cart", {"product_id": "P1"},
                      {"product_id": "P1"}), _PRODUCT],
                     id="a product that was only taken out of the cart"),
        pytest.param([("list_reviews", {"product_id": "P1"}, {"ratings": [
                      {"product_id": "P1", "text": "Good", "stars": 5},
                      {"product_id": "P1", "text": "Bad", "stars": 1}]})],
                     id="two reviews of one product"),
        pytest.param([("get_quote", {"product_id": "P1", "currency": "EUR"},
                      {"product_id": "P1", "price": 9.0, "currency": "EUR"}),
                      ("get_quote", {"product_id": "P1", "currency": "USD"},
                      {"product_id": "P1", "price": 9.9, "currency": "USD"})],
                     id="quotes in two currencies"),
        pytest.param([_PRODUCT, ("get_quote", {"product_id": "P1"},
                      {"product_id": "P1", "price": 8.0})],
                     id="a price of the product and a price of the quote"),
        pytest.param([_ORDER, ("get_order", {"order_id": "O1"},
                      {"status": "open", "quantity": 2, "customer_id": "C1"})],
                     id="an order read as it was made, without its id"),
        pytest.param([_READ, ("update_order", {"order_id": "O1"}, {"status": "fired"}),
                      ("get_order", {"order_id": "O1"}, {"status": "fired", "quantity": 2})],
                     id="a status after an update that does not repeat the id"),
        pytest.param([_READ, ("deposit", {"to": "O1"}, {}),
                      ("get_order", {"order_id": "O1"}, {"status": "paid"})],
                     id="an order that a call handled under another name"),
        pytest.param([_READ, ("get_order", {"order_id": "O2"}, {"status": "fired"})],
                     id="two orders without their ids"),
        pytest.param([_READ, ("get_order_customer", {"order_id": "O1"},
                      {"customer_id": "C1", "status": "gold"})],
                     id="the customer of an order is not the order"),
        pytest.param([_READ, ("get_orders", {"order_id": "O1"},
                      {"quantity": 1, "orders": [{"order_id": "O1", "status": "open"}]})],
                     id="a list of orders is not the order"),
        pytest.param([_CUSTOMER, ("list_customer_orders", {"customer_id": "C1"},
                      {"quantity": 1, "orders": [{"order_id": "O1", "quantity": 9}]})],
                     id="the orders of a customer are not the customer"),
        pytest.param([_CUSTOMER, ("customer_address", {"customer_id": "C1"},
                      {"status": "verified"})],
                     id="what hangs below a customer is not the customer"),
        pytest.param([("get_product", {"product_id": "P1", "currency": "EUR"}, {"price": 9.0}),
                      ("get_product", {"product_id": "P1", "currency": "USD"}, {"price": 9.9})],
                     id="a price in two currencies, without the id"),
        pytest.param([("send_message", {"message": "Hello"}, {"message": "Sent."})],
                     id="a message answered by a message"),
        pytest.param([("create_order", {"product_id": "P1", "when": "tomorrow"},
                      {"order_id": "O1"}), ("get_order", {"order_id": "O1"},
                      {"order_id": "O1", "when": "2026-01-06"})],
                     id="a value that the later result cannot hold"),
    ],
)  # fmt: skip
def test_results_of_one_world_pass(steps: _Steps) -> None:
    verdict = _ledger(steps)
    assert verdict.passed, verdict.reason


@pytest.mark.parametrize(
    ("steps", "reason"),
    [
        pytest.param([_PRODUCT, ("get_product", {"product_id": "P1"},
                      {"product_id": "P1", "price": 9.0})],
                     "price of product P1 is 9.5 in call 1 and 9.0 in call 2",
                     id="two prices of one product"),
        pytest.param([_PRODUCT, ("search_products", {},
                      {"products": [{"product_id": "P1", "price": 9.0}]})],
                     "price of product P1", id="two prices by two tools"),
        pytest.param([_PRODUCT, ("update_order", {"order_id": "O7"}, {"order_id": "O7"}),
                      ("get_product", {"product_id": "P1"}, {"product_id": "P1", "price": 9.0})],
                     "price of product P1", id="another entity was changed in between"),
        pytest.param([_ORDER, ("get_order", {"order_id": "O1"},
                      {"order_id": "O1", "quantity": 3})],
                     "quantity of order O1 is 2 in call 1 and 3 in call 2",
                     id="an order read otherwise than made"),
        pytest.param([_ORDER, ("update_order", {"order_id": "O1", "note": "Ring"},
                      {"order_id": "O1"}),
                      ("get_order", {"order_id": "O1"}, {"order_id": "O1", "note": "Knock"})],
                     "note of order O1", id="a note read otherwise than set"),
        pytest.param([_ORDER, ("delete_order", {"order_id": "O1"}, {"order_id": "O1"}),
                      ("get_order", {"order_id": "O1"}, {"order_id": "O1", "status": "open"})],
                     "shows order O1, which call 2 removed", id="read after delete"),
        pytest.param([_ORDER, ("cancel_order", {"order_id": "O1"}, {"order_id": "O1"}),
                      ("get_order", {"order_id": "O1"}, {"order_id": "O1", "status": "open"})],
                     "shows order O1, which call 2 removed", id="open after cancel"),
        pytest.param([_ORDER, ("get_order", {"order_id": "O1"}, {"error": "Order not found."})],
                     "cannot find order O1, which call 1 created", id="created but not found"),
        pytest.param([_ORDER, ("create_order", {"product_id": "P2", "quantity": 1},
                      {"order_id": "O1", "status": "open"})],
                     "creates order O1, which call 1 has shown before", id="an id given twice"),
        pytest.param([("get_product", {"product_id": "P1"}, {"product_id": "P2", "price": 1.0})],
                     "was given product_id 'P1'", id="another product than asked for"),
        pytest.param([_READ, ("get_order", {"order_id": "O1"},
                      {"customer_id": "C2", "status": "fired", "quantity": 7})],
                     "customer_id of order O1 is 'C1' in call 1 and 'C2' in call 2",
                     id="an order read twice, the second time without its id"),
        pytest.param([("get_order", {"order_id": "O1"}, {"status": "open"}), _FIRED],
                     "status of order O1 is 'open' in call 1 and 'fired' in call 2",
                     id="an order read twice without its id"),
        pytest.param([_ORDER, _FIRED], "status of order O1", id="made, then read without its id"),
        pytest.param([_READ, ("get_order", {"order_id": "O1", "detailed": True},
                      {"order": {"status": "fired"}})],
                     "status of order O1", id="one main object without its id"),
        pytest.param([_READ, ("update_order", {"order_id": "O1"}, {"status": "fired"}),
                      ("get_order", {"order_id": "O1"}, {"order_id": "O1", "status": "open"})],
                     "status of order O1 is 'fired' in call 2 and 'open' in call 3",
                     id="an update's answer without the id, taken back"),
        pytest.param([_ORDER, ("delete_order", {"order_id": "O1"}, {}), _FIRED],
                     "shows order O1, which call 2 removed", id="read after delete without id"),
        pytest.param([("list_open_orders", {}, {"result": [
                      {"order_id": "O1", "customer_id": "C1", "status": "open"},
                      {"order_id": "O2", "customer_id": "C2", "status": "open"}]}), _FIRED],
                     "status of order O1 is 'open' in call 1 and 'fired' in call 2",
                     id="listed in a wrapper that says nothing, then read"),
        pytest.param([("search_products", {}, {"products": [
                      {"product_id": "P1", "price": 9.0}, {"product_id": "P1", "price": 8.0}]})],
                     "as 9.0 and as 8.0", id="two prices within one result"),
    ],
)  # fmt: skip
def test_contradictions_are_named(steps: _Steps, reason: str) -> None:
    verdict = _ledger(steps)
    assert not verdict.passed
    assert reason in verdict.reason


def test_own_id_makes_an_entity_and_a_foreign_one_does_not() -> None:
    assert entity_of("flights", {"flight_id": "F1", "price": 3}) == ("flight", "F1")
    assert entity_of("flight", {"id": 12}) == ("flight", "12")
    assert entity_of("flight", {"number": 12, "flightNumber": "LH1"}) == ("flight", "LH1")
    assert entity_of("weather", {"city_id": "C1"}) is None
    result = {"city_id": "C1", "price": 2.0}
    assert entities_in(result, TOOLS["get_quote"]) == ()
    assert profile_of(_tool("get_user_details", "")).names[0] == "user"


def test_facts_carry_their_place_and_schema() -> None:
    result = {"products": [{"product_id": "P1", "price": 9.5}, {"product_id": "P2", "price": 1}]}
    facts = facts_in(result, TOOLS["search_products"])
    assert [(fact.entity[1], fact.attribute, fact.value, fact.path) for fact in facts] == [
        ("P1", "price", 9.5, "products[0].price"),
        ("P2", "price", 1, "products[1].price"),
    ]
    assert admits(facts[0].schema, 3.0)
    assert not admits(facts[0].schema, "3")


def test_creating_and_deleting_calls_tell_what_they_do() -> None:
    arguments, result = {"product_id": "P1", "quantity": 2}, {"order_id": "O1", "status": "open"}
    tool = TOOLS["create_order"]
    assert created_by(arguments, result, tool) == ("order", "O1")
    assert [(f.attribute, f.value) for f in facts_stated(arguments, result, tool)] == [
        ("quantity", 2)
    ]
    assert touches(tool, arguments, result, ("product", "P1"))
    assert not touches(tool, arguments, result, ("product", "P2"))
    assert not touches(TOOLS["get_order"], {"order_id": "O1"}, {}, ("order", "O1"))
    assert removed_by({"order_id": "O1"}, TOOLS["delete_order"]) == (("order", "O1"),)
    assert removed_by({"order_ids": ["O1", "O2"]}, TOOLS["delete_order"])[1] == ("order", "O2")
    assert removed_by({"id": "X"}, _tool("delete", "")) == ()


def test_only_declared_fields_that_admit_the_value_echo() -> None:
    tool = TOOLS["get_product"]
    assert echoes(tool, {"productId": "P1", "currency": "GBP", "colour": "red"}) == {
        "product_id": "P1"
    }


def _ledger(steps: _Steps) -> Verdict:
    calls = tuple(
        Call(
            id=number, turn=0, group=number - 1, step=number - 1, tool=TOOLS[name].key,
            arguments=arguments, provenance=(), hidden=False, result=result,
            status="error" if "error" in result else "ok",
        )
        for number, (name, arguments, result) in enumerate(steps, 1)
    )  # fmt: skip
    turn = bare_turn("Do it all for me.", calls, "Done.", "parallel")
    keys = tuple(tool.key for tool in TOOLS.values())
    conversation = Conversation(
        id="", index=0, scenario="", seed=0, today=dt.date(2026, 1, 5), persona="plain-1",
        system="", tools=keys, turns=(turn,), writer="hand",
    )  # fmt: skip
    check = get_check("ledger")
    context = CheckContext(tools={tool.key: tool for tool in TOOLS.values()})
    return check.check(conversation, context)
