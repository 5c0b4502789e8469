"""One world: the same question has the same answer, and what was done shows afterwards."""

from __future__ import annotations

import datetime as dt
import re
from functools import cache
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digit_tc.language.validators import admits
from digit_tc.records import Tool
from digit_tc.records.paths import assemble
from digit_tc.semantics import profile_of
from digit_tc.specs import load_tools
from digit_tc.values.setting import Setting
from digit_tc.world.apply import Response, apply
from digit_tc.world.expectation import NO_EXPECTATION, Expectation
from digit_tc.world.state import World, open_world
from digit_tc.writers.grammar.arguments import arguments_for
from digit_tc.writers.grammar.spoken_tool import spoken_tool

TODAY = dt.date(2026, 5, 4)
SEEDS = st.integers(0, 10_000)


@cache
def starter() -> dict[str, Tool]:
    return {tool.name: tool for tool in load_tools(["starter"]).tools}


def opened(seed: int) -> World:
    tools = starter()
    setting = Setting(Random(seed), TODAY)
    return open_world(seed, setting, {tool.key: tool for tool in tools.values()})


def rows_of(answer: Response, name: str) -> list[dict[str, Any]]:
    assert isinstance(answer.content, dict)
    rows = answer.content[name]
    assert isinstance(rows, list)
    return rows


@settings(max_examples=25, deadline=None)
@given(seed=SEEDS)
def test_results_fit_what_the_tool_declares(seed: int) -> None:
    world = opened(seed)
    for name, arguments in (
        ("list_accounts", {}),
        ("search_products", {"category": "kitchen", "max_price_eur": 40}),
        ("list_orders", {"status": "shipped"}),
        ("get_product", {"product_id": "PR-12345"}),
    ):
        answer, world = apply(world, starter()[name], arguments, Expectation(exists=True, size=3))
        assert answer.status == "ok"
        assert admits(starter()[name].returns or {}, answer.content)


@settings(max_examples=25, deadline=None)
@given(seed=SEEDS, size=st.integers(0, 8))
def test_rows_keep_to_their_query_and_a_narrower_one_gives_a_part_of_them(
    seed: int, size: int
) -> None:
    tool = starter()["search_products"]
    wide = {"category": "garden", "max_price_eur": 60}
    narrow = {**wide, "max_price_eur": 30}
    answer, world = apply(opened(seed), tool, wide, Expectation(size=size, misses=2))
    found = rows_of(answer, "products")
    assert all(row["category"] == "garden" and row["price_eur"] <= 60 for row in found)
    again, world = apply(world, tool, wide)
    assert again == answer
    part, world = apply(world, tool, narrow)
    assert rows_of(part, "products") == [row for row in found if row["price_eur"] <= 30]


@settings(max_examples=25, deadline=None)
@given(seed=SEEDS)
def test_the_same_calls_in_the_same_world_give_the_same_answers(seed: int) -> None:
    def run() -> list[Response]:
        world, answers = opened(seed), []
        for name, arguments in (
            ("list_rooms", {}), ("list_doors", {}), ("search_products", {"category": "sports"}),
        ):  # fmt: skip
            answer, world = apply(world, starter()[name], arguments)
            answers.append(answer)
        return answers

    assert run() == run()


@settings(max_examples=15, deadline=None)
@given(seed=SEEDS)
def test_what_is_cancelled_is_cancelled_in_the_next_listing(seed: int) -> None:
    query = {"status": "open"}
    before, world = apply(opened(seed), starter()["list_orders"], query, Expectation(size=4))
    orders = rows_of(before, "orders")
    chosen = orders[seed % len(orders)]["order_id"]
    answer, after = apply(
        world, starter()["cancel_order"], {"order_id": chosen, "reason": "late_delivery"}
    )
    assert answer.status == "ok"
    assert after.value(("order", chosen), "status") == "cancelled"
    # A world is a value: what a call does stands in the world after it alone.
    assert world.value(("order", chosen), "status") != "cancelled"
    assert apply(world, starter()["list_orders"], query)[0] == before
    left = rows_of(apply(after, starter()["list_orders"], query)[0], "orders")
    assert left == [row for row in orders if row["order_id"] != chosen]


def test_what_nobody_made_is_not_found() -> None:
    _, world = apply(opened(1), starter()["list_orders"], {}, Expectation(size=2))
    answer, after = apply(world, starter()["track_order"], {"order_id": "OR-0"}, NO_EXPECTATION)
    assert answer == Response({"error": "There is no order OR-0."}, "error")
    assert after is world


@pytest.mark.parametrize("size", [0, 1, 3, 9])
def test_a_listing_has_as_many_rows_as_are_wished_for_and_its_schema_allows(size: int) -> None:
    tool = starter()["list_orders"]
    answer, _ = apply(opened(5), tool, {}, Expectation(size=size))
    schema = (tool.returns or {})["properties"]["orders"]
    allowed = min(max(size, schema.get("minItems", 0)), schema.get("maxItems", size))
    assert len(rows_of(answer, "orders")) == allowed


