"""Noun phrases by which the user means one thing: every span reads back as what it stands for."""

from __future__ import annotations

import datetime as dt
import random
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from digit_tc.language.transforms import agrees
from digit_tc.records import Condition, Pick
from digit_tc.values.fields import Field, field_of
from digit_tc.world.preferences import preferences_of
from digit_tc.writers.grammar.referring import refer
from digit_tc.writers.grammar.text import LeafKey, PickKey, joined
from digit_tc.writers.grammar.voice import Voice

_CASES = yaml.safe_load(
    (Path(__file__).parents[1] / "cases/referring.yaml").read_text(encoding="utf-8")
)
TODAY = dt.date(2026, 3, 10)
SEEDS = 60


def field_for(place: str, value: Any, enum: bool, noun: str) -> Field:
    path = place.lstrip("^")
    schema: dict[str, Any] = {"type": "string"}
    if isinstance(value, int | float):
        schema = {"type": "integer" if isinstance(value, int) else "number"}
    elif re.match(r"\d{4}-\d\d-\d\d", value):
        schema["format"] = "date-time" if "T" in value else "date"
    elif enum and re.fullmatch(r"[a-z_]+|[A-Z_]+", value):
        schema["enum"] = [value, "zz_other"]
    return field_of(schema, path, path.split(".")[-1], noun)


def pick_of(case: dict[str, Any]) -> tuple[Pick, dict[str, Field]]:
    kind = next((kind for kind in ("named", "conjunction") if kind in case), "")
    noun, rows = case["noun"], case.get("rows", "items[]")
    if kind:
        values, enum = case[kind], case.get("enum", False)
        conditions = tuple(Condition(field=place, value=values[place]) for place in values)
        fields = {place: field_for(place, values[place], enum, noun) for place in values}
        return Pick(kind=kind, call=1, rows=rows, conditions=conditions), fields  # type: ignore[arg-type]
    for direction in ("least", "most"):
        if direction in case:
            place = case[direction]
            value = "2026-01-01" if "date" in place else "10:00" if "time" in place else 1
            pick = Pick(kind="extreme", call=1, rows=rows, extreme=place, direction=direction)  # type: ignore[arg-type]
            return pick, {place: field_for(place, value, False, noun)}
    if "ordinal" in case:
        return Pick(kind="ordinal", call=1, rows=rows, place=case["ordinal"]), {}
    return Pick(kind=case["kind"], call=1, rows=rows), {}


def phrases(case: dict[str, Any], *, anaphoric: bool = False) -> set[str | None]:
    """What comes out under many seeds; each span is read back on the way."""
    pick, fields = pick_of(case)
    found: set[str | None] = set()
    for seed in range(SEEDS):
        voice = Voice(random.Random(seed), day_first=False, manner="plain")
        key = LeafKey(4, "order_id")
        pieces = refer(pick, fields, case["noun"], voice, key, anaphoric=anaphoric)
        if pieces is None:
            found.add(None)
            continue
        text, spans = joined(pieces)
        assert set(spans) == {PickKey(4, "order_id", n) for n in range(len(pick.conditions))}
        for told, span in spans.items():
            assert isinstance(told, PickKey)
            condition = pick.conditions[told.condition]
            words = text[span.start : span.end]
            choices = fields[condition.field].choices
            assert agrees(span.transform, words, condition.value, today=TODAY, choices=choices)
        found.add(text)
    return found


@pytest.mark.parametrize("case", _CASES, ids=lambda case: str(case["says"]))
def test_a_thing_is_meant_in_words_that_a_person_would_use(case: dict[str, Any]) -> None:
    found = phrases(case)
    assert case["says"] in found
    assert case["says"] is not None or found == {None}
    for text in found - {None}:
        assert text is not None
        assert not re.search(r"[{}~=_]|  | $|\bone\b", text), text


@pytest.mark.parametrize("case", _CASES, ids=lambda case: str(case["says"]))
def test_the_one_and_it_stand_only_for_what_was_spoken_of(case: dict[str, Any]) -> None:
    for text in phrases(case, anaphoric=True) - {None}:
        assert text is not None
        assert not re.search(r"[{}~=_]|  | $|'s one\b|\bone (?:of|\")", text), text


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
        voice = Voice(random.Random(number), False, "plain")
        pieces = refer(pick, fields, "appointment", voice, LeafKey(2, "id"))
        assert pieces is None or "~" not in joined(pieces)[0]


def test_what_people_have_no_words_for_is_not_said() -> None:
    voice = Voice(random.Random(1), day_first=False, manner="plain")
    unknown = Pick(kind="named", call=1, rows="items[]",
                   conditions=(Condition(field="etag", value="x"),))  # fmt: skip
    far = Pick(kind="ordinal", call=1, rows="items[]", place=14)
    for pick in (unknown, far):
        assert refer(pick, {}, "flight", voice, LeafKey(1, "x")) is None


def test_two_prices_have_no_cheapest() -> None:
    fields = {name: field_for(name, 1, False, "flight") for name in ("price", "child_price")}
    pick = Pick(kind="extreme", call=1, rows="items[]", extreme="price", direction="least")
    voice = Voice(random.Random(1), day_first=False, manner="plain")
    assert refer(pick, fields, "flight", voice, LeafKey(1, "x")) == [
        "the ", "flight", " with the lowest price",
    ]  # fmt: skip


def test_the_earliest_hour_is_not_the_earliest_where_days_differ() -> None:
    fields = {"date": field_for("date", "2026-01-01", False, "visit"),
              "start_time": field_for("start_time", "10:00", False, "visit")}  # fmt: skip
    pick = Pick(kind="extreme", call=1, rows="items[]", extreme="start_time", direction="least")
    voice = Voice(random.Random(1), day_first=False, manner="plain")
    assert refer(pick, fields, "visit", voice, LeafKey(1, "x")) is None


def test_a_sibling_tells_the_currency() -> None:
    money = {"type": "string", "enum": ["EUR"]}
    fields = {"price": field_for("price", 45, False, "flight"),
              "currency": field_of(money, "currency", "currency", "flight")}  # fmt: skip
    pick = Pick(kind="named", call=1, rows="items[]",
                conditions=(Condition(field="price", value=45),))  # fmt: skip
    for seed in range(SEEDS):
        voice = Voice(random.Random(seed), day_first=False, manner="plain")
        pieces = refer(pick, fields, "flight", voice, LeafKey(1, "x"))
        assert pieces is not None
        assert joined(pieces)[0].endswith("45 euros")
