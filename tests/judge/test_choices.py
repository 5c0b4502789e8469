"""Choices that nothing determines, rows that break their query, writes that nobody asked for."""

from __future__ import annotations

import json

import pytest
from digit_tc_test_support.judging import call_of, edit_arguments, edit_result, judged

FLIGHTS = [
    {"departs": "08:15", "flight_id": "FL-100", "price": 99.5, "cabin": "economy"},
    {"departs": "17:40", "flight_id": "FL-100B", "price": 120.5, "cabin": "economy"},
]


def reword(example, old, new):
    """Say something else of the same length, so that no span moves."""
    assert len(old) == len(new)
    for message in example["messages"]:
        if message["role"] == "user":
            message["content"] = message["content"].replace(old, new)


def counted(example):
    return judged(example).tally.counts


def test_the_place_in_the_list_tells_which_row_is_meant(example):
    counts = counted(example)
    assert (counts["picks"], counts["picks_told"], counts["picks_of_first_row"]) == (1, 1, 1)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("08:15 one", True),  # only this row departs then
        ("17:40 one", False),  # that is the other one
        ("cheap one", False),
        ("other one", False),
        ("last one.", False),  # it is not the last
        ("newest 1.", True),  # a comparison; whether it is right is not looked at
    ],
)
def test_what_only_the_taken_row_holds_tells_it(example, words, told):
    reword(example, "first one", words)
    counts = counted(example)
    assert (counts["picks_told"], counts["arbitrary_picks"]) == (int(told), int(not told))


def test_what_other_rows_hold_too_tells_nothing(example):
    reword(example, "first one", "08:15 one")
    edit_result(example, "call_2", flights=[one | {"departs": "08:15"} for one in FLIGHTS])
    assert counted(example)["arbitrary_picks"] == 1


def test_the_only_row_of_a_list_is_no_choice(example):
    reword(example, "first one", "other one")
    edit_result(example, "call_2", flights=FLIGHTS[:1])
    assert counted(example)["picks"] == 0


def test_a_value_out_of_the_words_is_no_choice(example):
    for source in example["metadata"]["provenance"]:
        source.update(kind="default")
    assert counted(example)["picks"] == 0


@pytest.mark.parametrize(
    ("asked", "broken"),
    [
        ({"max_price": 120.5}, 0),
        ({"max_price": 100}, 1),
        ({"price_max": 50}, 2),
        ({"min_price": 100}, 1),
        ({"least_price": 99}, 0),
        ({"cabin": "Economy"}, 0),
        ({"cabin": "business"}, 2),
        ({"departs_after": "09:00"}, 1),
        ({"maxPrice": 100}, 1),
        ({"colour": "red"}, None),
    ],
)
def test_rows_that_break_what_their_call_asked_for_are_named(example, asked, broken):
    edit_result(example, "call_2", flights=FLIGHTS)
    edit_arguments(example, "call_2", **({"cabin": ...} | asked))
    counts = counted(example)
    assert counts["filtered_rows"] == (0 if broken is None else 2)
    assert counts["rows_that_break_their_query"] == (broken or 0)


def test_what_a_change_gives_back_is_no_answer_to_a_query(example):
    call_of(example, "call_2")["name"] = "create_flights"
    edit_result(example, "call_2", flights=FLIGHTS)
    edit_arguments(example, "call_2", max_price=1)
    assert counted(example)["filtered_rows"] == 0


@pytest.mark.parametrize(
    ("name", "offends"), [("find_city", 0), ("track_order", 0), ("create_city", 1)]
)
def test_a_hidden_call_that_changes_something_is_named(example, name, offends):
    call_of(example, "call_1")["name"] = name
    assert counted(example)["hidden_writes"] == offends


def test_the_figures_are_shares_of_choices_and_rows(example):
    edit_result(example, "call_2", flights=FLIGHTS)
    edit_arguments(example, "call_2", cabin=..., max_price=100)
    figures = judged(example, json.loads(json.dumps(example))).figures()
    assert figures["picks"] == 2
    assert figures["picks_told_share"] == 1.0
    assert figures["picks_of_first_row_share"] == 1.0
    assert figures["rows_that_break_their_query_share"] == 0.5