@settings(max_examples=20, deadline=None)
@given(seed=SEEDS)
def test_the_address_of_a_contact_is_that_of_its_person(seed: int) -> None:
    answer, _world = apply(
        opened(seed), starter()["find_contact"], {"name": "Milan Crosby"}, Expectation(exists=True)
    )
    assert isinstance(answer.content, dict)
    assert "milan.crosby" in str(answer.content)


@settings(max_examples=15, deadline=None)
@given(seed=SEEDS)
def test_an_act_that_asks_for_a_state_is_refused_in_another(seed: int) -> None:
    query = {"status": "delivered"}
    answer, world = apply(opened(seed), starter()["list_orders"], query, Expectation(size=1))
    (order,) = rows_of(answer, "orders")
    refused, after = apply(world, starter()["cancel_order"], {"order_id": order["order_id"]})
    assert refused.status == "error"
    assert refused.content == {"error": f"Order {order['order_id']} is delivered."}
    arguments = {"order_id": order["order_id"], "reason": "damaged"}
    returned, _ = apply(after, starter()["create_return"], arguments)
    assert isinstance(returned.content, dict)
    assert (returned.status, returned.content["status"]) == ("ok", "returned")


@settings(max_examples=15, deadline=None)
@given(seed=SEEDS)
def test_what_a_call_made_stands_in_the_next_listing_as_it_was_made(seed: int) -> None:
    world = opened(seed)
    for made, arguments, listing, query in (
        ("book_table", {"restaurant_id": "RS-1234", "date": "2026-05-09", "time": "19:30",
                        "party_size": 4, "guest_name": "Clara Whitfield"},
         "list_bookings", {"kind": "table"}),
        ("schedule_light", {"light_id": "LI-123", "start_time": "18:00", "end_time": "22:00",
                            "weekdays": ["Mondays"]}, "list_schedules", {"light_id": "LI-123"}),
        ("share_file", {"file_id": "FI-12345", "email_address": "anna.kovalik@example.com",
                        "permission": "edit"}, "list_shares", {"file_id": "FI-12345"}),
        ("create_folder", {"name": "Scans", "color": "red", "drive": "shared"},
         "list_folders", {}),
    ):  # fmt: skip
        answer, world = apply(world, starter()[made], arguments, Expectation(exists=True))
        assert isinstance(answer.content, dict)
        assert answer.status == "ok"
        listed, world = apply(world, starter()[listing], query)
        assert isinstance(listed.content, dict)
        (rows,) = listed.content.values()
        assert isinstance(rows, list)
        told = {**arguments, **answer.content}
        assert [row for row in rows if all(told.get(k, v) == v for k, v in row.items())], made


@settings(max_examples=15, deadline=None)
@given(seed=SEEDS)
def test_who_is_signed_in_is_one_person_with_an_address_of_their_own(seed: int) -> None:
    first, world = apply(opened(seed), starter()["get_current_user"], {})
    again, _ = apply(world, starter()["get_current_user"], {})
    assert again == first
    assert isinstance(first.content, dict)
    name, address = str(first.content["name"]), str(first.content["email_address"])
    assert address == f"{name.lower().replace(' ', '.')}@example.com"
    assert admits(starter()["get_current_user"].returns or {}, first.content)


@settings(max_examples=10, deadline=None)
@given(seed=SEEDS)
def test_every_tool_of_the_starter_pack_answers_as_it_declares(seed: int) -> None:
    for tool in starter().values():
        world = opened(seed)
        for key in tool.requires:
            _, world = apply(world, world.tools[key], {})
        scalars = arguments_for(spoken_tool(tool), (), Setting(Random(seed), TODAY), 0.5)
        arguments = assemble((path, value) for path, _field, value in scalars)
        answer, _ = apply(world, tool, arguments, Expectation(exists=True, size=4))
        profile = profile_of(tool)
        if answer.status == "error" and profile.states and not profile.reads:
            assert isinstance(answer.content, dict)
            assert re.fullmatch(r"\w+ \S+ is \w+\.", str(answer.content["error"]))
            continue
        assert answer.status == "ok", (tool.key, answer)
        assert admits(tool.returns or {}, answer.content), (tool.key, answer)


@settings(max_examples=15, deadline=None)
@given(seed=SEEDS)
def test_what_has_just_been_made_holds_nothing_but_what_was_put_into_it(seed: int) -> None:
    world = opened(seed)
    event = {"title": "Eye test", "date": "2026-05-09", "start_time": "09:00",
             "duration_minutes": 30, "calendar": "family"}  # fmt: skip
    made, world = apply(world, starter()["create_event"], event)
    assert isinstance(made.content, dict)
    asked = {"event_id": made.content["event_id"]}
    none, world = apply(world, starter()["list_invitations"], asked, Expectation(size=4))
    assert rows_of(none, "invitations") == []
    guest = {**asked, "email_address": "anna.kovalik@example.com", "attendance": "required"}
    _done, world = apply(world, starter()["invite_to_event"], guest)
    one, _world = apply(world, starter()["list_invitations"], asked)
    assert [row["email_address"] for row in rows_of(one, "invitations")] == [guest["email_address"]]
