"""Parameters of any name, and parameters that are none."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from digit_tc.records import Tool
from digit_tc.specs import Loaded, load_tools


def load(tmp_path: Path, *tools: Any, name: str = "t.json") -> Loaded:
    path = tmp_path / name
    path.write_text(json.dumps(tools), encoding="utf-8")
    return load_tools([str(path)])


def only(tmp_path: Path, properties: Any, **more: Any) -> Tool:
    parameters = {"type": "object", "properties": properties, **more.pop("schema", {})}
    (tool,) = load(tmp_path, {"name": "f", "parameters": parameters, **more}).tools
    return tool


def test_a_null_property_is_an_absent_one(tmp_path: Path) -> None:
    song = {"type": "string", "enum": None, "default": None, "items": None}
    tool = only(tmp_path, {"song": song, "guests": None, "at": {"type": "object", "properties": {
        "hour": {"type": "integer"}, "day": None}}}, schema={"required": ["song", "guests"],
        "$defs": None})  # fmt: skip
    assert tool.parameters["properties"] == {
        "song": {"type": "string"},
        "at": {"type": "object", "properties": {"hour": {"type": "integer"}}},
    }
    assert tool.parameters["required"] == ["song"]
    (bare,) = load(tmp_path, {"name": "g", "parameters": {"a": {"type": "int"}, "b": None}}).tools
    assert list(bare.parameters["properties"]) == ["a"]


def test_a_property_that_may_never_be_given_is_none(tmp_path: Path) -> None:
    text = {"type": "string"}
    tool = only(tmp_path, {"a": text, "never": False, "made": text | {"readOnly": True}},
                schema={"required": ["a", "made"]})  # fmt: skip
    assert list(tool.parameters["properties"]) == ["a"]
    assert tool.parameters["required"] == ["a"]
    assert {finding.rule for finding in tool.findings} == {"missing-description"}


def test_one_required_name_may_stand_alone(tmp_path: Path) -> None:
    tool = only(tmp_path, {"code": {"type": "string"}}, schema={"required": "code"})
    assert tool.parameters["required"] == ["code"]


def test_names_that_no_provider_accepts_are_mended_and_kept(tmp_path: Path) -> None:
    text = {"type": "string"}
    inner = {"type": "object", "properties": {"@type": text}, "required": ["@type"]}
    names = {
        "tags[]": text,
        "$top": text,
        "Ort / Stadt": text,
        "größe": text,
        "都市": text,
        "filter[name]": text,
        "user.name": text,
        "tags": text,
        "x" * 70: text,
        "place": inner,
    }
    tool = only(tmp_path, names, schema={"required": ["Ort / Stadt", "tags[]"]},
                **{"x-phrases": ["go to {Ort / Stadt}"]})  # fmt: skip
    properties = tool.parameters["properties"]
    assert list(properties) == ["tags_2", "top", "Ort_Stadt", "grosse", "Du_Shi", "filter_name",
                                "user.name", "tags", "x" * 64, "place"]  # fmt: skip
    assert properties["place"]["required"] == ["type"]
    assert tool.parameters["required"] == ["Ort_Stadt", "tags_2"]
    assert tool.phrases == ("go to {Ort_Stadt}",)
    assert tool.deployed is not None
    assert tool.deployed.keys == {
        "tags_2": "tags[]",
        "top": "$top",
        "Ort_Stadt": "Ort / Stadt",
        "grosse": "größe",
        "Du_Shi": "都市",
        "filter_name": "filter[name]",
        "x" * 64: "x" * 70,
        "place.type": "@type",
    }
    told = [one.detail for one in tool.findings if one.rule == "parameter-name"]
    assert any("'Ort / Stadt'" in detail for detail in told)


def test_names_in_other_scripts_are_spelled_in_latin_letters(tmp_path: Path) -> None:
    loaded = load(tmp_path, *({"name": name} for name in ("天気を調べる", "погода", "🎉")))
    assert [tool.name for tool in loaded.tools] == ["Tian_Qi_woDiao_beru", "pogoda"]
    assert [one.reason for one in loaded.rejections] == ["no-name"]


def test_the_deployed_form_keeps_nulls_alternatives_and_names(tmp_path: Path) -> None:
    schema = {"properties": {"$top": {"type": ["integer", "null"]},
                             "to": {"anyOf": [{"type": "string"}, {"type": "null"}]}},
              "type": "object"}  # fmt: skip
    operation = {
        "operationId": "f",
        "requestBody": {"content": {"application/json": {"schema": {
            "$ref": "#/components/schemas/F"}}}},
    }  # fmt: skip
    tree = {"type": "object", "properties": {"child": {"$ref": "#/components/schemas/T"}}}
    whole = {
        **schema,
        "properties": {
            **schema["properties"],
            "it": {"oneOf": [{"$ref": "#/components/schemas/T"}, {"type": "string"}]},
        },
    }
    document = {"openapi": "3.1.0", "paths": {"/f": {"post": operation}},
                "components": {"schemas": {"F": whole, "T": tree}}}  # fmt: skip
    (own,) = load(tmp_path, {"name": "f", "parameters": schema}).tools
    path = tmp_path / "api.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    (operation_tool,) = load_tools([str(path)]).tools
    for tool in (own, operation_tool):
        assert tool.deployed is not None
        deployed: Any = tool.deployed.parameters
        assert deployed["properties"]["$top"] == {"type": ["integer", "null"]}
        assert deployed["properties"]["to"]["anyOf"][1] == {"type": "null"}
    assert operation_tool.deployed is not None
    told: Any = operation_tool.deployed.parameters
    assert told["properties"]["it"]["oneOf"][0]["properties"]["child"] == {"type": "object"}
    assert "$ref" not in json.dumps(told)
