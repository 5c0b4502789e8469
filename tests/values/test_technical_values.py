"""Values that programs read are written as their descriptions say."""

from __future__ import annotations

import base64
import datetime as dt
import json
import random
import re
from typing import Any

import pytest

from digit_tc.values.fields import field_of
from digit_tc.values.invent import invent
from digit_tc.values.setting import Setting

TODAY = dt.date(2026, 5, 4)


def drawn(description: str, kind: str = "string", name: str = "x") -> list[Any]:
    schema = {"type": kind, "description": description}
    field = field_of(schema, name, name, "thing")
    return [invent(field, Setting(random.Random(seed), TODAY)) for seed in range(8)]


def test_moments_are_seconds_or_milliseconds_of_a_day_not_far_away() -> None:
    for value in drawn("Unix timestamp in seconds", "integer", "since"):
        assert abs(dt.datetime.fromtimestamp(value, dt.UTC).date() - TODAY).days < 200
    for value in drawn("Start in epoch milliseconds", "integer", "start"):
        assert abs(dt.datetime.fromtimestamp(value / 1000, dt.UTC).date() - TODAY).days < 200
    for value in drawn("Unix timestamp", "string"):
        assert value.isdigit()


def test_base64_and_json_can_be_read() -> None:
    for value in drawn("The content, Base64 encoded"):
        assert base64.b64decode(value, validate=True).isascii()
    for value in drawn("Filters as a JSON object"):
        assert isinstance(json.loads(value), dict)


def test_a_regular_expression_compiles() -> None:
    for value in drawn("A regular expression"):
        re.compile(value)


@pytest.mark.parametrize(
    ("description", "pattern"),
    [
        ("Cursor of the next page", r"[A-Za-z0-9_-]{10,}"),
        ("Cron expression for the schedule", r"\S+ \S+ \S+ \S+ \S+"),
        ("Coordinates as lat,long", r"-?\d+\.\d+,-?\d+\.\d+"),
        ("MIME type of the file, such as image/png", r"\w+/\w+"),
        ("BCP 47 language tag", r"[a-z]{2}-[A-Z]{2}"),
        ("Login of the user", r"[a-z0-9.]+"),
        ("ISO 8601 duration", r"P\w+"),
        ("SQL query to run", r"SELECT .+ FROM .+"),
    ],
)
def test_values_look_as_they_are_described(description: str, pattern: str) -> None:
    for value in drawn(description):
        assert re.fullmatch(pattern, value)
