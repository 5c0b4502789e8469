"""Patterns of JSON Schema are ECMA-262's; texts are drawn that fit them."""

from __future__ import annotations

import random
import time

import pytest

from digit_tc.language.patterns import matching
from digit_tc.language.validators import finds


@pytest.mark.parametrize(
    "pattern",
    [
        r"^\p{L}[\p{L} ]+$", r"^\p{Lu}\p{Ll}+$", r"^\p{L}\p{N}\P{L}$", r"^\u{41}\u{42}\d{3}$",
        r"^(?<year>\d{4})-Q[1-4]$", r"^(?!test)[a-z]{4,9}$", r"^\/v\d\/x$", r"^[[a-z]+$",
        r"^[A-Z]{2}-\d{4}$", r"^(a+)+$",
    ],
)  # fmt: skip
def test_a_text_is_drawn_that_the_pattern_finds(pattern):
    rng = random.Random(5)
    drawn = [matching(pattern, rng) for _ in range(20)]
    assert any(drawn)
    assert all(finds(pattern, text) for text in drawn if text is not None)


@pytest.mark.parametrize(
    "pattern", ["(", "[z-a]", r"\Z", r"^\p{Script=Han}+$", "(?<=id-)\\d+", "(a{1000}){1000}"]
)
def test_nothing_is_drawn_where_a_pattern_is_none_or_asks_for_too_much(pattern):
    assert matching(pattern, random.Random(5)) is None


def test_a_digit_is_one_of_ascii_as_ecma_has_it():
    assert finds(r"^\d+$", "12")
    assert not finds(r"^\d+$", "٣")


def test_a_pattern_that_goes_back_and_forth_ends_soon():
    began = time.perf_counter()
    for pattern in (r"^(a+)+$", r"^(?=.)(a+)+(?<!b)$"):
        assert not finds(pattern, "a" * 40 + "!")
    assert time.perf_counter() - began < 5
