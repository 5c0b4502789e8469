"""Where free words say a value: typed, read back exactly, never guessed."""

from __future__ import annotations

import datetime as dt
import random
import string
import time
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.judge.free_words import FREE_TRANSFORMS
from benchmarks.judge.paths import equals
from benchmarks.judge.transforms import apply_transform
from digit_tc.language import transforms
from digit_tc.language.locate import Sought, Span, locate, locate_all

_ROOT = Path(__file__).parents[2]
_CASES = yaml.safe_load((_ROOT / "tests/cases/locate.yml").read_text(encoding="utf-8"))
TODAY = dt.date(2026, 3, 10)
_WRITTEN: dict[str, st.SearchStrategy[Any]] = {
    "verbatim": st.text(string.ascii_letters, min_size=2, max_size=20),
    "integer": st.integers(-(10**9), 10**9),
    "number": st.floats(-1e6, 1e6, allow_nan=False).map(lambda one: round(one, 2)),
    "number_word": st.integers(0, 12),
    "date_long": st.dates(dt.date(1900, 1, 1), dt.date(2099, 12, 31)).map(str),
    "date_day_first": st.dates(dt.date(1900, 1, 1), dt.date(2099, 12, 31)).map(str),
    "time_12h": st.times().map(lambda one: f"{one:%H:%M}"),
    "time_12h_utc": st.times().map(lambda one: f"{one:%H:%M}:00Z"),
    "datetime_long": st.tuples(st.dates(dt.date(1900, 1, 1)), st.times()).map(
        lambda one: f"{one[0]}T{one[1]:%H:%M}:00"
    ),
    "datetime_long_utc": st.tuples(st.dates(dt.date(1900, 1, 1)), st.times()).map(
        lambda one: f"{one[0]}T{one[1]:%H:%M}:00Z"
    ),
    "enum_label": st.sampled_from(["IN_PROGRESS", "one_way", "roundTrip", "half-board", "OPEN"]),
}
"""Transform that writes → values that it can write."""


def _reads_back(span: Span, text: str, value: Any, choices: list[Any]) -> bool:
    said = text[span.start : span.end]
    return transforms.agrees(span.transform, said, value, today=TODAY, choices=choices)


@pytest.mark.parametrize("case", _CASES, ids=lambda case: f"{case['text']} | {case['value']}")
def test_words_say_the_value_where_the_case_file_says(case: dict[str, Any]) -> None:
    choices = case.get("enum", [])
    schema = {"enum": choices} if choices else {}
    span = locate(case["value"], case["text"], schema, today=TODAY, words=case.get("words", ()))
    assert (case["text"][span.start : span.end] if span else None) == case["said"], span
    if span is not None:
        assert _reads_back(span, case["text"], case["value"], choices)
        assert _judged(span, case["text"], case["value"], choices)


def _judged(span: Span, text: str, value: Any, choices: list[Any]) -> bool:
    said = text[span.start : span.end]
    if span.transform in FREE_TRANSFORMS:
        return FREE_TRANSFORMS[span.transform](said, value, choices, TODAY)
    return equals(apply_transform(span.transform, said, choices), value)


def test_judge_knows_every_transform() -> None:
    unknown = []
    for name in transforms.TRANSFORMS:
        try:
            apply_transform(name, "no such thing", [])
        except (ValueError, KeyError) as problem:
            if str(problem) == "cannot be read" and name not in FREE_TRANSFORMS:
                unknown.append(name)
    # Truth values are read by the words themselves, and these deny.
    assert set(unknown) <= {"boolean_affirmed", "time_12h_utc"}


@pytest.mark.parametrize("name", sorted(_WRITTEN))
@given(data=st.data())
def test_what_a_transform_writes_is_found_and_read_back(name: str, data: st.DataObject) -> None:
    value = data.draw(_WRITTEN[name])
    text = f"Hello there, I would say {transforms.write(name, value)} for this, thank you."
    choices = [value] if name == "enum_label" else []
    span = locate(value, text, {"enum": choices} if choices else {}, today=TODAY)
    assert span is not None
    assert _reads_back(span, text, value, choices)


def test_every_transform_that_writes_is_tried() -> None:
    def writes(name: str) -> bool:
        try:
            transforms.write(name, None)
        except KeyError as problem:
            return problem.args != (name,)
        except (TypeError, ValueError, AttributeError):
            return True
        return True

    assert {name for name in transforms.TRANSFORMS if writes(name)} == set(_WRITTEN)


@given(st.integers(13, 10**6), st.sampled_from(["", "integer", "words"]))
def test_changed_digit_is_not_found(value: int, form: str) -> None:
    digits = str(value)
    changed = str((int(digits[0]) % 9) + 1) + digits[1:]
    text = f"I need {int(changed):,} of them." if form else f"I need {changed} of them."
    assert locate(value, text, {}, today=TODAY) is None
    assert locate(f"AB-{value}", f"Take AB-{changed} then.", {}, today=TODAY) is None


