"""Values of specifications that are no numbers, no dates or too large: never an error of ours."""

from __future__ import annotations

import datetime as dt
import random

import pytest
from digit_tc_test_support.answering import answer_all
from hypothesis import example, given, settings
from hypothesis import strategies as st

from digit_tc.language.locate import locate
from digit_tc.language.transforms import same_value
from digit_tc.records import Tool, ToolSource, content_id
from digit_tc.values.fields import field_of
from digit_tc.values.invent import NoValueError, fits, invent, ordered_dates
from digit_tc.values.setting import Setting
from digit_tc.writers.grammar.telling import written

TODAY = dt.date(2026, 5, 4)
TEXT = {"type": "string"}
AWKWARD = st.sampled_from(
    ["EVN-74601", "17", "-3", "1e400", "nan", "inf", "2026-02-30", "9999-12-31", "9" * 400,
     "٣", "0x1f", "1_000", "True", 10**400, 1e308, -(10**20), 0.1, 17, True, "25:99", ""]
)  # fmt: skip


def build_tool(title, returns, **properties):
    parameters = {"type": "object", "properties": properties, "required": list(properties)}
    return Tool(
        namespace="test", name=title, description="", parameters=parameters, returns=returns,
        returns_origin="declared", source=ToolSource(label="t", reader="openapi"),
        fingerprint=content_id("tool", title, parameters, returns),
    )  # fmt: skip


def record(kind, *more, examples=()):
    own = {"id": {"type": kind, **({"examples": list(examples)} if examples else {})}}
    return {"type": "object", "properties": own | dict.fromkeys(more, TEXT),
            "required": [*own, *more]}  # fmt: skip


@pytest.mark.parametrize("known", ["EVN-74601", "True", "1_000", "9" * 5_000])
@pytest.mark.parametrize("kind", ["integer", "boolean"])
def test_what_was_named_by_text_may_be_numbered_in_the_next_result(known, kind):
    create = build_tool("create_event", record("string", "name", examples=[known]), name=TEXT)
    events = {"type": "array", "items": record(kind, "name")}
    listed = build_tool(
        "list_events", {"type": "object", "properties": {"events": events}, "required": ["events"]}
    )
    for seed in range(12):
        _made, found = answer_all([(create, {"name": "Fair"}), (listed, {})], TODAY, seed)
        for event in found["events"]:
            assert type(event["id"]) is {"integer": int, "boolean": bool}[kind]


@example(17, "number", "amount", {"exclusiveMaximum": 10**400})
@settings(max_examples=150, deadline=None)
@given(
    AWKWARD,
    st.sampled_from(["string", "integer", "number", "boolean"]),
    st.sampled_from(["event_id", "amount", "start_date", "page", "count", "title", "latitude"]),
    st.dictionaries(
        st.sampled_from(["minimum", "maximum", "multipleOf", "exclusiveMaximum"]),
        st.sampled_from([5e-324, 1e-9, 3, 10**400, 1e308]),
    ),
)
def test_a_value_is_found_that_fits_or_it_is_said_that_there_is_none(told, kind, name, bounds):
    schema = {"type": kind, "examples": [told], **bounds}
    field = field_of(schema, name, name, "event")
    try:
        value = invent(field, Setting(random.Random(3), TODAY))
    except NoValueError:
        return
    assert fits(value, schema)
    written(value, name)
    locate(value, f"Take {value} for {told}, please.", schema, today=TODAY)


@pytest.mark.parametrize("pattern", [r"^\p{L}[\p{L} ]+$", r"^\u{41}\d{3}$", "(", r"^(a+)+$"])
def test_a_pattern_that_python_reads_otherwise_is_no_error(pattern):
    schema = {**TEXT, "pattern": pattern}
    try:
        value = invent(field_of(schema, "name", "name", "boat"), Setting(random.Random(3), TODAY))
    except NoValueError:
        assert pattern == "("
        return
    assert fits(value, schema)


def test_days_that_are_none_are_told_as_they_stand_and_put_in_no_order():
    assert written("2026-02-30T10:00:00Z", "starts_at") == "2026-02-30T10:00:00Z"
    fields = {one: field_of({**TEXT, "format": "date"}, one, one, "") for one in
              ("start_date", "end_date")}  # fmt: skip
    values = {"start_date": "9999-12-31", "end_date": "9999-12-31"}
    ordered_dates(fields, values)
    assert values == {"start_date": "9999-12-31", "end_date": "9999-12-31"}


def test_a_calculator_leaves_alone_a_day_that_is_none():
    age = build_tool(
        "calculate_age",
        {"type": "object", "properties": {"age": {"type": "integer"}}, "required": ["age"]},
        birth_date={**TEXT, "format": "date"},
    ).model_copy(update={"returns_origin": "inferred"})
    assert set(answer_all([(age, {"birth_date": "1990-02-31"})], TODAY)[0]) == {"age"}


def test_integers_too_large_for_a_float_are_compared_exactly():
    assert not same_value(10**400, 3.0)
    assert not same_value(10**400, 10**400 + 1)
    assert same_value(3, 3.0)
