"""One conversation as one line."""

from __future__ import annotations

import json

import pytest

from digit_tc import __version__
from digit_tc.export import encode_row
from digit_tc.formats.openai import VERSION, build_example


@pytest.fixture
def tools(samples):
    return samples.build_graph().by_key


@pytest.fixture
def example(samples, tools):
    return build_example(samples.build_conversation(0), tools, "train")


def test_messages_keep_the_protocol_of_chat_models(example):
    messages = example["messages"]
    assert [message["role"] for message in messages[:6]] == [
        "system", "user", "assistant", "tool", "assistant", "tool",
    ]  # fmt: skip
    assert messages[2] == {
        "role": "assistant",
        "content": None,
        "tool_calls": [
            {
                "id": "call_1",
                "type": "function",
                "function": {"name": "find_city", "arguments": '{"name":"Lisbon"}'},
            }
        ],
    }
    assert messages[3] == {
        "role": "tool",
        "tool_call_id": "call_1",
        "content": '{"city_id":"CTY-10","name":"Lisbon"}',
    }
    assert messages[-1]["role"] == "assistant"
    assert messages[-1]["content"]


def test_parallel_calls_stand_in_one_message_followed_by_their_results(example):
    asked = example["messages"][8]
    assert [call["id"] for call in asked["tool_calls"]] == ["call_3", "call_4"]
    assert [m["tool_call_id"] for m in example["messages"][9:11]] == ["call_3", "call_4"]


def test_tools_stand_in_the_order_in_which_they_were_offered(samples, tools):
    conversation = samples.build_conversation(0)
    shuffled = samples.replaced(conversation, tools=conversation.tools[::-1])
    names = [tool["function"]["name"] for tool in build_example(shuffled, tools, "train")["tools"]]
    assert names == [tools[key].name for key in conversation.tools[::-1]]
    first = build_example(shuffled, tools, "train")["tools"][0]
    assert set(first["function"]) == {"name", "description", "parameters"}


def test_metadata_tell_what_the_conversation_is(example):
    metadata = example["metadata"]
    assert metadata["hidden_calls"] == ["call_1"]
    assert metadata["shapes"] == ["linear", "parallel"]
    assert metadata["sources"] == {"context": 1, "default": 1, "result": 3, "user": 6}
    assert metadata["versions"] == {
        "digit_tc": __version__, "writer": "grammar/1", "export": VERSION,
    }  # fmt: skip
    assert (metadata["turns"], metadata["calls"], metadata["split"]) == (2, 4, "train")


def test_provenance_points_at_the_words_and_results_of_the_export_itself(example):
    places = {(item["call"], item["path"]): item for item in example["metadata"]["provenance"]}
    assert len(places) == 11
    name = places["call_3", "passenger.name"]
    text = example["messages"][name["message"]]["content"]
    assert text[name["start"] : name["end"]] == "Ana Duarte"
    today = places["call_4", "date"]
    assert (today["kind"], today["message"], today["transform"]) == ("context", 0, "date_long")
    assert places["call_3", "flight_id"] == {
        "call": "call_3", "path": "flight_id", "kind": "result",
        "from_call": "call_2", "result_path": "flights[0].flight_id",
    }  # fmt: skip
    assert places["call_2", "currency"]["keyword"] == "default"


def test_a_line_is_one_line_of_json_with_its_line_feed(samples, tools):
    conversation = samples.with_turn(samples.build_conversation(0), 0, request="a\nb\u2028c")
    line = encode_row(build_example(conversation, tools, "train"))
    assert line.endswith(b"\n")
    assert line.count(b"\n") == 1
    assert json.loads(line)["messages"][1]["content"] == "a\nb\u2028c"