@given(st.dates(dt.date(2026, 1, 1), dt.date(2027, 12, 31)), st.integers(1, 300))
def test_other_day_is_not_found(day: dt.date, apart: int) -> None:
    other = day + dt.timedelta(days=apart)
    for form in (f"{other:%B} {other.day}", f"{other.day} {other:%b} {other.year}", str(other)):
        text = f"It should be on {form} if you can."
        assert locate(str(day), text, {}, today=TODAY) is None
        assert locate(f"{day}T14:30:00", f"{text} At 2:30 pm.", {}, today=TODAY) is None


@given(
    st.text(max_size=300),
    st.one_of(
        st.text(max_size=40), st.integers(), st.floats(), st.booleans(), st.none(),
        st.lists(st.integers(), max_size=2), st.dates().map(str), st.datetimes().map(str),
        st.times().map(str), st.just("9" * 400), st.just(10**400),
    ),
    st.sampled_from([{}, {"enum": None}, {"enum": ["a_b", 3, None]}, {"anyOf": [{"enum": [1]}]}]),
)  # fmt: skip
def test_whatever_is_found_reads_back_and_nothing_is_raised(
    text: str, value: Any, schema: dict[str, Any]
) -> None:
    span = locate(value, text, schema, today=TODAY, words=("breakfast", text[:9]))
    if span is not None:
        assert 0 <= span.start < span.end <= len(text)
        choices = schema.get("enum") or [1]
        assert _reads_back(span, text, value, choices)


@given(st.text(string.ascii_lowercase + " .,", max_size=200), st.integers(1000, 10**6))
def test_random_words_hold_no_number_date_or_id(text: str, value: int) -> None:
    for wanted in (value, f"Q{value}", "2026-09-30", "2026-09-30T17:45:00", "17:45"):
        assert locate(wanted, text, {}, today=TODAY) is None


@given(st.text(max_size=120), st.text('abcAB 12,.:-/$%’"noMarch', max_size=60))
def test_place_does_not_depend_on_what_was_asked_before(text: str, other: str) -> None:
    first = locate("March", text + other, {}, today=TODAY)
    locate(3, text + other, {}, today=dt.date(1999, 12, 31))
    assert locate("March", text + other, {}, today=TODAY) == first


def test_values_that_are_said_twice_get_a_mention_each() -> None:
    text = "We need 2 rooms for 2 adults at 12 Main Street, in 12 days."
    sought = {
        "adults": Sought(2, {}, ("adults",)),
        "rooms": Sought(2, {}, ("rooms",)),
        "days": Sought(12, {}, ("days",)),
        "street": Sought("12 Main Street"),
    }
    found = {
        key: (span.start, text[span.start : span.end])
        for key, span in locate_all(sought, text, today=TODAY).items()
    }
    assert found == {
        "adults": (20, "2"),
        "rooms": (8, "2"),
        "days": (51, "12"),
        "street": (32, "12 Main Street"),
    }


def test_one_mention_serves_several_values_and_what_is_not_said_is_left_out() -> None:
    text = "Both of us are thirty: Ana and Li."
    sought = {one: Sought(30, {}, ("age",)) for one in "ab"} | {"c": Sought(31), "d": Sought("Li")}
    found = locate_all(sought, text, today=TODAY)
    assert found["a"] == found["b"]
    assert list(found) == ["a", "b", "d"]


def test_long_texts_are_read_in_linear_time() -> None:
    rng = random.Random(4)
    words = (
        "We need the blue ones for our team on March 12 and 24 chairs by 3 pm at no cost".split()
    )
    sought = {
        number: Sought(value, {"enum": ["a_b", "blue"]}, ("insurance", "cost"))
        for number, value in enumerate(
            [24, 25, True, False, "2026-03-12", "2026-03-13", "2026-03-12T15:00:00", "15:00",
             "FL-100", "Ana Duarte", "blue", "a_b", 0.5, "USD", "ana@example.com", "x" * 900,
             "our team on", 3, "chairs.", "2026-04-01T00:00:00Z"]
        )
    }  # fmt: skip
    spent = []
    for size in (1_000, 8_000):
        text = " ".join(rng.choice(words) for _ in range(size // 4))
        tries = []
        for attempt in range(3):
            begin = time.process_time()
            locate_all(sought, f"{text}{attempt}", today=TODAY)
            tries.append(time.process_time() - begin)
        spent.append(min(tries))
    assert spent[1] < 20 * max(spent[0], 0.001)


@pytest.mark.parametrize(
    "piece",
    ["1,", "1 ", "a", "one ", "March ", "12 ", "-1", "1.1", "twenty-", "not ", "((", "\x00"],
)
def test_hostile_texts_take_no_longer(piece: str) -> None:
    text = piece * (20_000 // len(piece))
    sought = [3, "2026-03-12", "2026-03-12T15:00:00", "15:00", piece * 50, True, 0.5, "a a"]
    begin = time.process_time()
    for value in sought:
        locate(value, text, {"enum": ["a a"]}, today=TODAY, words=("not", "march"))
    assert time.process_time() - begin < 2.0
