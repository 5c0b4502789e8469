"""Paths into JSON values: `items[0].id`, whatever the keys are."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digit_tc.api import conversations
from digit_tc.records import Tool, ToolSource
from digit_tc.records.paths import (
    MISSING,
    MissingValueError,
    assemble,
    enter,
    find,
    find_schemas,
    generalise,
    get,
    join_path,
    name_of,
    parse_path,
    put,
    scalars_of,
    take_first,
)

AWKWARD = ("", ".", "a.b", "a[0]", "ids[]", "[", '"', "\\", 'x"y', '["a"]', "0", "-1", "on[gte]")
KEYS = st.text(max_size=4) | st.sampled_from(AWKWARD)
SCALARS = st.none() | st.booleans() | st.integers() | st.text(max_size=3)
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, min_size=1, max_size=3)
        | st.dictionaries(KEYS, inner, min_size=1, max_size=3)
    ),
    max_leaves=12,
)
OBJECTS = st.dictionaries(KEYS, VALUES, max_size=4)
STEPS = st.lists(KEYS | st.integers(min_value=0, max_value=99), max_size=5)


@given(OBJECTS)
def test_what_is_assembled_of_scalars_is_what_they_were_taken_from(value: dict[str, Any]) -> None:
    assert assemble(scalars_of(value)) == value


@given(OBJECTS)
def test_every_scalar_is_got_back_by_its_path_and_no_two_share_one(value: dict[str, Any]) -> None:
    scalars = scalars_of(value)
    assert len({path for path, _ in scalars}) == len(scalars)
    for path, scalar in scalars:
        assert get(value, path) == scalar
        assert find(value, path) == scalar
        put(value, path, "new")
        assert get(value, path) == "new"


@given(STEPS)
def test_a_path_is_parsed_into_the_steps_that_it_was_joined_from(steps: list[str | int]) -> None:
    assert list(parse_path(join_path(steps))) == steps


@given(STEPS)
def test_a_pattern_differs_from_its_path_in_the_numbers_alone(steps: list[str | int]) -> None:
    pattern = generalise(join_path(steps))
    assert list(parse_path(pattern)) == [-1 if isinstance(one, int) else one for one in steps]
    firsts = [0 if isinstance(one, int) else one for one in steps]
    assert take_first(pattern) == join_path(firsts)


@given(st.text(max_size=20) | st.text('.[]"\\x0u\t\n', max_size=12))
def test_any_text_can_be_parsed(text: str) -> None:
    steps = parse_path(text)
    assert parse_path(join_path(steps)) == steps


@pytest.mark.parametrize(
    ("path", "steps"),
    [
        ("items[0].id", ("items", 0, "id")),
        ("items[].id", ("items", -1, "id")),
        ("[1][2]", (1, 2)),
        ("user-name.$ref", ("user-name", "$ref")),
        ('filter["created[gte]"].x', ("filter", "created[gte]", "x")),
        ('[""]', ("",)),
    ],
)
def test_steps_of_a_path(path: str, steps: tuple[str | int, ...]) -> None:
    assert parse_path(path) == steps
    assert join_path(steps) == path


@pytest.mark.parametrize(
    ("path", "name"),
    [("orders[0].lines[1]", "lines"), ('a["b.c"][0]', "b.c"), ("city", "city"), ("[0]", "")],
)
def test_the_name_is_the_last_key(path: str, name: str) -> None:
    assert name_of(path) == name


def test_a_place_that_is_not_there_is_missing_and_null_is_not() -> None:
    value = {"a": [{"b": None}], "": {"c.d": 1}}
    assert find(value, "a[0].b") is None
    assert find(value, "a[].b") is None
    assert find(value, enter(enter("", ""), "c.d")) == 1
    for path in ("a[1].b", "a.b", "a[0].c", "x", "c.d"):
        assert find(value, path) is MISSING
        with pytest.raises(MissingValueError):
            get(value, path)
    with pytest.raises(MissingValueError):
        get(value, "a[].b")


def test_schemas_are_found_through_combinations_and_free_keys() -> None:
    text, number = {"type": "string"}, {"type": "number"}
    schema = {
        "properties": {"a.b": {"type": "array", "items": {"anyOf": [text, number]}}},
        "allOf": [{"properties": {"n": number}}],
        "additionalProperties": text,
    }
    assert find_schemas(schema, '["a.b"][]')[1:] == [text, number]
    assert find_schemas(schema, '["a.b"][3]')[1:] == [text, number]
    assert find_schemas(schema, "n") == [text, number]
    assert find_schemas({"properties": {}}, "n") == []


def test_parameters_with_awkward_names_are_filled_and_keep_their_names() -> None:
    properties = {
        "created[gte]": {"type": "string", "format": "date", "description": "First day."},
        "user.name": {"type": "string", "description": "Name of the customer."},
        "ids[]": {"type": "array", "items": {"type": "string", "enum": ["paid", "open"]}},
    }
    tool = Tool(
        namespace="bills",
        name="list_charges",
        description="List the charges of a customer.",
        parameters={"type": "object", "required": [*properties], "properties": properties},
        source=ToolSource(label="here", reader="python"),
        fingerprint="tool-1",
    )
    calls = [
        call
        for conversation in conversations([tool], count=2)
        for turn in conversation.turns
        for call in turn.calls
    ]
    assert len(calls) >= 2
    for call in calls:
        assert set(call.arguments) == set(properties)
        assert {one.path for one in call.provenance} == {
            path for path, _ in scalars_of(call.arguments)
        }
