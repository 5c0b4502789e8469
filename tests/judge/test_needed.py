"""Reads that change nothing: planted faults, and what is right beside each."""

from __future__ import annotations

import pytest
from digit_tc_test_support.judging import count_offences

PROFILE = ("get_profile", {}, {"customer_id": "C-1", "city": "Oslo"})
ORDER = ("get_order", {"order_id": "O-1"}, {"order_id": "O-1", "carrier": "Green"})


def needless(*steps, **options):
    counts = count_offences(*steps, **options)
    return counts["needless_hidden_reads"], counts["needless_explicit_reads"]


@pytest.mark.parametrize(
    ("later", "number"),
    [
        (("get_weather", {"city": "call_1:city"}, {"sky": "clear"}), 0),
        (("get_weather", {"city": "Porto"}, {"sky": "clear"}), 1),
    ],
)
def test_a_hidden_read_serves_a_later_call(later, number):
    steps = ("How will the weather be?", PROFILE, later, "> Clear.")
    assert needless(*steps, hidden=["call_1"])[0] == number


def test_what_the_assistant_tells_of_a_hidden_read_serves():
    steps = ("How will the weather be?", PROFILE, "> In Oslo I cannot tell.")
    assert needless(*steps, hidden=["call_1"]) == (0, 0)


def test_a_read_that_gives_only_what_it_was_asked_by_is_needless():
    cancelled = ("cancel_order", {"order_id": "call_1:order_id"}, {"order_id": "O-1"})
    steps = ("Cancel order O-1.", ORDER, cancelled, "> Done.")
    assert needless(*steps, hidden=["call_1"])[0] == 1
    # Whether it is on its way already may decide whether it can be cancelled.
    state = (*ORDER[:2], ORDER[2] | {"status": "packed"})
    assert needless("Cancel order O-1.", state, cancelled, "> Done.", hidden=["call_1"])[0] == 0


@pytest.mark.parametrize(
    ("told", "number"),
    [
        ("Order things.", 1),
        ("Order things, for which a profile is needed first.", 0),
        ("Call get_profile, then this.", 0),
    ],
)
def test_a_read_that_a_description_demands_is_needed(told, number):
    ordered = ("place_order", {"item": "lamp"}, {"order_id": "O-1"})
    steps = ("Order a lamp.", PROFILE, ordered, "> Done.")
    found = needless(*steps, hidden=["call_1"], descriptions={"place_order": told})
    assert found == (number, 0)


def test_a_session_and_an_error_are_no_needless_reads():
    login, failed = ("login", {}, {"ok": True}), (*PROFILE[:2], {"error": "Try later."})
    assert needless("Hello.", login, failed, "> Later.", hidden=["call_1", "call_2"]) == (0, 0)


@pytest.mark.parametrize(("asked", "number"), [("What is the profile?", 0), ("Hello there.", 1)])
def test_an_explicit_read_is_asked_for_or_serves(asked, number):
    assert needless(asked, PROFILE, "> Here you are.") == (0, number)
