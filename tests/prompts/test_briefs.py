"""Tools, calls, schemas and values made short."""

from __future__ import annotations

import os
from collections.abc import Callable
from itertools import cycle
from pathlib import Path
from types import ModuleType
from typing import Any

import jsonschema_rs
import pytest

from digit_tc.prompts.base import Prompt
from digit_tc.prompts.briefs import (
    call_brief,
    does_of,
    leaf_schema,
    result_schema,
    tool_brief,
    tool_briefs,
    words_of_value,
)
from digit_tc.prompts.shortened import cut
from digit_tc.prompts.solve import Solve
from digit_tc.records import Conversation, Tool, ToolGraph, ToolSource


def _tool(**fields: Any) -> Tool:
    given: dict[str, Any] = {
        "namespace": "n",
        "name": "book_seat",
        "description": "Book a seat.",
        "parameters": {"type": "object", "properties": {}},
        "source": ToolSource(label="t.json", reader="openai"),
        "fingerprint": "f",
    }
    return Tool(**(given | fields))


def _takes(properties: dict[str, Any], required: tuple[str, ...] = ()) -> dict[str, str]:
    schema = {"type": "object", "properties": properties, "required": list(required)}
    return tool_brief(_tool(parameters=schema)).takes


def test_parameters_are_told_with_type_choices_limits_and_default():
    takes = _takes(
        {
            "cabin": {"type": "string", "enum": ["economy", "business"], "default": "economy"},
            "people": {"type": "integer", "minimum": 1, "maximum": 9},
            "day": {"type": "string", "format": "date"},
            "at": {"type": "string", "pattern": "^([01]\\d|2[0-3]):[0-5]\\d$"},
            "code": {"type": "string", "pattern": "^X-[0-9]+$"},
        },
        ("people", "day", "at", "code"),
    )
    assert takes == {
        "cabin?": "economy|business, default economy",
        "people": "integer 1..9",
        "day": "date",
        "at": "HH:MM",
        "code": "",
    }


def test_nested_parameters_are_dotted_paths_with_a_mark_where_one_is_optional():
    person = {"type": "object", "properties": {"name": {"type": "string"}}, "required": ["name"]}
    lines = {
        "type": "array",
        "items": {"type": "object", "properties": {"sku": {"type": "string"}}},
    }
    tags = {"type": "array", "items": {"type": "integer"}}
    takes = _takes({"person": person, "lines": lines, "tags": tags}, ("lines",))
    assert list(takes) == ["person?.name", "lines[].sku?", "tags?[]"]
    assert takes["tags?[]"] == "integer"


@pytest.mark.parametrize(
    ("name", "description", "told"),
    [
        ("city", "The name of the city", ""),
        ("origin", "City to fly from.", "City to fly from"),
        ("limit", "Number of results", ""),
        ("q", "Words that the title contains. May be empty.", "Words that the title contains"),
    ],
)
def test_a_meaning_is_told_only_where_the_name_does_not_tell_it(
    name: str, description: str, told: str
):
    assert _takes({name: {"type": "string", "description": description}}, (name,)) == {name: told}


def test_at_most_eight_choices_are_told():
    takes = _takes({"unit": {"type": "string", "enum": list("abcdefghij")}}, ("unit",))
    assert takes == {"unit": "a|b|c|d|e|f|g|h|…"}


def test_results_that_later_calls_can_use_are_told_ids_first():
    returns = {
        "type": "object",
        "properties": {
            "success": {"type": "boolean"},
            "message": {"type": "string"},
            "total": {"type": "number"},
            "person": {"type": "string"},
            "seats": {
                "type": "array",
                "items": {"type": "object", "properties": {"seat_id": {"type": "string"}}},
            },
        },
    }
    parameters = {
        "type": "object",
        "properties": {"person": {"type": "string"}},
        "required": ["person"],
    }
    brief = tool_brief(_tool(returns=returns, parameters=parameters))
    assert list(brief.gives.items()) == [("seats[].seat_id", ""), ("total", "number")]


def test_a_precondition_is_told():
    assert does_of(_tool(requires=("n::log_in",))) == "Book a seat. First call: log_in."


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("Short.", "Short."),
        ("  Two\n\nlines ", "Two lines"),
        ("One sentence here. " + "word " * 30, "One sentence here."),
        ("word " * 30, "word word word word word word word…"),
        ("x" * 60, "x" * 39 + "…"),
    ],
)
def test_long_descriptions_are_cut_at_a_sentence_or_else_a_word(text: str, short: str):
    assert cut(text, 40) == short
    assert len(short) <= 40


def test_briefs_of_one_tool_are_made_once():
    tool = _tool()
    assert tool_brief(tool) is tool_brief(tool)
    assert result_schema(tool) is result_schema(tool)


def test_a_call_is_told_with_what_its_tool_does():
    brief = call_brief(3, _tool(), {"seat": "$2.seats[0].id"})
    assert (brief.id, brief.tool, brief.does) == (3, "book_seat", "Book a seat.")
    assert brief.arguments == {"seat": "$2.seats[0].id"}


