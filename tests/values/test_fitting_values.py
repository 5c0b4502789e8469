"""Values have the length that is asked for, files have names, and objects of any keys have keys."""

from __future__ import annotations

import base64
import datetime as dt
import json
import random
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digit_tc.records import Tool
from digit_tc.records.paths import assemble
from digit_tc.specs import load_tools
from digit_tc.values.containers import with_empty_containers
from digit_tc.values.contents import of_length
from digit_tc.values.setting import Setting
from digit_tc.writers.grammar.arguments import arguments_for
from digit_tc.writers.grammar.fillable import tell_unfillable
from digit_tc.writers.grammar.spoken_tool import spoken_tool

TODAY = dt.date(2026, 5, 4)
DESCRIBED = ("species", "note", "callsign", "title", "id", "code", "name", "comment")


def load(tmp_path: Path, value: Any) -> Tool:
    path = tmp_path / "t.json"
    path.write_text(json.dumps(value), encoding="utf-8")
    (tool,) = load_tools([str(path)]).tools
    return tool


def calling(tool: Tool, seed: int) -> Any:
    setting = Setting(random.Random(seed), TODAY)
    scalars = arguments_for(spoken_tool(tool), (), setting, 0.5)
    arguments = assemble([(path, value) for path, _field, value in scalars])
    return with_empty_containers(tool.parameters, dict(arguments))


def of(tmp_path: Path, properties: dict[str, Any]) -> Tool:
    parameters = {"type": "object", "properties": properties, "required": list(properties)}
    return load(tmp_path, [{"name": "f", "description": "Do it", "parameters": parameters}])


@pytest.mark.parametrize(
    "bounds", [(4, 4), (1, 1), (2, 3), (1, 12), (60, 10_000), (30, 34), (9, 9)]
)
def test_texts_have_the_length_that_is_asked_for(tmp_path: Path, bounds: tuple[int, int]) -> None:
    text = {"type": "string", "minLength": bounds[0], "maxLength": bounds[1]}
    tool = of(tmp_path, dict.fromkeys(DESCRIBED, text))
    for seed in range(4):
        jsonschema_rs.validate(tool.parameters, calling(tool, seed))


@given(st.text("ab c.", min_size=1), st.integers(1, 90), st.integers(0, 40), st.integers())
def test_any_length_can_be_had(text: str, low: int, more: int, seed: int) -> None:
    made = of_length(text, low, low + more, random.Random(seed))
    assert low <= len(made) <= low + more
    assert made == made.strip()


def test_files_have_names_and_base64_is_base64(tmp_path: Path) -> None:
    body = {"type": "object", "required": ["file", "photo", "raw", "cover"], "properties": {
        "file": {"type": "string", "format": "binary"},
        "photo": {"type": "file"},
        "raw": {"type": "string", "format": "byte"},
        "cover": {"type": "string", "contentEncoding": "base64", "contentMediaType": "image/png"},
    }}  # fmt: skip
    content = {"schema": body, "encoding": {"file": {"contentType": "image/tiff"}}}
    operation = {"requestBody": {"required": True, "content": {"multipart/form-data": content}}}
    tool = load(tmp_path, {"openapi": "3.0.3", "paths": {"/f": {"post": operation}}})
    arguments = calling(tool, 1)
    assert arguments["file"].endswith(".tiff")
    assert arguments["photo"].endswith(".jpg")
    for name in ("raw", "cover"):
        assert base64.b64decode(arguments[name], validate=True).isascii()


@pytest.mark.parametrize(
    ("kind", "ending"),
    [("application/octet-stream", ".pdf"), ("image/tiff", ".tiff"), ("text/plain", "")],
)
def test_a_body_that_is_no_json_is_sent(tmp_path: Path, kind: str, ending: str) -> None:
    operation = {"requestBody": {"required": True, "content": {kind: {}}}}
    tool = load(tmp_path, {"openapi": "3.0.3", "paths": {"/f": {"put": operation}}})
    assert tool.parameters["required"] == ["body"]
    assert calling(tool, 2)["body"].endswith(ending)


def test_a_body_of_which_nothing_is_told_is_told(tmp_path: Path) -> None:
    operation = {"requestBody": {"required": True, "content": {"application/json": {}}}}
    tool = load(tmp_path, {"openapi": "3.0.3", "paths": {"/f": {"put": operation}}})
    assert "body-untold" in {finding.rule for finding in tool.findings}


def test_an_object_of_any_keys_gets_some(tmp_path: Path) -> None:
    labels = {"type": "object", "additionalProperties": {"type": "string", "maxLength": 20}}
    for properties in ({"labels": labels}, {"counts": labels | {
        "additionalProperties": {"type": "integer", "minimum": 3}}}):  # fmt: skip
        tool = of(tmp_path, properties)
        for seed in range(3):
            arguments = calling(tool, seed)
            assert all(arguments.values())
            jsonschema_rs.validate(tool.parameters, arguments)


def test_a_parameter_that_cannot_be_filled_is_told_by_its_name(tmp_path: Path) -> None:
    secret = {"type": "string", "pattern": "^(?=a)b$"}
    tool = of(tmp_path, {"hull": {"type": "object", "properties": {"code": secret},
                                  "required": ["code"]}})  # fmt: skip
    (told,) = tell_unfillable([tool])
    finding = next(one for one in told.findings if one.rule == "unfillable-parameter")
    assert finding.where == "/parameters/properties/hull/properties/code"
    assert told.readiness < tool.readiness
    assert tell_unfillable([of(tmp_path, {"hull": {"type": "string"}})])[0].findings == ()
