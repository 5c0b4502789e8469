"""Values fit their schema, mean something, and belong together within one call."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digit_tc.records import JSON, Tool, ToolSource, content_id
from digit_tc.values import pools
from digit_tc.values.fields import field_of
from digit_tc.values.invent import fits, invent
from digit_tc.values.setting import Setting, email_of
from digit_tc.writers.grammar.arguments import arguments_for
from digit_tc.writers.grammar.spoken_tool import spoken_tool

TODAY = dt.date(2026, 5, 4)
SEEDS = st.integers(0, 10_000)


def world(seed: int) -> Setting:
    return Setting(random.Random(seed), TODAY)


def values(seed: int, properties: dict[str, Any], description: str = "") -> dict[str, JSON]:
    parameters = {"type": "object", "properties": properties, "required": list(properties)}
    source = ToolSource(label="test", reader="starter")
    tool = Tool(
        namespace="test", name="do_it", description=description, parameters=parameters,
        returns=None, source=source, fingerprint=content_id("tool", parameters, description),
    )  # fmt: skip
    return {p: v for p, _f, v in arguments_for(spoken_tool(tool), (), world(seed), 0.5)}


TEXT: dict[str, Any] = {"type": "string"}


@given(
    seed=SEEDS,
    name=st.sampled_from(
        ["count", "start_date", "city", "zip", "user_id", "note", "zoom", "rate", "tag", "x9",
         "lat", "phone", "status", "hour", "version", "price", "name", "email", "url", "year"]
    ),
    schema=st.sampled_from(
        [{"type": "string"}, {"type": "integer"}, {"type": "number"},
         {"type": "integer", "minimum": 3, "maximum": 9},
         {"type": "number", "exclusiveMinimum": 0, "maximum": 1},
         {"type": "string", "enum": ["A_B", "C_D"]}, {"type": "boolean"}]
    ),
)  # fmt: skip
@settings(max_examples=200, deadline=None)
def test_value_fits_its_schema(seed: int, name: str, schema: dict[str, Any]) -> None:
    try:
        value = invent(field_of(schema, name, name), world(seed))
    except ValueError:
        # Only what the name demands and the type forbids may fail: a city that is a number.
        assert schema["type"] != "string"
        return
    assert fits(value, schema)


@given(seed=SEEDS)
@settings(max_examples=50, deadline=None)
def test_what_starts_comes_before_what_ends(seed: int) -> None:
    date = {"type": "string", "format": "date"}
    number = {"type": "integer"}
    drawn = values(
        seed, {"end_date": date, "start_date": date, "max_price": number, "min_price": number}
    )
    assert drawn["start_date"] < drawn["end_date"]
    assert drawn["min_price"] <= drawn["max_price"]


@given(seed=SEEDS)
@settings(max_examples=50, deadline=None)
def test_dates_of_a_report_lie_behind_and_of_a_booking_ahead(seed: int) -> None:
    date = {"date": {"type": "string", "format": "date"}}
    past = values(seed, date, "Get the sales report of a day")["date"]
    ahead = values(seed, date, "Book a table")["date"]
    assert past < TODAY.isoformat() < ahead


@given(seed=SEEDS)
@settings(max_examples=50, deadline=None)
def test_places_of_one_call_belong_to_one_city(seed: int) -> None:
    number = {"type": "number"}
    drawn = values(seed, {"city": TEXT, "country": TEXT, "lat": number, "lon": number})
    city = pools.city_called(drawn["city"])
    assert city is not None
    assert (drawn["country"], drawn["lat"], drawn["lon"]) == (city[1], city[4], city[5])


@given(seed=SEEDS)
@settings(max_examples=50, deadline=None)
def test_state_and_zip_code_are_those_of_the_city(seed: int) -> None:
    drawn = values(seed, {"city": TEXT, "state": TEXT, "zip_code": TEXT})
    assert (drawn["state"], drawn["zip_code"]) == pools.STATES_OF[drawn["city"]][::2]


@given(seed=SEEDS)
@settings(max_examples=50, deadline=None)
def test_email_address_belongs_to_the_name(seed: int) -> None:
    drawn = values(seed, {"full_name": TEXT, "email": TEXT})
    assert drawn["email"] == email_of(drawn["full_name"])


@given(seed=SEEDS)
@settings(max_examples=50, deadline=None)
def test_two_ends_of_one_way_are_different(seed: int) -> None:
    drawn = values(
        seed, {"origin": TEXT, "destination": TEXT, "from_currency": TEXT, "to_currency": TEXT}
    )
    assert drawn["origin"] != drawn["destination"]
    assert drawn["from_currency"] != drawn["to_currency"]


@pytest.mark.parametrize(
    ("name", "schema", "allowed"),
    [
        ("interval", {**TEXT, "description": "Supports '1min' and '5min'"}, {"1min", "5min"}),
        ("minute", {"type": "integer", "description": "Minute (0-59)"}, set(range(60))),
        ("sign", TEXT, {"aries", "leo", "libra", "pisces", "gemini"}),
        ("symbol", {**TEXT, "description": "A cryptocurrency symbol"}, set(pools.CRYPTO)),
    ],
)
def test_value_means_something(name: str, schema: dict[str, Any], allowed: set[JSON]) -> None:
    drawn = {invent(field_of(schema, name, name), world(seed)) for seed in range(30)}
    assert drawn <= allowed


def test_same_seed_gives_the_same_values() -> None:
    properties = {"city": TEXT, "note": TEXT, "user_id": TEXT, "date": TEXT, "name": TEXT}
    assert values(5, properties) == values(5, properties)


def test_who_moves_something_names_another_time_than_the_one_it_has() -> None:
    when = {
        "date": {"type": "string", "format": "date"},
        "start_time": {"type": "string", "pattern": "^[0-2][0-9]:[0-5][0-9]$",
                       "examples": ["09:00", "10:30", "13:00"]},
    }  # fmt: skip

    def named(name: str) -> Tool:
        parameters = {"type": "object", "properties": when, "required": list(when)}
        return Tool(
            namespace="test", name=name, description="", parameters=parameters, returns=None,
            source=ToolSource(label="test", reader="starter"),
            fingerprint=content_id("tool", name),
        )  # fmt: skip

    same_day = 0
    for seed in range(60):
        it = world(seed)
        made, moved = (
            {p: v for p, _f, v in arguments_for(spoken_tool(named(name)), (), it, 0.5)}
            for name in ("create_event", "reschedule_event")
        )
        assert made["start_time"] != moved["start_time"]
        same_day += made["date"] == moved["date"]
    assert 20 < same_day < 60
