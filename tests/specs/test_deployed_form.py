"""Beside the tool that is worked with stands the one that its source has, word for word."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from digit_tc.records import Tool
from digit_tc.specs import load_tools

MESSY = {
    "name": "get weather!",
    "description": "  <b>Gets</b> the weather.\u202e ",
    "parameters": {
        "type": "dict",
        "properties": {"city": {"type": "str", "description": "City. Default: Oslo"}, "days": {}},
    },
}
CLEAN = {
    "name": "get_time",
    "description": "Get the time in a city.",
    "parameters": {
        "type": "object",
        "properties": {"city": {"type": "string", "description": "The city"}},
        "required": ["city"],
    },
}


def _loaded(path: Path, *given: Any) -> tuple[Tool, ...]:
    path.write_text(json.dumps(given), encoding="utf-8")
    return load_tools((str(path),)).tools


def test_what_was_mended_is_kept_as_it_was(tmp_path: Path) -> None:
    (tool,) = _loaded(tmp_path / "tools.json", MESSY)
    assert tool.name != MESSY["name"]
    assert tool.parameters != MESSY["parameters"]
    assert tool.deployed is not None
    assert tool.deployed.model_dump() == MESSY | {"keys": {}}


def test_where_nothing_is_mended_nothing_is_kept_twice(tmp_path: Path) -> None:
    (tool,) = _loaded(tmp_path / "tools.json", CLEAN)
    assert tool.deployed is None


def test_definitions_of_the_tool_itself_stay_and_those_of_a_document_are_put_in(
    tmp_path: Path,
) -> None:
    own = {"$defs": {"city": {"type": "string"}}, "type": "object",
           "properties": {"city": {"$ref": "#/$defs/city"}}}  # fmt: skip
    (tool,) = _loaded(tmp_path / "tools.json", CLEAN | {"parameters": own})
    assert tool.deployed is not None
    assert tool.deployed.parameters == own
    body = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Pet"}}}}
    document = {
        "openapi": "3.0.0",
        "info": {"title": "Pets", "version": "1"},
        "paths": {"/pets": {"post": {
            "operationId": "add_pet", "summary": "Add a pet.", "requestBody": body,
            "responses": {"204": {"description": "Done"}},
        }}},
        "components": {"schemas": {"Pet": {
            "type": "object", "properties": {"name": {"type": "str"}}, "required": ["name"],
        }}},
    }  # fmt: skip
    path = tmp_path / "pets.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    (tool,) = load_tools((str(path),)).tools
    assert tool.deployed is not None
    assert tool.parameters["properties"]["name"]["type"] == "string"
    assert "str" in json.dumps(tool.deployed.parameters)
    assert "$ref" not in json.dumps(tool.deployed.parameters)


def test_the_form_of_the_source_changes_neither_the_tool_nor_its_identity(tmp_path: Path) -> None:
    first, second = CLEAN, CLEAN | {"description": f" {CLEAN['description']} "}
    (plain,) = _loaded(tmp_path / "first.json", first)
    (padded,) = _loaded(tmp_path / "second.json", second)
    assert plain.fingerprint == padded.fingerprint
    assert padded.deployed is not None
