"""What the user's words refer to: planted faults, and what is right beside each."""

from __future__ import annotations

import pytest
from digit_tc_test_support.judging import count_offences

LIST = ("list_events", {}, {"events": [
    {"event_id": "E-1", "title": "Kick-off", "room": "blue"},
    {"event_id": "E-2", "title": "Lunch", "room": "blue"},
    {"event_id": "E-3", "title": "Review", "room": "red"},
]})  # fmt: skip
SEEN = ("What is in my calendar?", LIST, "> Three events.")


def cancel(event):
    return ("cancel_event", {"event_id": event}, {"status": "cancelled"})


def unclear(*steps, **options):
    counts = count_offences(*steps, **options)
    return counts["references"], counts["unclear_references"]


@pytest.mark.parametrize(
    ("words", "row", "number"),
    [
        ("Cancel the event.", 0, 1),
        ("Cancel it.", 2, 1),
        ("Cancel the first one.", 0, 0),
        ("Cancel the first one.", 1, 1),
        ("Cancel Lunch.", 1, 0),
        ("Cancel Lunch.", 0, 1),
        ("Cancel the one in the blue room.", 0, 1),
        ("Cancel the one in the red room.", 2, 0),
        ("Cancel E-2.", 1, 0),
        ("Cancel the last one.", 2, 0),
    ],
)
def test_of_several_that_are_visible_the_words_single_one_out(words, row, number):
    taken = cancel(f"call_1:events[{row}].event_id")
    assert unclear(*SEEN, words, taken) == (1, number)


def test_the_first_one_of_two_lists_is_unclear():
    both = ("What is on this week?", LIST, ("list_events", {"week": 2}, {"events": [
        {"event_id": "E-8", "title": "Walk"}, {"event_id": "E-9", "title": "Talk"},
    ]}))  # fmt: skip
    taken = cancel("call_1:events[0].event_id")
    assert unclear(*both, "Cancel the first one.", taken) == (1, 1)


def test_all_that_were_spoken_of_last_need_no_words():
    taken = [cancel(f"call_1:events[{row}].event_id") for row in range(3)]
    assert unclear(*SEEN, "Cancel them.", *taken) == (3, 0)


def test_the_only_one_is_clear():
    one = (*LIST[:2], {"events": LIST[2]["events"][:1]})
    assert unclear("List.", one, "Cancel it.", cancel("call_1:events[0].event_id")) == (0, 0)


def test_what_was_made_last_is_meant_and_an_older_one_is_not():
    made = ("create_event", {"title": "Swim"}, {"event_id": "E-7"})
    steps = (*SEEN, "Add a swim.", made, "> Added.", "Cancel it.")
    assert unclear(*steps, cancel("call_2:event_id")) == (1, 0)
    assert unclear(*steps, cancel("call_1:events[0].event_id")) == (1, 1)


def test_a_hidden_look_up_finds_no_other_than_the_one_that_was_made():
    made = ("create_event", {"title": "Swim"}, {"event_id": "E-7"})
    taken = cancel("call_2:events[0].event_id")
    steps = ("Add a swim.", made, "> Added.", "Cancel the event.")
    assert unclear(*steps, LIST, taken, hidden=["call_2"]) == (1, 1)
    # With words of the user in it, another one is looked for.
    looked = ("find_event", {"title": "Lunch"}, {"events": LIST[2]["events"][1:2]})
    assert unclear(*steps, looked, taken, hidden=["call_2"]) == (0, 0)
