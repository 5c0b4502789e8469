"""Arguments: schemas, placeholders, grounding, and the user's words."""

from __future__ import annotations

import pytest
from digit_tc_test_support.judging import edit_arguments, edit_result, failing, judged


@pytest.mark.parametrize(
    ("change", "figure"),
    [
        ({"passengers": 12}, "schema_breaking_arguments"),
        ({"passengers": "2"}, "schema_breaking_arguments"),
        ({"date": "soon"}, "schema_breaking_arguments"),
        ({"city_id": ...}, "schema_breaking_arguments"),
        ({"cabin": "first"}, "schema_breaking_arguments"),
        ({"airline": "TAP"}, "undeclared_arguments"),
        ({"city_id": "CTY-99"}, "grounded_share"),
        ({"passengers": 7}, "grounded_share"),
        ({"date": "2026-01-16"}, "grounded_share"),
        ({"currency": "USD"}, "grounded_share"),
        ({"city_id": "<city_id>"}, "placeholders"),
        ({"city_id": "string"}, "placeholders"),
        ({"city_id": "CTY-99"}, "provenance_share"),
        ({"cabin": "business"}, "provenance_share"),
    ],
)
def test_a_wrong_argument_is_named(example, change, figure):
    edit_arguments(example, "call_2", **change)
    assert figure in failing(judged(example))


@pytest.mark.parametrize(
    ("value", "described", "counts"),
    [("text", "What it is, e.g. 'text'.", False), ("text", "The text of a city.", True),
     ("<city>", "Such as '<city>'.", True), ("text", "What it is (`text`, `html`).", False)],
)  # fmt: skip
def test_a_word_that_the_description_names_as_a_value_is_no_placeholder(
    example, value, described, counts
):
    edit_arguments(example, "call_2", city_id=value)
    for tool in example["tools"]:
        for name, schema in tool["function"]["parameters"]["properties"].items():
            if name == "city_id":
                schema["description"] = described
    assert ("placeholders" in failing(judged(example))) == counts


def test_undeclared_arguments_are_named_where_the_schema_itself_is_silent(example):
    for tool in example["tools"]:
        tool["function"]["parameters"].pop("additionalProperties")
    edit_arguments(example, "call_2", airline="economy")
    assert "undeclared_arguments" in failing(judged(example))


def test_a_value_that_only_a_later_result_gives_is_not_grounded(example):
    edit_result(example, "call_4", city="CTY-77")
    edit_arguments(example, "call_2", city_id="CTY-77")
    assert "grounded_share" in failing(judged(example))


def test_a_result_of_the_same_message_does_not_ground_a_call(example):
    edit_result(example, "call_3", place="CTY-77")
    edit_arguments(example, "call_4", city_id="CTY-77")
    assert "grounded_share" in failing(judged(example))


@pytest.mark.parametrize("text", ["Use find_city for Lisbon.", "Call Find_City, please."])
def test_a_tool_name_in_the_users_mouth_is_named(example, text):
    example["messages"][7]["content"] += f" {text}"
    assert "tool_names_in_user_text" in failing(judged(example))


def test_a_tools_words_in_plain_english_are_no_tool_name(example):
    example["messages"][7]["content"] += " Did you find the city? Do book flight tickets."
    assert failing(judged(example)) == set()
