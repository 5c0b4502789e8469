"""Output modes, and parsing replies."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digit_tc.config.models import ModelsConfig
from digit_tc.llm.protocol import ChatMessage, ModelRequest, UnusableReplyError
from digit_tc.llm.reply_parser import parse_json
from digit_tc.llm.structured_output import (
    OUTPUT_MODES,
    OutputMode,
    OutputModes,
    extract_schema,
    fits_strict,
    render_request,
)

CALLS: dict[str, Any] = {
    "type": "object",
    "properties": {
        "calls": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "id": {"type": "integer"},
                    "share": {"type": "number"},
                    "sure": {"type": "boolean"},
                    "note": {"type": "string"},
                },
                "required": ["id"],
                "additionalProperties": False,
            },
        }
    },
    "required": ["calls"],
    "additionalProperties": False,
}
GOOD = {"calls": [{"id": 1}]}


def ask(content: str = "Hello", schema: dict[str, Any] | None = CALLS) -> ModelRequest:
    messages = (
        ChatMessage(role="system", content="Be short."),
        ChatMessage(role="user", content=content),
    )
    return ModelRequest(model="openai/m", messages=messages, reply_schema=schema)


@pytest.mark.parametrize("mode", OUTPUT_MODES)
@given(content=st.text(), word=st.text())
@settings(max_examples=60, deadline=None)
def test_taking_the_schema_out_is_the_inverse_of_sending_it(
    mode: OutputMode, content: str, word: str
) -> None:
    schema = {"type": "object", "description": word, "properties": {"<<<REPLY-SCHEMA\n": {}}}
    request = ask(content.encode(errors="ignore").decode(), schema)
    messages, response_format = render_request(request, mode)
    got, found = extract_schema([ChatMessage(**each) for each in messages])
    assert got == request.messages
    if mode == "json_schema":
        assert found is None
        assert response_format is not None
        assert response_format["json_schema"]["schema"] == schema
    else:
        assert found == schema


@pytest.mark.parametrize("mode", OUTPUT_MODES)
def test_free_text_is_asked_for_without_any_format(mode: OutputMode) -> None:
    messages, response_format = render_request(ask(schema=None), mode)
    assert response_format is None
    assert messages[-1]["content"] == "Hello"


@pytest.mark.parametrize(
    ("schema", "fits"),
    [
        ({"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"],
          "additionalProperties": False}, True),
        (CALLS, False),
        ({"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"]}, False),
        ({"type": "object", "properties": {"a": {"type": "object"}}, "required": ["a"],
          "additionalProperties": False}, False),
        ({"type": "object", "properties": {"a": {}}, "required": ["a"],
          "additionalProperties": False}, False),
        ({"type": "object", "properties": {"a": {"type": "array"}}, "required": ["a"],
          "additionalProperties": False}, False),
        ({"type": "array", "items": {"type": "string"}}, False),
        ({"type": "object", "properties": {"a": {"oneOf": [{"type": "string"}]}},
          "required": ["a"], "additionalProperties": False}, False),
    ],
)  # fmt: skip
def test_strict_is_asked_for_only_where_it_is_possible(schema: dict[str, Any], fits: bool) -> None:
    assert fits_strict(schema) is fits
    _, response_format = render_request(ask(schema=schema), "json_schema")
    assert response_format is not None
    assert response_format["json_schema"]["strict"] is fits


def test_many_refusals_at_once_step_down_one_rung_only() -> None:
    ladder, request = OutputModes(ModelsConfig()), ask()
    assert ladder.choose_mode(request, "http://127.0.0.1:1/v1") == "json_schema"
    assert all(ladder.fall_back(request, "json_schema") for _ in range(5))
    assert ladder.choose_mode(request, "http://127.0.0.1:1/v1") == "json_object"
    ladder.fall_back(request, "json_object")
    assert ladder.choose_mode(request, None) == "instruction"
    assert not ladder.fall_back(request, "instruction")


def test_rung_that_the_run_file_names_is_kept() -> None:
    ladder = OutputModes(ModelsConfig(output="instruction"))
    assert ladder.choose_mode(ask(), None) == "instruction"
    assert not ladder.fall_back(ask(), "instruction")


TEXT = json.dumps(GOOD)


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        f"\ufeff  {TEXT}\n",
        f"```json\n{TEXT}\n```",
        f"Here you are:\n```\n{TEXT}\n```\nAnything else?",
        f"Sure! {TEXT} I hope this helps.",
        f"A set like {{x}} is [1] thing, but: {TEXT}",
        '{"calls": [{"id": 1,}],}',
        "{'calls': [{'id': 1}]}",
        '{"calls": [{"id": 1}]',
        '```json\n{"calls": [{"id": 1}\n```',
        '{calls: [{"id": 1}]}',
    ],
)
def test_data_are_found_in_what_surrounds_them_and_mended_once(text: str) -> None:
    assert parse_json(text, CALLS) == GOOD


@pytest.mark.parametrize(
    "text",
    [
        '{"calls": [{"id": 1, "note": "I would like to bo',
        '```json\n{"calls": [{"id": 1, "note": "I would',
        '{"calls": [{"id": 1, "note": "',
        '{"calls": [{"id": 12',
        '{"calls": [{"id": 1, "share": 1.50',
        r'{"calls": [{"id": 1, "note": "Please send 100\u00a0EUR to M\u00fcl',
        r'{"calls": [{"id": 1, "note": "Please send it to M\u00fc',
        r'{"calls": [{"id": 1, "note": "Please send it to M\u00',
        '{"calls": [{"id": 1, "note": "She said \\',
        r'{"calls": [{"id": 1, "note": "She said \"yes\"',
        r'{"calls": [{"id": 1, "note": "One line.\nAnd an\u00f3',
        r'{"calls": [{"id": 1, "note": "\n',
        '```json\n{"calls": [{"id": 1, "note": "Please send it to M\\u00fcl\n```',
    ],
)
def test_half_a_sentence_or_number_is_no_reply(text: str) -> None:
    with pytest.raises(UnusableReplyError) as poor:
        parse_json(text, CALLS)
    assert poor.value.reason == "unreadable"


@pytest.mark.parametrize(
    ("call", "right"),
    [
        ({"id": 3.0}, {"id": 3}),
        ({"id": "3"}, {"id": 3}),
        ({"id": 1, "share": "2.5"}, {"id": 1, "share": 2.5}),
        ({"id": 1, "sure": "true"}, {"id": 1, "sure": True}),
        ({"id": 1, "note": None}, {"id": 1}),
    ],
)
def test_harmless_slips_are_put_right(call: dict[str, Any], right: dict[str, Any]) -> None:
    found = parse_json(json.dumps({"calls": [call]}), CALLS)
    assert found == {"calls": [right]}
    assert [type(value) for value in found["calls"][0].values()] == [
        type(value) for value in right.values()
    ]


@pytest.mark.parametrize(
    ("text", "reason", "said"),
    [
        ("", "empty", "empty"),
        (" \n", "empty", "empty"),
        ("I cannot help with that.", "unreadable", "not JSON"),
        ('{"calls": [{}]}', "invalid", "calls[0].id is missing"),
        ("{}", "invalid", "calls is missing"),
        ('{"calls": [{"id": "x"}]}', "invalid", "calls[0].id must be of type integer"),
        ('{"calls": [{"id": 3.5}]}', "invalid", "calls[0].id must be of type integer"),
        ('{"calls": [{"id": 1, "note": 5}]}', "invalid", "calls[0].note must be of type string"),
        ('{"calls": [{"id": 1, "odd": 5}]}', "invalid", "calls[0] has fields that are not asked"),
        ('{"calls": [{"id": null}]}', "invalid", "calls[0].id must be of type integer"),
        ("[1, 2]", "invalid", "the reply must be of type object"),
        ('{"calls": [{"id": 1, "note": "\\ud800"}]}', "invalid", "plain JSON"),
        ("[" * 100_000, "unreadable", ""),
        ('{"calls": ' * 3_000, "", ""),
        ("[" * 500 + "]" * 500, "invalid", "deep"),
        ("x" * 1_000_001, "unreadable", "longer"),
        ('{"calls": NaN}', "", ""),
    ],
)
def test_what_cannot_be_used_is_told_in_a_sentence(text: str, reason: str, said: str) -> None:
    with pytest.raises(UnusableReplyError) as caught:
        parse_json(text, CALLS)
    assert caught.value.reason in ([reason] if reason else ["unreadable", "invalid"])
    assert said in caught.value.detail
    assert len(caught.value.detail) < 800


@pytest.mark.parametrize(
    "text", ['{"a": {"b": 1}, "c": ', '{a: {"b": 1}}', '```json\n{"a": {"b": 1}']
)
def test_fragment_of_a_broken_value_does_not_pass_for_the_whole(text: str) -> None:
    assert "a" in parse_json(text, {"type": "object"})


def test_nothing_is_fetched_for_a_schema_that_points_elsewhere() -> None:
    with pytest.raises(UnusableReplyError, match="schema itself"):
        parse_json("{}", {"$ref": "http://127.0.0.1:9/never.json"})


@pytest.mark.parametrize(
    "text",
    [
        r'{"calls": [{"id": 1, "note": "an M\u00fcller"',
        r'{"calls": [{"id": 1, "note": "two lines\n"}]',
        '{"calls": [{"id": 1, "note": "bye",}],} That is all: \\u00fc.',
    ],
)
def test_what_ends_before_the_text_does_is_whole_though_it_holds_escapes(text: str) -> None:
    assert parse_json(text, CALLS)["calls"][0]["id"] == 1


@pytest.mark.parametrize(
    ("start", "unit"),
    [
        ('["', 'a", b "'),
        ('["', 'a"b"'),
        ('{"a":', ":(“]{\\"),
        ('["', '"{"-0'),
        ('{"a": "', "\\}"),
        ("{", "0,-{ "),
        ("[", "{0"),
        ("```\n", "{}```\n```\n"),
    ],
)
@pytest.mark.parametrize("size", [4_000, 16_000, 900_000])
def test_hostile_reply_holds_nobody_up(start: str, unit: str, size: int) -> None:
    text = (start + unit * size)[:size]
    began = time.process_time()
    with pytest.raises(UnusableReplyError):
        parse_json(text, CALLS)
    assert time.process_time() - began < 3  # most take a tenth; unbounded, minutes


def test_too_long_a_broken_reply_is_told_from_no_json() -> None:
    with pytest.raises(
        UnusableReplyError, match="broken JSON of more than 4000 characters"
    ) as poor:
        parse_json('{"calls": [{"id": 1, "note": ' + "'very long' " * 1_000, CALLS)
    assert poor.value.reason == "unreadable"


def test_broken_reply_of_usual_size_is_mended() -> None:
    calls = {"calls": [{"id": number, "note": "it's some words"} for number in range(100)]}
    for text in (json.dumps(calls)[:-2], json.dumps(calls).replace('"id"', "id")):
        assert 3_500 < len(text) < 4_000
        assert len(parse_json(text, CALLS)["calls"]) == 100


@given(st.text(alphabet='{}[]",:ab1 \\`\n', max_size=60))
@settings(max_examples=300, deadline=None)
def test_no_text_does_anything_but_fit_or_be_unreadable(text: str) -> None:
    try:
        value = parse_json(text, CALLS)
    except UnusableReplyError:
        return
    assert set(value) == {"calls"}


@given(st.recursive(st.none() | st.booleans() | st.integers(-9, 9) | st.text(), st.lists))
@settings(max_examples=100, deadline=None)
def test_what_was_written_is_read_back_where_everything_is_allowed(value: Any) -> None:
    text = json.dumps(value)
    if text.strip():
        assert parse_json(text, {}) == value
