"""Function specifications in the shapes that providers and datasets use."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from digit_tc.errors import SpecError
from digit_tc.specs import Loaded, load_tools

PARAMETERS = {
    "type": "object",
    "properties": {"city": {"type": "string", "description": "The city."}},
    "required": ["city"],
}
BARE = {"name": "get_weather", "description": "Get the weather.", "parameters": PARAMETERS}


def load(tmp_path: Path, value: object, name: str = "tools.json") -> Loaded:
    path = tmp_path / name
    path.write_text(json.dumps(value), encoding="utf-8")
    return load_tools([str(path)])


@pytest.mark.parametrize(
    "value",
    [
        BARE,
        [BARE],
        {"tools": [BARE]},
        {"tools": json.dumps([BARE])},
        {"get_weather": {key: BARE[key] for key in ("description", "parameters")}},
        [{"type": "function", "function": BARE}],
        [{"name": "get_weather", "description": "Get the weather.", "input_schema": PARAMETERS}],
        [{"name": "get_weather", "description": "Get the weather.", "inputSchema": PARAMETERS}],
        [{**BARE, "parameters": json.dumps(PARAMETERS)}],
        {"tools": [{"function_declarations": [BARE]}]},
    ],
)
def test_every_shape_gives_the_same_tool(tmp_path: Path, value: object) -> None:
    (tool,) = load(tmp_path, value).tools
    assert tool.key == "tools::get_weather"
    assert tool.description == "Get the weather."
    assert tool.parameters == PARAMETERS


def test_gemini_types_in_capitals_become_json_schema_types(tmp_path: Path) -> None:
    declared = {
        "name": "find",
        "description": "Find.",
        "parameters": {
            "type": "OBJECT",
            "properties": {"n": {"type": "INTEGER", "description": "How many."}},
            "required": ["n"],
        },
    }
    (tool,) = load(tmp_path, {"function_declarations": [declared]}).tools
    assert tool.parameters["type"] == "object"
    assert tool.parameters["properties"]["n"]["type"] == "integer"


def test_jsonl_rows_with_a_tools_column_are_merged(tmp_path: Path) -> None:
    other = {**BARE, "name": "other"}
    rows = [{"id": 1, "tools": json.dumps([BARE])}, {"id": 2, "tools": [BARE, other]}]
    path = tmp_path / "rows.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    tools = load_tools([str(path)]).tools
    assert [tool.name for tool in tools] == ["get_weather", "other"]
    assert [finding.rule for finding in tools[0].findings] == ["duplicate"]


def test_extensions_name_preconditions_phrases_and_answers(tmp_path: Path) -> None:
    text = yaml.safe_dump(
        {
            "log in": {"description": "Log in.", "parameters": {}},
            "pay": {
                "description": "Pay.",
                "parameters": {},
                "x-requires": ["log in", "nowhere"],
                "x-phrases": ["pay now"],
                "x-answers": ["It is paid."],
                "returns": {"type": "object", "properties": {"id": {"type": "string"}}},
            },
        }
    )
    path = tmp_path / "bank.yaml"
    path.write_text(text, encoding="utf-8")
    pay = {tool.name: tool for tool in load_tools([str(path)]).tools}["pay"]
    assert pay.requires == ("bank::log_in",)
    assert (pay.phrases, pay.answers) == (("pay now",), ("It is paid.",))
    assert pay.returns_origin == "declared"
    assert "requires-absent" in {finding.rule for finding in pay.findings}


def test_a_result_that_is_no_object_is_wrapped(tmp_path: Path) -> None:
    listed = {"type": "array", "items": {"type": "string"}}
    tools = load(
        tmp_path,
        [{**BARE, "returns": listed}, {**BARE, "name": "b", "returns": {"type": "string"}}],
    ).tools
    by_name = {tool.name: tool.returns for tool in tools}
    assert by_name["get_weather"] == {
        "type": "object",
        "properties": {"items": listed},
        "required": ["items"],
    }
    assert by_name["b"] == {
        "type": "object",
        "properties": {"value": {"type": "string"}},
        "required": ["value"],
    }


def test_same_name_with_another_schema_is_renamed_and_equal_tools_are_merged(
    tmp_path: Path,
) -> None:
    other = {**BARE, "description": "Another one."}
    tools = load(tmp_path, [BARE, other, BARE]).tools
    assert [tool.name for tool in tools] == ["get_weather", "get_weather_2"]
    assert {finding.rule for finding in tools[0].findings} == {"duplicate"}


def test_two_files_with_one_stem_are_kept_apart_by_their_namespaces(tmp_path: Path) -> None:
    paths = []
    for folder, description in (("a", "One."), ("b", "Two.")):
        path = tmp_path / folder / "shop.json"
        path.parent.mkdir()
        path.write_text(json.dumps([{**BARE, "description": description}]), encoding="utf-8")
        paths.append(str(path))
    tools = load_tools(paths).tools
    assert [tool.key for tool in tools] == ["shop-2::get_weather", "shop::get_weather"]
    assert {tool.source.label for tool in tools} == {"shop.json"}


def test_one_bad_entry_is_rejected_and_the_rest_goes_on(tmp_path: Path) -> None:
    loaded = load(tmp_path, [BARE, 7, {"name": ""}, {"name": "x", "parameters": 3}])
    assert [tool.name for tool in loaded.tools] == ["get_weather"]
    assert [each.reason for each in loaded.rejections] == [
        "not-a-tool",
        "no-name",
        "unreadable-parameters",
    ]
    assert loaded.rejections[0].subject == "tools.json [1]"


def test_nothing_left_says_how_many_were_rejected_and_why(tmp_path: Path) -> None:
    with pytest.raises(SpecError, match=r"2 rejected \(1 × no-name, 1 × not-a-tool\)"):
        load(tmp_path, [7, {"name": ""}])


def test_local_references_are_resolved_and_recursion_is_cut(tmp_path: Path) -> None:
    schema = {
        "type": "object",
        "properties": {"node": {"$ref": "#/$defs/Node"}, "lost": {"$ref": "#/$defs/Leaf"}},
        "$defs": {
            "Node": {
                "type": "object",
                "properties": {"id": {"type": "string"}, "child": {"$ref": "#/$defs/Node"}},
            }
        },
    }
    (tool,) = load(tmp_path, [{**BARE, "parameters": schema}]).tools
    assert "$ref" not in json.dumps(tool.parameters)
    node = tool.parameters["properties"]["node"]["properties"]
    assert node["id"] == {"type": "string"}
    assert node["child"] == {"type": "object"}
    assert {"recursion-cut", "dangling-reference"} <= {finding.rule for finding in tool.findings}


def test_a_folder_gives_all_its_files_and_a_bad_one_is_a_rejection(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps([BARE]), encoding="utf-8")
    (tmp_path / "b.yaml").write_text("- name: b\n", encoding="utf-8")
    (tmp_path / "c.json").write_text("{", encoding="utf-8")
    (tmp_path / "notes.txt").write_text("nothing", encoding="utf-8")
    loaded = load_tools([str(tmp_path)])
    assert [tool.key for tool in loaded.tools] == ["a::get_weather", "b::b"]
    assert [(each.subject, each.reason) for each in loaded.rejections] == [
        ("c.json", "unreadable-file")
    ]
    assert len(load_tools([str(tmp_path / "*.yaml")]).tools) == 1


def test_the_starter_pack_loads_without_rejections() -> None:
    loaded = load_tools(["starter"])
    assert loaded.rejections == ()
    assert all(tool.source.reader == "starter" for tool in loaded.tools)
    assert all(tool.readiness > 0.9 for tool in loaded.tools)
