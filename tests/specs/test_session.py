"""Keys, versions, accounts and headers belong to the session and not to what a user says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import digit_tc
from digit_tc.records import SYSTEM_MESSAGE, Tool
from digit_tc.specs import load_tools

TOKEN = {"type": "string", "description": "Authentication token bearing required scopes"}
TEXT = {"type": "string"}
VERSION = {"type": "string", "default": "2022-06-28", "description": "Version of the API"}


def function(name: str, required: dict[str, Any], **optional: Any) -> dict[str, Any]:
    parameters = {"type": "object", "properties": required | optional, "required": [*required]}
    returns = {"type": "object", "properties": {"ok": {"type": "boolean"}}, "required": ["ok"]}
    return {"name": name, "description": f"{name.replace('_', ' ').capitalize()}",
            "parameters": parameters, "returns": returns}  # fmt: skip


def load(tmp_path: Path, value: Any) -> dict[str, Tool]:
    path = tmp_path / "team.json"
    path.write_text(json.dumps(value), encoding="utf-8")
    return {tool.name: tool for tool in load_tools([str(path)]).tools}


@pytest.mark.parametrize(
    ("name", "schema"),
    [
        ("token", TOKEN),
        ("api_key", TEXT),
        ("X-RapidAPI-Key", TEXT),
        ("bot_token", {"type": "string", "description": "Token to authenticate the bot"}),
        ("API-Version", VERSION),
        ("Notion-Version", TEXT),
        ("Idempotency-Key", TEXT),
        ("X-Request-Id", TEXT),
        ("Accept-Language", TEXT),
    ],
)
def test_parameters_of_the_session_are_known(
    tmp_path: Path, name: str, schema: dict[str, Any]
) -> None:
    tool = load(tmp_path, [function("invite", {name: schema, "email": TEXT})])["invite"]
    assert tool.session == (name,)
    assert "session-parameter" in {finding.rule for finding in tool.findings}


@pytest.mark.parametrize(
    ("tool", "name", "schema"),
    [
        ("list_people", "page_token", TEXT),
        ("price_coin", "token", {"type": "string", "description": "Crypto token symbol"}),
        ("log_in", "token", TOKEN),
        ("revoke_token", "token", TOKEN),
        ("release", "version", {"type": "string", "description": "Version of the package"}),
        ("send", "key", TEXT),
    ],
)
def test_what_a_user_speaks_of_is_none(
    tmp_path: Path, tool: str, name: str, schema: dict[str, Any]
) -> None:
    assert load(tmp_path, [function(tool, {name: schema})])[tool].session == ()


def test_an_account_that_most_tools_ask_for_belongs_to_the_session(tmp_path: Path) -> None:
    tools = [function(f"{verb}_item", {"account_id": TEXT, "item": TEXT}) for verb in
             ("add", "get", "move")]  # fmt: skip
    assert all(tool.session == ("account_id",) for tool in load(tmp_path, tools).values())
    about = [*tools, function("close_account", {"account_id": TEXT})]
    assert not any(tool.session for tool in load(tmp_path, about).values())


def test_headers_and_cookies_of_documents_belong_to_the_session(tmp_path: Path) -> None:
    parameters = [{"name": "tenant", "in": "header", "required": True, "schema": TEXT},
                  {"name": "lang", "in": "cookie", "schema": TEXT},
                  {"name": "day", "in": "query", "required": True, "schema": TEXT}]  # fmt: skip
    document = {"openapi": "3.0.3", "paths": {"/x": {"get": {"parameters": parameters}}}}
    assert load(tmp_path, document)["get_x"].session == ("tenant", "lang")


def test_a_session_is_the_same_in_a_conversation_and_told_by_the_system(tmp_path: Path) -> None:
    email = {"type": "string", "format": "email"}
    load(tmp_path, [
        function("team_info", {"token": TOKEN}),
        function("invite", {"token": TOKEN, "team_id": TEXT, "email": email,
                            "API-Version": VERSION}),
        function("list_people", {"token": TOKEN, "team_id": TEXT}, api_key=TEXT),
    ])  # fmt: skip
    seen: set[str] = set()
    for one in digit_tc.conversations([str(tmp_path / "team.json")], count=8):
        calls = [call for turn in one.turns for call in turn.calls]
        tokens = {call.arguments["token"] for call in calls}
        assert len(tokens) == 1
        (token,) = tokens
        seen.add(token)
        assert token in one.system
        assert not any(token in turn.request or "token" in turn.request for turn in one.turns)
        assert not any("api_key" in call.arguments for call in calls)
        for call in calls:
            source = next(part for part in call.provenance if part.path == "token")
            assert (source.kind, source.message) == ("context", SYSTEM_MESSAGE)
            assert one.system[source.start : source.end] == token
            if "API-Version" in call.arguments:
                assert call.arguments["API-Version"] == "2022-06-28"
                assert {p.kind for p in call.provenance if p.path == "API-Version"} == {"default"}
    assert len(seen) > 1
