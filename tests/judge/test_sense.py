"""Acts that no person would want: planted faults, and what is right beside each."""

from __future__ import annotations

import pytest
from digit_tc_test_support.judging import count_offences, judged, tell

MADE = ("create_note", {"title": "Garden", "folder": "A"}, {"note_id": "N-1"})
SENT = ("send_note", {"note_id": "call_1:note_id"}, {"status": "sent"})


def doing(name, **more):
    return (name, {"note_id": "call_1:note_id", **more}, {"status": "done"})


@pytest.mark.parametrize(
    ("later", "number"),
    [
        ((doing("delete_note"),), 1),
        (("Delete it.", doing("delete_note")), 1),
        (("Hello.", "Thanks.", "Delete it.", doing("delete_note")), 0),
        ((SENT, doing("delete_note")), 0),
        ((doing("share_note"),), 0),
        ((doing("move_note", folder="B"),), 1),
        # What made it could not be told the place.
        ((doing("move_note", shelf="B"),), 0),
    ],
)
def test_nothing_is_made_and_at_once_undone(later, number):
    assert count_offences("Note it.", MADE, *later)["things_undone_at_once"] == number


def test_a_change_of_mind_may_undo():
    example = tell("Note it.", MADE, "> Done.", "No, leave it.", doing("delete_note"), "> Gone.")
    assert judged(example).tally.counts["things_undone_at_once"] == 1
    example["metadata"]["acts"] = [
        [{"act": "say"}, {"act": "calls", "calls": ["call_1"]}, {"act": "answer"}],
        [{"act": "revise"}, {"act": "calls", "calls": ["call_2"]}, {"act": "answer"}],
    ]
    assert judged(example).tally.counts["things_undone_at_once"] == 0


def test_nothing_is_reviewed_before_it_is_bought():
    review = ("write_review", {"product_id": "P-1"}, {"review_id": "R-1"})
    bought = ("order_product", {"product_id": "P-1"}, {"order_id": "O-1"})
    name = "reviews_before_purchase"
    assert count_offences("Please.", review, bought)[name] == 1
    assert count_offences("Please.", bought, review)[name] == 0
    assert count_offences("Please.", review)[name] == 0  # bought before, for all that is known


LOGIN = ("login", {"username": "ana"}, {"session_id": "S-1"})
READ = ("get_weather", {"city": "Oslo"}, {"sky": "clear"})


@pytest.mark.parametrize(
    ("later", "number"),
    [
        ((), 1),
        ((READ,), 1),
        ((("get_weather", {"session": "call_1:session_id"}, {}),), 0),
        ((("send_note", {}, {}),), 0),
        ((("list_files", {}, {"files": []}),), 0),
    ],
)
def test_a_session_is_needed_by_a_later_call(later, number):
    told = {"list_files": "List the files of whoever is logged in."}
    counts = count_offences("Please.", LOGIN, *later, descriptions=told)
    assert counts["needless_sessions"] == number


def test_nothing_that_wants_the_session_comes_after_the_logout():
    files, logout = ("list_files", {}, {"files": ["a"]}), ("logout", {}, {"ok": True})
    name = "acts_after_logout"
    assert count_offences("Please.", LOGIN, files, logout, files)[name] == 1
    assert count_offences("Please.", LOGIN, files, logout, LOGIN, files)[name] == 0
    assert count_offences("Please.", LOGIN, files, logout, READ)[name] == 0


@pytest.mark.parametrize(
    ("source", "number"), [("find_person", 1), ("get_current_user", 0), ("create_user", 0)]
)
def test_own_credentials_are_not_those_of_a_person_who_was_found(source, number):
    person = (source, {"name": "Ana"}, {"username": "ana", "password": "x"})
    login = ("login", {"username": "call_1:username", "password": "call_1:password"}, {"ok": True})
    found = count_offences("Log in.", person, login)["credentials_of_others"]
    assert found == 2 * number
    mail = ("send_mail", {"username": "call_1:username"}, {"ok": True})
    assert count_offences("Write.", person, mail)["credentials_of_others"] == 0
