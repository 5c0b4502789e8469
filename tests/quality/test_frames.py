"""What the gate's frames say about conversations with one fault each."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from digit_tc.quality import GateFrames, build_frames, read_frames
from digit_tc.quality.protocol import roles_in_order
from digit_tc.quality.record_frames import build_message_rows
from digit_tc.records import Conversation, Link
from digit_tc.store import Store


def framed(samples: ModuleType, conversation: Conversation) -> GateFrames:
    judged = [(conversation, samples.build_assessment(conversation))]
    return build_frames(samples.build_graph(), samples.build_chains(), judged)


def test_hideable_calls_are_those_that_serve_their_own_turn(samples: ModuleType) -> None:
    calls = framed(samples, samples.build_conversation(0)).calls
    assert list(calls["hideable"]) == [True, False, False, False]


@pytest.mark.parametrize("arguments", [{"name": 7}, {}, {"name": "Porto", "country": "PT"}])
def test_arguments_that_break_their_schema_or_are_undeclared_are_marked(
    samples: ModuleType, arguments: dict[str, Any]
) -> None:
    conversation = samples.with_call(
        samples.build_conversation(0), 1, arguments=arguments, provenance=()
    )
    calls = framed(samples, conversation).calls
    assert list(calls["arguments_valid"]) == [False, True, True, True]


def test_a_call_of_a_tool_that_was_not_offered_is_marked(samples: ModuleType) -> None:
    conversation = samples.build_conversation(0)
    fewer = tuple(tool for tool in conversation.tools if tool != samples.GET_WEATHER)
    calls = framed(samples, samples.replaced(conversation, tools=fewer)).calls
    assert list(calls["offered"]) == [True, True, True, False]


def test_a_value_without_provenance_has_no_kind(samples: ModuleType) -> None:
    conversation = samples.with_call(samples.build_conversation(0), 1, provenance=())
    arguments = framed(samples, conversation).arguments
    assert list(arguments["path"][arguments["kind"].isna()]) == ["name"]


@pytest.mark.parametrize(
    "change",
    [{"call": 2}, {"call": None}, {"call": 9}, {"result_path": ""}, {"kind": "user"}],
)
def test_a_source_that_cannot_be_read_again_is_not_located(
    samples: ModuleType, change: dict[str, Any]
) -> None:
    conversation = samples.build_conversation(0)
    sources = tuple(
        source.model_copy(update=change) if source.path == "city_id" else source
        for source in conversation.calls[1].provenance
    )
    arguments = framed(samples, samples.with_call(conversation, 2, provenance=sources)).arguments
    assert list(arguments["path"][~arguments["located"]]) == ["city_id"]


def test_links_that_point_forwards_or_walk_no_edge_are_marked(samples: ModuleType) -> None:
    linear, parallel = samples.build_chains()
    (link,) = linear.links
    forwards = linear.model_copy(
        update={"links": (link.model_copy(update={"source": 1, "target": 0}),)}
    )
    unknown = linear.model_copy(update={"links": (link.model_copy(update={"edge": "edge-0"}),)})
    chains = build_frames(samples.build_graph(), [linear, parallel, forwards, unknown], []).chains
    assert list(chains["links_backwards"]) == [True, True, False, True]
    assert list(chains["edges_known"]) == [True, True, True, False]


def test_steps_that_another_step_requires_are_not_a_chains_own(samples: ModuleType) -> None:
    linear, _ = samples.build_chains()
    (link,) = linear.links
    login = Link(source=0, source_path="", target=1, target_path="", edge="")
    moved = link.model_copy(update={"source": 1, "target": 2})
    chain = linear.model_copy(
        update={"steps": (samples.LIST_CURRENCIES, *linear.steps), "links": (login, moved)}
    )
    chains = build_frames(samples.build_graph(), [linear, chain], []).chains
    assert list(chains["steps"]) == [2, 3]
    assert list(chains["own_steps"]) == [2, 2]


def test_a_schema_that_is_no_schema_is_marked(samples: ModuleType) -> None:
    graph = samples.build_graph()
    broken = graph.tools[0].model_copy(update={"parameters": {"type": "object", "required": 3}})
    tools = build_frames(
        graph.model_copy(update={"tools": (broken, *graph.tools[1:])}), [], []
    ).tools
    assert list(tools["parameters_valid"]) == [False, True, True, True, True]


def test_messages_of_a_conversation_keep_the_protocol(samples: ModuleType) -> None:
    assert roles_in_order(build_message_rows(samples.build_conversation(0)))


@given(st.data())
def test_messages_with_one_left_out_or_doubled_break_the_protocol(
    samples: ModuleType, data: st.DataObject
) -> None:
    messages = build_message_rows(samples.build_conversation(0))
    at = data.draw(st.integers(0, len(messages) - 1))
    assert not roles_in_order(messages[:at] + messages[at + 1 :])
    assert not roles_in_order([*messages[: at + 1], messages[at], *messages[at + 1 :]])


def test_placeholders_among_the_arguments_are_marked(samples: ModuleType) -> None:
    conversation = samples.with_call(
        samples.build_conversation(0), 1, arguments={"name": "example"}, provenance=()
    )
    arguments = framed(samples, conversation).arguments
    assert list(arguments["path"][arguments["placeholder"]]) == ["name"]


def test_frames_of_the_store_are_those_of_its_admitted_records(
    samples: ModuleType, tmp_path: Path
) -> None:
    graph, chains = samples.build_graph(), samples.build_chains()
    conversations = [samples.build_conversation(index) for index in range(12)]
    judged = [(c, samples.build_assessment(c)) for c in conversations]
    store = Store(tmp_path / "runs.duckdb")
    with store.writing() as writer:
        writer.put_tools("run-1", graph.tools)
        writer.put_edges("run-1", graph.edges)
        writer.put_chains("run-1", chains)
        writer.put_conversations("run-1", conversations, [verdicts for _, verdicts in judged])
        writer.admit("run-1", range(9))
    with store.reading() as reader:
        read = read_frames(reader, "run-1")
    expected = build_frames(graph, sorted(chains, key=lambda chain: chain.id), judged[:9])
    assert read.limits == expected.limits
    for name in ("tools", "chains", "conversations", "calls", "arguments"):
        assert_frame_equal(getattr(read, name), getattr(expected, name), check_categorical=False)


def test_a_call_that_a_later_one_requires_is_marked_with_what_it_is_made_with(
    samples: ModuleType,
) -> None:
    conversation = samples.build_conversation(0)
    calls = [call for turn in conversation.turns for call in turn.calls]
    needs = {"requires": (calls[1].tool,)}
    tools = tuple(
        tool.model_copy(update=needs) if tool.key == calls[2].tool else tool
        for tool in samples.build_tools()
    )
    graph = samples.build_graph().model_copy(update={"tools": tools})
    judged = [(conversation, samples.build_assessment(conversation))]
    marked = build_frames(graph, samples.build_chains(), judged).calls
    assert list(marked["required"]) == [True, True, False, False]
    assert not framed(samples, conversation).calls["required"].any()
