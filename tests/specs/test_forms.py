"""A tool that takes one of several kinds of objects has a form for each."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import digit_tc
from digit_tc.records import Tool
from digit_tc.specs import load_tools
from digit_tc.specs.limits import VARIANTS

CARD = {"type": "object", "required": ["method", "card_token"], "properties": {
    "method": {"type": "string", "enum": ["card"]}, "card_token": {"type": "string"}}}  # fmt: skip
IBAN = {"type": "object", "required": ["method", "iban"], "properties": {
    "method": {"type": "string", "enum": ["transfer"]}, "iban": {"type": "string"}}}  # fmt: skip


def load(tmp_path: Path, value: Any) -> tuple[Tool, ...]:
    path = tmp_path / "till.json"
    path.write_text(json.dumps(value), encoding="utf-8")
    return load_tools([str(path)]).tools


def function(parameters: Any, name: str = "pay") -> Any:
    return {"name": name, "description": "Pay a bill", "parameters": parameters}


def operation(schema: Any) -> Any:
    told = {"operationId": "pay", "summary": "Pay a bill", "requestBody": {
        "required": True, "content": {"application/json": {"schema": schema}}}}  # fmt: skip
    return {"openapi": "3.0.3", "paths": {"/pay": {"post": told}},
            "components": {"schemas": {"Card": CARD, "Iban": IBAN}}}  # fmt: skip


def test_alternatives_of_the_whole_are_forms_of_one_name(tmp_path: Path) -> None:
    either = {
        "oneOf": [{"$ref": "#/components/schemas/Card"}, {"$ref": "#/components/schemas/Iban"}]
    }
    for value in (operation(either), [function({"anyOf": [CARD, IBAN]})]):
        first, second = load(tmp_path, value)
        assert (first.key, second.key) == ("till::pay", "till::pay#2")
        assert first.name == second.name
        assert set(first.parameters["properties"]) == {"method", "card_token"}
        assert second.parameters["properties"]["method"]["enum"] == ["transfer"]
        assert "each is a form" in str(first.findings)
        assert first.deployed == second.deployed
        assert "iban" in json.dumps(first.deployed and first.deployed.parameters)


def test_alternatives_of_what_every_call_has_are_forms(tmp_path: Path) -> None:
    inner = {"anyOf": [{"type": "null"}, CARD, IBAN]}
    schema = {"type": "object", "required": ["to"], "properties": {"to": inner}}
    _, second = load(tmp_path, [function(schema)])
    assert second.parameters["properties"]["to"]["required"] == ["method", "iban"]
    for value in (operation(schema), [function(schema | {"required": []})]):
        tools = load(tmp_path, value)
        assert len(tools) == (1 if isinstance(value, list) else 2)


def test_alternatives_that_are_no_objects_give_no_forms_and_are_told(tmp_path: Path) -> None:
    level = {"anyOf": [{"type": "integer"}, {"type": "string"}]}
    schema = {"type": "object", "required": ["level"], "properties": {"level": level}}
    (tool,) = load(tmp_path, [function(schema)])
    assert {finding.rule for finding in tool.findings} == {"alternatives"}


def test_forms_are_limited_and_keep_the_name_that_the_first_got(tmp_path: Path) -> None:
    kinds = [{"type": "object", "properties": {f"p{i}": {"type": "string"}}} for i in range(9)]
    tools = load(tmp_path, [function({"type": "object"}), function({"oneOf": kinds})])
    names = [(tool.name, tool.variant) for tool in tools]
    assert names == [
        ("pay", ""),
        *(("pay_2", str(n) if n > 1 else "") for n in range(1, VARIANTS + 1)),
    ]


def test_conversations_use_all_forms_and_offer_one(tmp_path: Path) -> None:
    load(tmp_path, [function({"anyOf": [CARD, IBAN]}), function(IBAN, "charge")])
    seen: set[str] = set()
    for conversation in digit_tc.conversations([str(tmp_path / "till.json")], count=12):
        called = {call.tool for turn in conversation.turns for call in turn.calls}
        assert len({key.partition("#")[0] for key in called}) == len(called)
        seen |= called
    assert {"till::pay", "till::pay#2"} <= seen
