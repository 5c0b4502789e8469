"""Facts that are stated otherwise later."""

from __future__ import annotations

import copy
import json

import pytest
from digit_tc_test_support.judging import call_of, edit_result, failing, judged

from benchmarks.judge.effects import may_change

ORDER = {"order_id": "O1", "status": "queued"}


def test_a_fact_stated_otherwise_later_is_a_contradiction(example):
    edit_result(example, "call_1", city={"city_id": "CTY-10", "country": "Portugal"})
    changed = copy.deepcopy(example)
    edit_result(example, "call_2", city={"id": "CTY-10", "country": "Portugal"})
    edit_result(changed, "call_2", city={"id": "CTY-10", "country": "Spain"})
    assert "ledger_contradictions" not in failing(judged(example))
    assert "ledger_contradictions" in failing(judged(changed))


def ask_again(example, asked, first, second):
    """Let calls 1 and 2 read something by `asked` = (tool, arguments), with these results."""
    for call, result in (("call_1", first), ("call_2", second)):
        call_of(example, call).update(name=asked[0], arguments=json.dumps(asked[1]))
        for message in example["messages"]:
            if message.get("tool_call_id") == call:
                message["content"] = json.dumps(result)


@pytest.mark.parametrize(("told", "contradicts"), [("completed", False), ("paused", True)])
def test_how_a_change_went_is_not_the_state_of_what_was_changed(example, told, contradicts):
    changed, read = {"order_id": "O1", "status": told}, {"order_id": "O1", "status": "READY"}
    ask_again(example, ("resume_order", {"order_id": "O1"}), changed, read)
    call_of(example, "call_2")["name"] = "get_order"
    assert ("ledger_contradictions" in failing(judged(example))) == contradicts


@pytest.mark.parametrize(
    ("asked", "first", "second", "contradicts"),
    [
        (("get_order", {"order_id": "O1"}), ORDER, {**ORDER, "status": "fired"}, True),
        (("get_order", {"order_id": "O1"}), ORDER, {"status": "fired"}, True),
        (("get_order", {"order_id": "O1"}), ORDER, {"status": "queued"}, False),
        (("get_order", {"id": "O1", "full": True}), {"order": {"status": "queued"}},
         {"order": {"status": "fired"}}, True),
        (("get_quote", {"quote_id": "Q1", "currency": "EUR"}), {"price": 1}, {"price": 2}, False),
        (("get_order", {"customer_id": "C1"}), {"status": "queued"}, {"status": "fired"}, False),
        (("get_orders", {"order_id": "O1"}), {"orders": [], "total": 1}, {"orders": [], "total": 2},
         False),
        (("pack_order", {"order_id": "O1"}), {"status": "queued"}, {"status": "fired"}, False),
    ],
)  # fmt: skip
def test_a_result_without_its_id_speaks_of_what_was_asked_for(
    example, asked, first, second, contradicts
):
    ask_again(example, asked, first, second)
    judge = judged(example)
    assert ("ledger_contradictions" in failing(judge)) == contradicts


@pytest.mark.parametrize(
    ("name", "changes"),
    [("get_order", False), ("check_order", False), ("order_pizza", True), ("check_in", True),
     ("cancelOrder", True), ("listOrders", False), ("weather", False)],
)  # fmt: skip
def test_a_tool_that_reads_changes_nothing_whatever_its_noun(name, changes):
    assert may_change(name) == changes


def test_a_fact_may_change_by_a_call_that_changes_things(example):
    edit_result(example, "call_1", flight={"flight_id": "FL-100", "seats": 5})
    edit_result(example, "call_4", flight={"flight_id": "FL-100", "seats": 3})
    # call_3 books a flight in between.
    assert "ledger_contradictions" not in failing(judged(example))


def test_an_id_of_something_else_makes_no_entity(example):
    edit_result(example, "call_1", trip={"city_id": "CTY-10", "price": 5})
    edit_result(example, "call_2", trip={"city_id": "CTY-10", "price": 9})
    assert "ledger_contradictions" not in failing(judged(example))
