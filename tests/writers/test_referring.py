"""A thing is meant by what tells it from the others, in words that read back."""

from __future__ import annotations

import datetime as dt
from random import Random
from typing import Any

import pytest

from digit_tc.language.transforms import read
from digit_tc.records import Condition, Pick
from digit_tc.values.fields import Field
from digit_tc.world.preferences import preferences_of
from digit_tc.writers.grammar.referring import refer
from digit_tc.writers.grammar.text import LeafKey, PickKey, joined
from digit_tc.writers.grammar.voice import Voice

TEXT = {"type": "string"}
RETURNS: dict[str, Any] = {
    "type": "object",
    "properties": {
        "flights": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "flight_id": TEXT,
                    "name": TEXT,
                    "status": {"type": "string", "enum": ["on_time", "delayed"]},
                    "departure_date": {"type": "string", "format": "date"},
                    "price_eur": {"type": "number", "description": "Price in euros."},
                },
            },
        }
    },
}
KEY = LeafKey(2, "flight_id")


def fields() -> dict[str, Field]:
    return dict(preferences_of(RETURNS, "flights[]", "flight").fields)


def phrases(pick: Pick) -> set[str]:
    told = [refer(pick, fields(), "flight", Voice(Random(n), False, "plain"), KEY)
            for n in range(40)]  # fmt: skip
    return {joined(pieces)[0] for pieces in told if pieces is not None}


def picked(kind: Any, **more: Any) -> Pick:
    return Pick(kind=kind, call=1, rows="flights[]", **more)


@pytest.mark.parametrize(
    ("pick", "wanted"),
    [
        (picked("only"), "the flight"),
        (picked("ordinal", place=1), "the second flight"),
        (picked("ordinal", place=-1), "the last flight"),
        (picked("extreme", extreme="price_eur", direction="least"), "the cheapest flight"),
        (picked("each"), "all of the flights"),
    ],
)
def test_what_a_pick_is_called(pick: Pick, wanted: str) -> None:
    assert wanted in phrases(pick)


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", "Northern Star"), ("status", "delayed"), ("departure_date", "2026-05-09")],
)
def test_the_words_for_a_condition_read_back_to_its_value(field: str, value: str) -> None:
    pick = picked("named", conditions=(Condition(field=field, value=value),))
    choices = fields()[field].choices
    for number in range(20):
        pieces = refer(pick, fields(), "flight", Voice(Random(number), False, "plain"), KEY)
        assert pieces is not None
        text, spans = joined(pieces)
        assert "_" not in text
        span = spans[PickKey(KEY.call, KEY.path, 0)]
        words = text[span.start : span.end]
        assert read(span.transform, words, today=dt.date(2026, 5, 4), choices=choices) == value


@pytest.mark.parametrize("kind", ["date", "start_time", "created_at"])
@pytest.mark.parametrize("direction", ["least", "most"])
def test_no_phrase_shows_the_mark_of_its_form(kind: str, direction: str) -> None:
    item = {"type": "object", "properties": {kind: {"type": "string", "format": "date"}}}
    returns = {
        "type": "object",
        "properties": {"appointments": {"type": "array", "items": item}},
    }
    fields = preferences_of(returns, "appointments[]", "appointment").fields
    pick = Pick(kind="extreme", call=1, rows="appointments[]", extreme=kind, direction=direction)
    for number in range(30):
        voice = Voice(Random(number), False, "plain")
        pieces = refer(pick, fields, "appointment", voice, KEY)
        assert pieces is None or "~" not in joined(pieces)[0]


def test_what_people_have_no_words_for_is_not_said() -> None:
    unknown = picked("named", conditions=(Condition(field="etag", value="x"),))
    assert phrases(unknown) == set()
    assert phrases(picked("ordinal", place=14)) == set()
