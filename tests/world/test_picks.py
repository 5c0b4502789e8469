"""A pick gives the row that it was chosen for and no other, and says nothing that it need not."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digit_tc.records import PICK_KINDS, Condition, Pick, PickKind
from digit_tc.world.picks import choose_pick, enclosing, list_candidates, select
from digit_tc.world.preferences import preferences_of

ORDERS = {
    "customer": "CU-1",
    "orders": [
        {"order_id": "O1", "status": "open", "buyer": {"name": "Ana"},
         "lines": [{"product": "kettle", "price": 30}, {"product": "lamp", "price": 12.5}]},
        {"order_id": "O2", "status": "sent", "buyer": {"name": "Ben"},
         "lines": [{"product": "lamp", "price": 12.5}]},
    ],
}  # fmt: skip
ROW = st.fixed_dictionaries(
    {
        "id": st.uuids().map(str),
        "name": st.sampled_from(["Garden", "Back", "Garden shed", "Attic"]),
        "status": st.sampled_from(["open", "closed", "pending"]),
        "colour": st.sampled_from(["red", "blue"]),
        "price": st.one_of(st.none(), st.integers(1, 5), st.just(2.0)),
        "due": st.sampled_from(["2026-03-01", "2026-03-02", "2026-04-01"]),
    }
)
RESULT = st.lists(ROW, min_size=1, max_size=8).map(lambda rows: {"items": rows})
LIKING = {"name": 1.0, "due": 0.9, "status": 0.8, "colour": 0.8, "price": 0.6}


def chosen(result: Any, target: int, wishes: Any, seed: int = 0, rows: str = "items[]") -> Any:
    return choose_pick(
        7, rows, list_candidates(result, rows), target, wishes=wishes, rng=random.Random(seed),
        sayable=lambda field, value: 0.0 if value is None else LIKING.get(field, 0.0),
        comparable=lambda field: field in ("price", "due"),
    )  # fmt: skip


@given(RESULT, st.data(), st.permutations(PICK_KINDS), st.integers(0, 3))
def test_a_pick_gives_the_row_that_it_was_chosen_for(
    result: Any, data: Any, wishes: list[PickKind], seed: int
) -> None:
    target = data.draw(st.integers(0, len(result["items"]) - 1))
    pick = chosen(result, target, wishes, seed)
    # The ordinal is always possible in so short a list.
    assert select(pick, result) == (f"items[{target}]",)
    assert pick == chosen(result, target, wishes, seed)
    assert all(condition.field in LIKING for condition in pick.conditions)


@given(RESULT, st.data(), st.integers(0, 3))
def test_every_condition_of_a_conjunction_is_needed(result: Any, data: Any, seed: int) -> None:
    target = data.draw(st.integers(0, len(result["items"]) - 1))
    pick = chosen(result, target, ["conjunction"], seed)
    if pick is None or pick.kind == "only":
        return
    assert 2 <= len(pick.conditions) <= 3
    for condition in pick.conditions:
        others = tuple(one for one in pick.conditions if one != condition)
        fewer = pick.model_copy(update={"conditions": others})
        assert len(select(fewer, result)) > 1


def test_the_rows_of_nested_lists_have_the_fields_of_the_objects_around_them() -> None:
    rows = list_candidates(ORDERS, "orders[].lines[]")
    assert [row.path for row in rows] == [
        "orders[0].lines[0]", "orders[0].lines[1]", "orders[1].lines[0]",
    ]  # fmt: skip
    assert rows[2].fields == {
        "product": "lamp", "price": 12.5, "^order_id": "O2", "^status": "sent",
        "^buyer.name": "Ben", "^^customer": "CU-1",
    }  # fmt: skip
    assert enclosing("orders[].lines[]") == ("orders[].lines[]", "orders[]", "")


def test_a_list_of_scalars_has_rows_with_the_value_itself() -> None:
    rows = list_candidates({"cities": ["Oslo", "Rome"]}, "cities[]")
    assert [(row.path, row.fields) for row in rows] == [
        ("cities[0]", {"": "Oslo"}), ("cities[1]", {"": "Rome"}),
    ]  # fmt: skip
    assert list_candidates({}, "cities[]") == ()
    assert list_candidates([{"a": 1}], "[]")[0].path == "[0]"


def test_a_line_is_told_by_its_order_where_its_product_is_not_enough() -> None:
    pick = choose_pick(
        1, "orders[].lines[]", list_candidates(ORDERS, "orders[].lines[]"), 2,
        wishes=["named", "conjunction"], rng=random.Random(1),
        sayable=lambda field, _value: float(field in ("product", "^status")),
        comparable=lambda _field: False,
    )  # fmt: skip
    assert pick is not None
    assert [(one.field, one.value) for one in pick.conditions] == [("^status", "sent")]


@pytest.mark.parametrize(
    ("values", "direction", "expected"),
    [
        ([3, 1, 2.5], "least", ("items[1]",)),
        ([3, 1, 2.5], "most", ("items[0]",)),
        ([3, 1, 1], "least", ()),
        ([3, None, 1], "least", ()),
        ([3, "1", 2], "least", ()),
        ([True, 0, 2], "least", ()),
        (["2026-03-02", "2026-02-28"], "least", ("items[1]",)),
        (["9:30", "10:15"], "least", ("items[0]",)),
        (["2026-03-01T10:00:00+02:00", "2026-03-01T09:00:00+00:00"], "least", ("items[0]",)),
        (["2026-03-01T10:00:00", "2026-03-01T09:00:00Z"], "least", ()),
        (["2026-03-01", "2026-02-30"], "least", ()),
        (["low", "high"], "most", ()),
    ],
)
def test_an_extreme_is_without_ties_and_compares_all_rows(
    values: list[Any], direction: Any, expected: tuple[str, ...]
) -> None:
    pick = Pick(kind="extreme", call=1, rows="items[]", extreme="x", direction=direction)
    assert select(pick, {"items": [{"x": value} for value in values]}) == expected


def test_only_gives_nothing_where_there_are_several() -> None:
    pick = Pick(kind="only", call=1, rows="items[]")
    assert select(pick, {"items": [{"a": 1}]}) == ("items[0]",)
    assert select(pick, {"items": [{"a": 1}, {"a": 2}]}) == ()
    assert select(pick, {"items": []}) == ()


def test_places_are_counted_from_the_start_or_from_the_end() -> None:
    result = {"items": [{"a": 1}, {"a": 2}]}
    for place, expected in ((0, ("items[0]",)), (-1, ("items[1]",)), (2, ()), (-3, ())):
        pick = Pick(kind="ordinal", call=1, rows="items[]", place=place)
        assert select(pick, result) == expected
    assert select(Pick(kind="each", call=1, rows="items[]"), result) == ("items[0]", "items[1]")


def test_a_truth_value_is_no_number() -> None:
    pick = Pick(kind="named", call=1, rows="items[]",
                conditions=(Condition(field="a", value=1),))  # fmt: skip
    assert select(pick, {"items": [{"a": True}, {"a": 1.0}]}) == ("items[1]",)


def test_a_name_that_is_part_of_another_does_not_single_out() -> None:
    result = {"items": [{"name": "Garden"}, {"name": "Garden shed"}, {"name": "Attic"}]}
    assert chosen(result, 0, ["named"]) is None
    assert chosen(result, 2, ["named"]).conditions[0].value == "Attic"


def test_what_people_like_to_say_is_taken_first() -> None:
    result = {"items": [{"price": 3, "name": "Attic", "status": "open"},
                        {"price": 4, "name": "Back", "status": "closed"}]}  # fmt: skip
    assert {chosen(result, 0, ["named"], seed).conditions[0].field for seed in range(5)} == {"name"}


def schema_of(properties: dict[str, Any]) -> dict[str, Any]:
    items = {"type": "object", "properties": properties}
    return {"type": "object", "properties": {"items": {"type": "array", "items": items}}}


@pytest.mark.parametrize(
    ("name", "schema", "value"),
    [
        ("order_id", {"type": "string"}, "O-1"),
        ("order_number", {"type": "string"}, "SH-20312"),
        ("flight_number", {"type": "string"}, "NW 214"),
        ("booking_reference", {"type": "string"}, "BK-88210"),
        ("token", {"type": "string"}, "a lamp"),
        ("image_url", {"type": "string", "format": "uri"}, "https://example.com/a.png"),
        ("is_open", {"type": "boolean"}, True),
        ("note", {"type": "string"}, "9f86d081884c7d65"),
        ("note", {"type": "string"}, "one two three four five six seven eight nine"),
        ("name", {"type": "string"}, None),
        ("name", {"type": "string"}, "AX-2231"),
        ("phone", {"type": "string"}, "+44 20 7946 0958"),
        ("created_at", {"type": "string", "format": "date-time"}, "2026-03-01T10:00:27Z"),
        ("status", {"type": "string", "enum": ["open"]}, "closed"),
    ],
)
def test_what_nobody_says_is_no_condition(name: str, schema: Any, value: Any) -> None:
    found = preferences_of(schema_of({name: schema}), "items[]", "item")
    assert name in found.fields
    assert found.sayable(name, value) == 0
    assert found.sayable("unknown", "x") == 0


def test_names_are_told_first_then_days_states_places_and_amounts() -> None:
    properties = {
        "price": {"type": "number"}, "city": {"type": "string"},
        "status": {"type": "string", "enum": ["open", "closed"]},
        "due_date": {"type": "string", "format": "date"}, "name": {"type": "string"},
    }  # fmt: skip
    values = {"price": 12.5, "city": "Oslo", "status": "open", "due_date": "2026-03-01",
              "name": "Garden"}  # fmt: skip
    found = preferences_of(schema_of(properties), "items[]", "ticket")
    ordered = sorted(values, key=lambda field: -found.sayable(field, values[field]))
    assert ordered == ["name", "due_date", "status", "city", "price"]
    assert [field for field in values if found.comparable(field)] == ["price", "due_date"]


def test_the_fields_around_a_nested_list_have_their_schemas_too() -> None:
    lines = schema_of({"product": {"type": "string"}})["properties"]["items"]
    returns = schema_of({"order_date": {"type": "string", "format": "date"}, "lines": lines})
    found = preferences_of(returns, "items[].lines[]", "line")
    assert set(found.fields) == {"product", "^order_date"}
    scalars = {
        "type": "object",
        "properties": {"cities": {"type": "array", "items": {"type": "string"}}},
    }
    assert preferences_of(scalars, "cities[]", "city").sayable("", "Oslo") > 0
