"""Plans run in a world: what is taken from a list is told from all that is not."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digit_tc.records import JSON, Binding, Calls, Leaf, Plan, PlannedCall, Reference, Tool
from digit_tc.records.paths import get
from digit_tc.specs import load_tools
from digit_tc.values.setting import Setting
from digit_tc.world.apply import apply
from digit_tc.world.cast import Cast, cast
from digit_tc.world.needs import PICKED_SIZES
from digit_tc.world.picks import list_candidates, select
from digit_tc.world.state import Changes, open_world

CASES = Path(__file__).parents[1] / "cases" / "world"


@cache
def tools() -> dict[str, Tool]:
    return {tool.name: tool for tool in load_tools([str(CASES / "orders.yaml")]).tools}


def planned(number: int, name: str, binding: Binding | None = None) -> PlannedCall:
    bindings = (binding,) if binding else ()
    return PlannedCall(
        id=number, step=number - 1, tool=tools()[name].key, bindings=bindings, hidden=number == 1
    )


def taking(number: int, source: int = 1) -> PlannedCall:
    value = Reference(call=source, path="orders[0].order_id")
    return planned(number, "cancel_order", Binding(path="order_id", value=value))


def plan(turn: int, *calls: PlannedCall) -> Plan:
    return Plan(turn=turn, acts=tuple(Calls(calls=(call,)) for call in calls))


def run(seed: int, *plans: Plan) -> Cast:
    setting = Setting(random.Random(seed), dt.date(2026, 5, 4))
    world = open_world(seed, setting, {tool.key: tool for tool in tools().values()})
    return cast(plans, world, random.Random(seed), lambda _choice: True)


def rows_of(done: Cast) -> list[dict[str, JSON]]:
    content = done.responses[1].content
    assert isinstance(content, dict)
    return content["orders"]


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 100_000))
def test_a_pick_gives_the_row_that_is_taken_and_no_other(seed: int) -> None:
    done = run(seed, plan(0, planned(1, "list_orders"), taking(2)))
    assert done.fault is None
    reference = done.plans[0].calls[1].bindings[0].value
    assert isinstance(reference, Reference)
    assert reference.pick is not None
    listed = done.responses[1].content
    (row,) = select(reference.pick, listed)
    assert reference.path == f"{row}.order_id"
    assert done.arguments[2]["order_id"] == get(listed, reference.path)
    # What is done to it is possible.
    assert get(listed, f"{row}.status") == "open"
    assert done.responses[2].status == "ok"


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 100_000))
def test_two_calls_of_one_tool_take_two_rows(seed: int) -> None:
    done = run(seed, plan(0, planned(1, "list_orders"), taking(2)), plan(1, taking(3)))
    taken = [done.arguments[number]["order_id"] for number in (2, 3) if number in done.arguments]
    assert len(set(taken)) == len(taken)
    # Where there is no second row, the second turn is the fault and the first one stands.
    assert len(done.plans) == 2 or (done.fault is not None and len(done.plans) == 1)


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 100_000))
def test_the_same_plans_and_seed_meet_the_same_world(seed: int) -> None:
    one, other = (run(seed, plan(0, planned(1, "list_orders"), taking(2))) for _ in range(2))
    assert one.responses == other.responses
    assert one.arguments == other.arguments


def test_sizes_and_places_are_as_their_tables_have_them() -> None:
    sizes: Counter[str] = Counter()
    places: Counter[tuple[int, int]] = Counter()
    kinds: Counter[str] = Counter()
    for seed in range(600):
        done = run(seed, plan(0, planned(1, "list_orders"), taking(2)))
        size = len(rows_of(done))
        sizes[next(f"{low}-{high}" for low, high, _ in PICKED_SIZES if low <= size <= high)] += 1
        reference = done.plans[0].calls[1].bindings[0].value
        assert isinstance(reference, Reference)
        assert reference.pick is not None
        kinds[reference.pick.kind] += 1
        if size == 3:
            places[size, int(reference.path.split("[")[1].split("]")[0])] += 1
    for low, high, share in PICKED_SIZES:
        assert sizes[f"{low}-{high}"] / 600 == pytest.approx(share, abs=0.06)
    number = sum(places.values())
    assert all(places[3, place] / number == pytest.approx(1 / 3, abs=0.11) for place in range(3))
    assert {"only", "named", "conjunction", "extreme"} <= set(kinds)


def test_a_row_without_words_is_not_chosen() -> None:
    setting = Setting(random.Random(1), dt.date(2026, 5, 4))
    world = open_world(1, setting, {tool.key: tool for tool in tools().values()})
    plans = [plan(0, planned(1, "list_orders"), taking(2))]
    done = cast(plans, world, random.Random(1), lambda choice: choice.pick.kind == "only")
    # Fewer and fewer rows are drawn, until one is all there is.
    assert len(rows_of(done)) == 1
    never = cast(plans, world, random.Random(1), lambda _choice: False)
    assert never.fault is not None
    assert "can be told" in str(never.fault)
    assert never.plans == []


@pytest.mark.parametrize("name", ["cancel_order", "list_parcels"])
def test_an_order_that_the_user_names_is_among_those_listed(name: str) -> None:
    said = Binding(path="order_id", value=Leaf(value="ORD-77"))
    done = run(5, plan(0, planned(1, "list_orders")), plan(1, planned(2, name, said)))
    assert "ORD-77" in [row["order_id"] for row in rows_of(done)]


def test_what_is_cancelled_is_not_cancelled_again() -> None:
    done = run(5, plan(0, planned(1, "list_orders"), taking(2)))
    again, _world = apply(done.world, tools()["cancel_order"], done.arguments[2])
    assert again.status == "error"
    assert "cancelled" in str(again.content)


def test_candidates_of_a_result_are_its_rows() -> None:
    done = run(5, plan(0, planned(1, "list_orders"), taking(2)))
    found = list_candidates(done.responses[1].content, "orders[]")
    assert [row.fields["order_id"] for row in found] == [row["order_id"] for row in rows_of(done)]


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 100_000))
def test_who_asks_the_same_again_in_the_initial_world_is_answered_the_same(seed: int) -> None:
    calls = plan(0, planned(1, "list_orders"), taking(2)), plan(1, planned(3, "list_orders"))
    done = run(seed, *calls)
    world = replace(done.world, initial=done.world.initial.copy(), changes=Changes())
    for number, response in done.responses.items():
        name = "cancel_order" if number == 2 else "list_orders"
        again, world = apply(world, tools()[name], done.arguments[number])
        assert again == response
