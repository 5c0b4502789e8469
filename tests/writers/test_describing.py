"""What closings say of a thing around its noun."""

from __future__ import annotations

import random

import pytest

from digit_tc.records import JSON
from digit_tc.writers.grammar.describing import describe_row

ACCOUNT: dict[str, JSON] = {"account_id": "AC-1", "kind": "joint", "balance_eur": 86.99}
EVENT: dict[str, JSON] = {"date": "2026-06-24", "start_time": "10:00", "status": "cancelled"}


@pytest.mark.parametrize(
    ("row", "noun", "words"),
    [
        (ACCOUNT, "account", {"a joint account with a balance of 86.99 euros",
                              "a joint account with 86.99 euros in it"}),
        (EVENT, "event", {"a cancelled event on June 24, 2026 at 10:00 AM"}),
        ({"kind": "savings", "status": "open"}, "account", {"an open savings account"}),
        ({"start_date": "2026-06-01", "end_date": "2026-06-03"}, "report",
         {"a report from June 1, 2026 to June 3, 2026"}),
        ({"start_time": "16:30", "end_time": "21:30"}, "schedule",
         {"a schedule from 4:30 PM to 9:30 PM"}),
    ],
)  # fmt: skip
def test_a_thing_is_told_around_its_noun(row: dict[str, JSON], noun: str, words: set[str]) -> None:
    for seed in range(10):
        assert describe_row(row, noun, random.Random(seed)).around(noun) in words


def test_what_has_no_place_around_the_noun_is_left_over() -> None:
    row: dict[str, JSON] = {
        "warn_at_percent": 55,
        "delivery_working_days": 3,
        "paid": True,
        "note": "a b c d e f g",
    }
    told = describe_row(row, "budget", random.Random(0))
    assert not len(told)
    assert told.left == row


def test_what_was_told_already_and_what_is_dull_says_nothing() -> None:
    row: dict[str, JSON] = {"name": "House account", "currency": "EUR", "account_id": "AC-1"}
    told = describe_row(row, "account", random.Random(0), skip="House account")
    assert not len(told)
    assert not told.left
