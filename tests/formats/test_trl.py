"""One conversation as one row for TRL."""

from __future__ import annotations

import json
import re

import jinja2
import pytest
from digit_tc_test_support.editing import mistake_before

from digit_tc.formats import trl
from digit_tc.formats.openai import build_example

HERMES = """
{%- for message in messages %}{% for call in message.tool_calls or [] %}<tool_call>
{"name": "{{ call.function.name }}", "arguments": {{ call.function.arguments | tojson }}}
</tool_call>{% endfor %}{% if message.role == 'tool' %}<tool_response>{{ message.name }}: {{
message.content }}</tool_response>{% endif %}{% endfor %}"""
"""How Qwen2.5's and Hermes' templates write a call: they make JSON of the arguments themselves."""


@pytest.fixture
def tools(samples):
    return samples.build_graph().by_key


@pytest.fixture
def row(samples, tools):
    (row,) = trl.rows(samples.build_conversation(0), tools, "validation")
    return row


def test_arguments_are_objects_and_answers_name_their_tool(row):
    assert row["messages"][2] == {
        "role": "assistant",
        "content": "",
        "tool_calls": [
            {
                "id": "call00001",
                "type": "function",
                "function": {"name": "find_city", "arguments": {"name": "Lisbon"}},
            }
        ],
    }
    assert row["messages"][3] == {
        "role": "tool",
        "name": "find_city",
        "tool_call_id": "call00001",
        "content": '{"city_id":"CTY-10","name":"Lisbon"}',
    }


def test_a_template_writes_calls_as_json_objects_and_not_as_text_within_text(row, samples):
    written = jinja2.Template(HERMES, autoescape=False).render(messages=row["messages"])
    calls = [
        json.loads(text) for text in re.findall(r"<tool_call>(.*?)</tool_call>", written, re.S)
    ]
    conversation = samples.build_conversation(0)
    assert [call["arguments"] for call in calls] == [call.arguments for call in conversation.calls]
    assert "<tool_response>find_city: {" in written


def test_tools_are_one_text_that_reads_as_what_was_offered(row, samples, tools):
    assert isinstance(row["tools"], str)
    assert (
        json.loads(row["tools"])
        == build_example(samples.build_conversation(0), tools, "train")["tools"]
    )


def test_every_message_has_text_and_every_id_nine_letters_and_digits(row):
    assert all(isinstance(message["content"], str) for message in row["messages"])
    ids = [call["id"] for message in row["messages"] for call in message.get("tool_calls", ())]
    assert len(set(ids)) == len(ids) == 4
    assert all(re.fullmatch(r"[a-zA-Z0-9]{9}", identity) for identity in ids)
    assert ids == [m["tool_call_id"] for m in row["messages"] if m["role"] == "tool"]


def test_a_row_says_which_conversation_it_is_and_its_split_and_no_more(row, samples):
    assert list(row) == ["messages", "tools", "id", "split"]
    assert (row["id"], row["split"]) == (samples.build_conversation(0).id, "validation")


def test_a_wrong_call_and_its_error_are_left_out(samples, tools, row):
    conversation = samples.build_conversation(0)
    call = conversation.calls[0]
    wrong = mistake_before(call, arguments={"name": "Nowhere"})
    erring = samples.with_turn(conversation, 0, mistakes=(wrong,))
    assert "Nowhere" in json.dumps(build_example(erring, tools, "train"))
    (without,) = trl.rows(erring, tools, "validation")
    assert without["messages"] == row["messages"]


@pytest.mark.parametrize("count", [0, 3])
def test_the_card_tells_of_wrong_calls_where_there_are_any(count):
    text = " ".join(trl.describe({"wrong_calls": count}))
    assert ("Wrong calls and their errors are left out" in text) == bool(count)
    assert "datasets 4.7" in text
