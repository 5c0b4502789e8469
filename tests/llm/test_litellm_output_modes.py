"""What a provider cannot do is found out, with a real HTTP peer."""

from __future__ import annotations

import asyncio
from types import ModuleType
from typing import Any

import pytest

from digit_tc.config.models import ModelsConfig
from digit_tc.errors import RefusedModelError
from digit_tc.llm.litellm_model import LiteLLMModel
from digit_tc.llm.protocol import ChatMessage
from digit_tc.llm.structured_output import extract_schema

OPENAI, OTHER = "openai/m", "deepseek/m"
"""One model on the short way, one that goes through `litellm.acompletion`."""
both_ways = pytest.mark.parametrize("model", [OPENAI, OTHER])


@pytest.fixture(autouse=True)
def _keys(loopback: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "DEEPSEEK_API_KEY", "OPENAI_BASE_URL", "OPENAI_API_BASE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("THE_KEY", loopback.KEY)


@both_ways
def test_refused_format_steps_down_until_it_is_taken(loopback: ModuleType, model: str) -> None:
    def answer(body: dict[str, Any]) -> Any:
        if "response_format" in body:
            return loopback.refusal(400, "response_format is not supported")
        return loopback.completion()

    reply, peer = loopback.ask(loopback.Peer(answer), loopback.request(model))
    assert reply.text == '{"a": 1}'
    formats = [body.get("response_format", {}).get("type") for _, body in peer.requests]
    assert formats == ["json_schema", "json_object", None]
    sent = tuple(ChatMessage(**each) for each in peer.requests[-1][1]["messages"])
    assert extract_schema(sent) == (loopback.request().messages, loopback.SCHEMA)


def test_what_was_refused_is_remembered(loopback: ModuleType) -> None:
    def answer(body: dict[str, Any]) -> Any:
        if body.get("response_format", {}).get("type") == "json_schema":
            return loopback.refusal(400, "json_schema is not supported")
        return loopback.completion()

    async def twice() -> list[str | None]:
        async with loopback.Peer(answer) as peer:
            model = LiteLLMModel(ModelsConfig(api_base=peer.base))
            await model.complete(loopback.request())
            await model.complete(loopback.request())
            await model.close()
            return [body.get("response_format", {}).get("type") for _, body in peer.requests]

    assert asyncio.run(twice()) == ["json_schema", "json_object", "json_object"]


def test_one_schema_that_is_refused_later_steps_down_alone(loopback: ModuleType) -> None:
    odd = {"type": "object", "properties": {"odd": {"type": "string"}}}

    def answer(body: dict[str, Any]) -> Any:
        if "odd" in str(body.get("response_format", {})):
            return loopback.refusal(400, "Invalid schema")
        return loopback.completion()

    async def in_turn() -> list[str | None]:
        async with loopback.Peer(answer) as peer:
            model = LiteLLMModel(ModelsConfig(api_base=peer.base))
            for schema in (loopback.SCHEMA, odd, loopback.SCHEMA, odd):
                await model.complete(loopback.request(reply_schema=schema))
            await model.close()
            return [body.get("response_format", {}).get("type") for _, body in peer.requests]

    kinds = ["json_schema", "json_schema", "json_object", "json_schema", "json_object"]
    assert asyncio.run(in_turn()) == kinds


def test_fixed_output_that_is_refused_ends_the_run(loopback: ModuleType) -> None:
    peer = loopback.Peer(loopback.refusal(400, "response_format is not supported"))
    error, _ = loopback.ask(peer, loopback.request(), output="json_schema")
    assert isinstance(error, RefusedModelError)
    assert "models.output" in error.remedy


def test_key_is_not_sent_after_a_redirection(loopback: ModuleType) -> None:
    said = loopback.Said(b"", 307, {"Location": "http://127.0.0.1:9/v1/chat/completions"})
    error, peer = loopback.ask(loopback.Peer(said), loopback.request())
    assert isinstance(error, RefusedModelError)
    assert "api_base" in error.remedy
    assert len(peer.requests) == 1


@pytest.mark.parametrize("name", ["OPENAI_API_KEY", None])
def test_usual_variable_is_asked_where_none_is_named(
    loopback: ModuleType, monkeypatch: pytest.MonkeyPatch, name: str | None
) -> None:
    if name:
        monkeypatch.setenv(name, loopback.KEY)
    peer = loopback.Peer(loopback.completion())
    _, peer = loopback.ask(peer, loopback.request(), api_key_env=None)
    assert (peer.requests[0][0]["authorization"] == f"Bearer {loopback.KEY}") is (name is not None)
