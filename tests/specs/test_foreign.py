"""What is no tool is told as what it is, and does not take other tools with it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from digit_tc.errors import SpecError
from digit_tc.specs import Loaded, load_tools

SIZE = {"type": "object", "properties": {"size": {"type": "integer"}}, "required": ["size"]}
GOOD = {"name": "rent", "description": "Rent skates", "input_schema": SIZE}


def load(tmp_path: Path, value: Any, name: str = "tools.json") -> Loaded:
    path = tmp_path / name
    path.write_text(value if isinstance(value, str) else json.dumps(value), encoding="utf-8")
    return load_tools([str(path)])


@pytest.mark.parametrize(
    "entry",
    [
        {"type": "bash_20250124", "name": "bash"},
        {"type": "text_editor_20250728", "name": "edit", "max_characters": 100},
        {"type": "web_search_20260209", "name": "web_search", "max_uses": 3},
        {"type": "computer_20250124", "name": "computer", "display_width_px": 800},
        {"type": "custom", "name": "run_sql", "description": "Runs a query in plain text"},
        {"type": "file_search", "vector_store_ids": ["vs_1"]},
        {"type": "mcp", "server_label": "x", "server_url": "https://x.example/mcp"},
        {"google_search": {}},
        {"urlContext": {}},
        {"code_execution": {}, "google_maps": {"enable_widget": True}},
        {"cachePoint": {"type": "default"}},
    ],
)
def test_tools_of_a_provider_are_told_and_left_out(tmp_path: Path, entry: Any) -> None:
    for value in ([GOOD, entry], {"tools": [GOOD, entry]}):
        loaded = load(tmp_path, value)
        assert [tool.name for tool in loaded.tools] == ["rent"]
        assert {one.reason for one in loaded.rejections} == {"provider-tool"}


def test_a_function_with_a_type_of_its_own_stays_a_tool(tmp_path: Path) -> None:
    entries = [
        {"type": "custom", **GOOD},
        {"type": "function", "name": "ring", "description": "Ring the bell"},
        {"type": "function", "function": {"name": "weigh", "description": "Weigh it"}},
        {"toolSpec": {"name": "pack", "description": "Pack", "inputSchema": {"json": SIZE}}},
        {"name": "sell", "description": "Sell", "parameter_definitions": {
            "item": {"description": "What", "type": "str", "required": True}}},
    ]  # fmt: skip
    loaded = load(tmp_path, {"tools": entries})
    tools = {tool.name: tool for tool in loaded.tools}
    assert (set(tools), loaded.rejections) == ({"rent", "ring", "weigh", "pack", "sell"}, ())
    assert tools["pack"].parameters == SIZE
    assert tools["sell"].parameters["required"] == ["item"]


def test_an_answer_to_tools_list_is_read_and_its_missing_pages_are_told(tmp_path: Path) -> None:
    size = {key: SIZE[key] for key in ("type", "properties")}
    shelf = {"name": "shelf", "inputSchema": size, "outputSchema": {"type": "array",
             "items": {"type": "string"}}}  # fmt: skip
    answer = {"jsonrpc": "2.0", "id": 2, "result": {"tools": [shelf]}}
    loaded = load(tmp_path, answer)
    assert [tool.name for tool in loaded.tools] == ["shelf"]
    assert loaded.tools[0].returns is not None
    assert loaded.tools[0].parameters["required"] == []
    assert loaded.rejections == ()
    answer["result"] = {"tools": [shelf], "nextCursor": "abc"}
    assert [one.reason for one in load(tmp_path, answer).rejections] == ["more-pages"]


def test_arguments_of_langchain_are_read(tmp_path: Path) -> None:
    args = {
        "part": {"title": "Part", "type": "string"},
        "depot": {"type": "string", "default": "n"},
    }
    (tool,) = load(tmp_path, [{"name": "stock", "description": "Stock", "args": args}]).tools
    assert set(tool.parameters["properties"]) == {"part", "depot"}
    assert tool.parameters["required"] == ["part"]


FOREIGN: list[tuple[str, Any]] = [
    ("AsyncAPI", {"asyncapi": "3.0.0", "info": {"title": "Bakery", "description": "Events."},
                  "channels": {"baked": {"address": "loaves"}}, "operations": {}}),
    ("discovery", {"kind": "discovery#restDescription", "name": "bakery", "description": "Loaves.",
                   "parameters": {"alt": {"type": "string"}}, "resources": {}}),
    ("Arazzo", {"arazzo": "1.0.0", "info": {"title": "a"}, "workflows": []}),
    ("overlay", {"overlay": "1.0.0", "info": {"title": "o"}, "actions": []}),
    ("OpenRPC", {"openrpc": "1.3.2", "info": {"title": "b"}, "methods": []}),
    ("Postman", {"info": {"name": "b", "schema": "https://schema.getpostman.com/x.json"},
                 "item": []}),
    ("HAR", {"log": {"version": "1.2", "entries": []}}),
    ("GraphQL", {"data": {"__schema": {"types": []}}}),
    ("GraphQL", {"__schema": {"types": []}}),
    ("GraphQL", "type Query { loaf(id: ID!): Loaf }\ntype Loaf { id: ID! }\n"),
    ("JSON Schema", {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Loaf",
                     "type": "object", "properties": {"weight": {"type": "integer"}}}),
    ("MCP clients", {"mcpServers": {"files": {"command": "npx"}}}),
    ("RAML", "#%RAML 1.0\ntitle: Bakery\n/loaves:\n  get:\n"),
    ("XML", "<?xml version='1.0'?><definitions/>"),
    ("a prompt", 'You are a helper.\n<tools>\n{"name": "f"}\n</tools>'),
    ("protocol buffers", 'syntax = "proto3";\nservice Bakery { rpc Bake (Loaf) returns (Loaf); }'),
]  # fmt: skip


@pytest.mark.parametrize(("what", "value"), FOREIGN)
def test_documents_of_other_kinds_are_told_as_what_they_are(
    tmp_path: Path, what: str, value: Any
) -> None:
    with pytest.raises(SpecError, match=what) as caught:
        load(tmp_path, value)
    assert caught.value.remedy
    (tmp_path / "tools.json").unlink()
    (tmp_path / "a.json").write_text(json.dumps([GOOD]), encoding="utf-8")
    (tmp_path / "b.json").write_text(
        value if isinstance(value, str) else json.dumps(value), encoding="utf-8"
    )
    loaded = load_tools([str(tmp_path)])
    assert [tool.name for tool in loaded.tools] == ["rent"]
    assert what in loaded.rejections[0].detail


def test_a_document_of_an_unknown_kind_gives_no_tools(tmp_path: Path) -> None:
    unknown = {"recipe": "2.0", "info": {"description": "A cake."}, "steps": {"bake": {"at": 200}}}
    with pytest.raises(SpecError, match="No tool is left"):
        load(tmp_path, unknown)


def test_tools_by_name_stay_tools(tmp_path: Path) -> None:
    named = {"version": "1", "ring": {"description": "Ring the bell"}, "weigh": {},
             "rent": {"description": "Rent", "parameters": SIZE}}  # fmt: skip
    assert {tool.name for tool in load(tmp_path, named).tools} == {"ring", "weigh", "rent"}
    del named["rent"]
    assert {tool.name for tool in load(tmp_path, named).tools} == {"ring", "weigh"}


def test_a_part_that_is_no_tool_is_told_beside_tools_by_name(tmp_path: Path) -> None:
    named = {"rent": {"description": "Rent", "parameters": SIZE}, "server": {"port": 8080}}
    loaded = load(tmp_path, named)
    assert [tool.name for tool in loaded.tools] == ["rent"]
    assert loaded.rejections[0].subject == "tools.json server"