@pytest.mark.parametrize(
    ("path", "value", "schema", "words"),
    [
        ("day", "2026-03-14", {"format": "date"}, "March 14, 2026"),
        ("at", "14:30", {}, "2:30 PM"),
        ("start", "2026-03-14T14:30:00", {"format": "date-time"}, "March 14, 2026 at 2:30 PM"),
        ("start", "2026-03-14T14:30:00Z", {}, "March 14, 2026 at 2:30 PM UTC"),
        ("start", "2026-03-14T14:30:00+02:00", {}, "2026-03-14T14:30:00+02:00"),
        ("cabin", "PREMIUM_ECONOMY", {"enum": ["PREMIUM_ECONOMY", "X"]}, "premium economy"),
        ("order_id", "ORD_2026-03", {}, "ORD_2026-03"),
        ("ratio", "16:9", {}, "16:9"),
        ("people", 3, {}, "3"),
        ("amount", 3.0, {}, "3"),
        ("amount", 2.5, {}, "2.5"),
        ("room.with_breakfast", True, {}, "with breakfast: yes"),
        ("insured", False, {}, "insured: no"),
    ],
)
def test_values_are_told_as_a_person_may_write_them(
    path: str, value: Any, schema: dict[str, Any], words: str
):
    assert words_of_value(path, value, schema) == words


def test_a_short_schema_admits_nothing_that_the_whole_one_refuses():
    whole = {
        "type": "string",
        "enum": [f"choice {number}" for number in range(100)],
        "description": "Long. " * 100,
        "default": "choice 3",
    }
    short = leaf_schema(whole)
    assert len(str(short)) < 700
    assert all(jsonschema_rs.is_valid(whole, choice) for choice in short["enum"])
    number = leaf_schema({"type": "integer", "minimum": 2, "exclusiveMaximum": 5, "title": "N"})
    assert number == {"type": "integer", "minimum": 2, "exclusiveMaximum": 5}


def test_results_that_fit_the_short_schema_fit_the_whole_one(
    conversations: list[Conversation], graph: ToolGraph
):
    for conversation in conversations:
        for call in conversation.calls:
            if call.status == "error":
                continue
            tool = graph.by_key[call.tool]
            assert jsonschema_rs.is_valid(result_schema(tool), call.result)
            assert len(str(result_schema(tool))) <= len(str(tool.returns))


def test_a_solver_prompt_of_28_tools_is_at_most_nine_kilobytes(
    graph: ToolGraph, body_in_bytes: Callable[[Prompt], int]
):
    tools = list(graph.tools)
    _at_most(tools, 9_000, body_in_bytes)


def test_a_solver_prompt_of_28_tools_of_public_collections_is_hardly_more(
    body_in_bytes: Callable[[Prompt], int],
):
    here = Path(__file__).parents[2].parent / "shared" / "data"
    folder = Path(os.environ.get("DIGIT_TC_SHARED_DATA", here)) / "toolmind"
    files = sorted(folder.glob("*-query_tools.yaml"))
    if not files:
        pytest.skip("the shared tool files are not here")
    from digit_tc.specs import load_tools

    for file in files:
        _at_most(list(load_tools([str(file)]).tools), 10_000, body_in_bytes)


def test_all_prompts_of_a_conversation_of_two_turns_are_at_most_55_kilobytes(
    conversations: list[Conversation],
    graph: ToolGraph,
    prompting: ModuleType,
    body_in_bytes: Callable[[Prompt], int],
):
    lengths, turns = [], []
    for conversation, most in zip(conversations, cycle((2, 3, 2)), strict=False):
        short = conversation.model_copy(update={"turns": conversation.turns[:most]})
        turns.append(len(short.turns))
        prompts = prompting.prompts_of(short, graph.by_key)
        lengths.append(sum(body_in_bytes(prompt) for prompt in prompts))
    assert sum(turns) / len(turns) > 2
    assert sum(lengths) / len(lengths) < 55_000


def _at_most(tools: list[Tool], most: int, body_in_bytes: Callable[[Prompt], int]) -> None:
    """Every 28 tools that follow each other, on average."""
    sizes = []
    for start in range(0, max(1, len(tools) - 28), 28):
        prompt = Solve(
            system="You are a helpful assistant with access to tools. Today is March 14, 2026.",
            tools=tuple(tool_brief(tool) for tool in tools[start : start + 28]),
            history=(),
            request="Please book the first one of them for Ana Duarte, on March 20, 2026.",
            first_id=1,
        )
        sizes.append(body_in_bytes(prompt))
    assert sum(sizes) / len(sizes) <= most


def test_briefs_of_many_large_tools_are_cut_but_keep_every_parameter():
    meaning = "Whether what is found also holds the archived entries of earlier years."
    wide = {
        "type": "object",
        "properties": {
            f"option_{n}": {"type": "boolean", "description": meaning} for n in range(9)
        },
    }
    tools = [_tool(parameters=wide).model_copy(update={"name": f"search_{n}"}) for n in range(20)]
    whole = tool_briefs(tools, most_bytes=10**6)
    cut = tool_briefs(tools, most_bytes=2_000)
    assert whole == tuple(tool_brief(tool) for tool in tools)
    assert [brief.name for brief in cut] == [tool.name for tool in tools]
    for short, long in zip(cut, whole, strict=True):
        assert short.takes.keys() == long.takes.keys()
        assert set(short.takes.values()) == {"boolean"}
