"""Results tell of one world: planted faults, and what is right beside each."""

from __future__ import annotations

import pytest
from digit_tc_test_support.judging import count_offences

READ = ("get_note", {"note_id": "N-1"})
NOTE = {"note_id": "N-1", "title": "Garden", "text": "Plant beans", "folder_id": "F-1"}
MADE = ("create_note", {"title": "Garden", "text": "Plant beans"}, {"note_id": "N-1"})
OFFENCES = (
    "values_that_change_unasked", "writes_contradicted", "things_made_otherwise",
    "updates_beyond_what_was_given",
)  # fmt: skip


def found(*calls):
    counts = count_offences("Please.", *calls)
    return {name for name in OFFENCES if counts[name]}


@pytest.mark.parametrize(
    ("between", "later", "offence"),
    [
        ((), NOTE, ""),
        ((), NOTE | {"title": "Kitchen"}, "values_that_change_unasked"),
        # A change of something else is no reason for another title, but it may be for a count.
        ((("delete_note", {"note_id": "N-2"}, {"note_id": "N-2"}),), NOTE | {"title": "Kitchen"},
         "values_that_change_unasked"),
        ((("update_note", {"note_id": "N-1", "title": "Kitchen"}, {"note_id": "N-1"}),),
         NOTE | {"title": "Kitchen"}, ""),
        ((("update_note", {"note_id": "N-1", "title": "Kitchen"}, {"note_id": "N-1"}),),
         NOTE, "writes_contradicted"),
        ((("rename_note", {"note_id": "N-1", "new_title": "Kitchen"}, {"note_id": "N-1"}),),
         NOTE, "writes_contradicted"),
        ((("update_note", {"note_id": "N-1", "title": "Kitchen"}, {"note_id": "N-1"}),),
         NOTE | {"title": "Kitchen", "text": "Buy bread"}, "updates_beyond_what_was_given"),
        # What acts on a thing may change more than it is given.
        ((("archive_note", {"note_id": "N-1"}, {"note_id": "N-1"}),),
         NOTE | {"folder_id": "F-9"}, ""),
    ],
)  # fmt: skip
def test_what_is_stated_again_differs_only_by_what_was_written(between, later, offence):
    assert found((*READ, NOTE), *between, (*READ, later)) == ({offence} - {""})


@pytest.mark.parametrize(
    ("later", "offence"),
    [
        (NOTE, ""),
        (NOTE | {"title": "garden"}, ""),
        (NOTE | {"title": "Kitchen"}, "things_made_otherwise"),
        # `content`, `body` and `text` are one attribute.
        ({"note_id": "N-1", "content": "Buy bread"}, "things_made_otherwise"),
        ({"note_id": "N-2", "title": "Kitchen"}, ""),
    ],
)
def test_what_was_made_comes_back_as_it_was_made(later, offence):
    assert found(MADE, (*READ, later)) == ({offence} - {""})


def test_a_refused_write_binds_nothing():
    refused = (*MADE[:2], {"error": "Too many notes."})
    assert found(refused, (*READ, NOTE | {"title": "Kitchen"})) == set()


@pytest.mark.parametrize(
    ("result", "offence"),
    [
        ({"event_id": "E-1", "date": "2026-11-02T00:00:00Z", "guests": "4"}, ""),
        ({"event_id": "E-1", "date": "2026-11-03"}, "writes_contradicted"),
        ({"event_id": "E-1", "guests": 5}, "writes_contradicted"),
        ({"event_id": "E-1", "status": "created"}, ""),
    ],
)
def test_a_write_gives_back_what_it_was_given(result, offence):
    given = {"date": "2026-11-02", "guests": 4, "status": "open"}
    assert found(("create_event", given, result)) == ({offence} - {""})


@pytest.mark.parametrize(("name", "offends"), [("get_weather", True), ("get_random_joke", False)])
def test_the_same_question_has_the_same_answer_unless_something_was_changed(name, offends):
    asked = ((name, {"city": "Oslo"}, {"sky": "clear"}), (name, {"city": "Oslo"}, {"sky": "grey"}))
    assert bool(found(*asked)) == offends
    assert not found(asked[0], MADE, asked[1])
