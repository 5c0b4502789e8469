"""The mock provider as a provider, over real HTTP on the loopback."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from digit_tc.errors import ConfigError
from digit_tc.mock_provider import MockProvider
from digit_tc.mock_provider.rate_limits import TokenBucket
from digit_tc.prompts.parts import CallBrief
from digit_tc.prompts.write_request import WriteRequest

CALL = CallBrief(
    id=1, tool="get_weather", does="Get the weather in a city.", arguments={"city": "Porto"}
)
PROMPT = WriteRequest(
    today="2026-03-12",
    persona="a teacher",
    manner="plain",
    history=(),
    explicit=(CALL,),
    hidden=(),
    values=("Porto",),
)
ROOT = Path(__file__).parents[2]
Client = Callable[[aiohttp.ClientSession, str], Awaitable[Any]]


def body(**changes: Any) -> dict[str, Any]:
    """A request for the words of `PROMPT`."""
    held = {"name": "reply", "schema": PROMPT.reply_schema(), "strict": True}
    return {
        "model": "rehearsal",
        "messages": [message.model_dump() for message in PROMPT.messages()],
        "response_format": {"type": "json_schema", "json_schema": held},
        **changes,
    }


def served(client: Client, **behaviour: Any) -> Any:
    """What a client makes of a mock provider that is started for it."""

    async def run() -> Any:
        provider = MockProvider(**behaviour)
        address = await provider.start()
        try:
            async with aiohttp.ClientSession() as session:
                return await client(session, address)
        finally:
            await provider.stop()

    return asyncio.run(run())


def posted(
    given: Any, headers: dict[str, str] | None = None, **behaviour: Any
) -> tuple[int, dict[str, Any], Any]:
    """Status, body and headers of one request."""

    async def client(session: aiohttp.ClientSession, address: str) -> Any:
        url = f"{address}/chat/completions"
        data = given if isinstance(given, bytes) else json.dumps(given).encode()
        async with session.post(url, data=data, headers=headers) as reply:
            return reply.status, await reply.json(), dict(reply.headers)

    result: tuple[int, dict[str, Any], Any] = served(client, **behaviour)
    return result


def test_a_prompt_is_answered_as_openai_answers() -> None:
    status, reply, _headers = posted(body())
    assert status == 200
    assert reply["object"] == "chat.completion"
    assert reply["choices"][0]["finish_reason"] == "stop"
    assert "Porto" in json.loads(reply["choices"][0]["message"]["content"])["request"]
    usage = reply["usage"]
    assert usage["total_tokens"] == usage["prompt_tokens"] + usage["completion_tokens"]
    assert usage["prompt_tokens_details"]["cached_tokens"] == 0
    characters = sum(len(message.content) for message in PROMPT.messages())
    assert abs(usage["prompt_tokens"] - characters / 4) < 20


@pytest.mark.parametrize("mode", ["json_schema", "json_object", "instruction"])
def test_the_schema_is_found_wherever_it_is_sent(mode: Any) -> None:
    from digit_tc.llm.protocol import ModelRequest
    from digit_tc.llm.structured_output import render_request

    asked = ModelRequest(model="m", messages=PROMPT.messages(), reply_schema=PROMPT.reply_schema())
    messages, form = render_request(asked, mode)
    given = {"model": "m", "messages": messages}
    status, reply, _headers = posted(given | ({"response_format": form} if form else {}))
    assert status == 200
    assert "Porto" in json.loads(reply["choices"][0]["message"]["content"])["request"]


def test_the_seed_is_which_sample_is_meant_and_the_temperature_is_nothing() -> None:
    def words(**changes: Any) -> str:
        text: str = posted(body(**changes))[1]["choices"][0]["message"]["content"]
        return text

    assert words(seed=1, temperature=0) == words(seed=1, temperature=1.7)
    assert len({words(seed=seed) for seed in range(4)}) > 1


def test_a_reply_is_cut_off_at_the_token_limit() -> None:
    _status, reply, _headers = posted(body(max_tokens=3))
    assert reply["choices"][0]["finish_reason"] == "length"
    assert reply["usage"]["completion_tokens"] == 3


@pytest.mark.parametrize(
    ("changes", "headers", "status", "code"),
    [
        ({}, {"Authorization": "Bearer please-refuse-me"}, 401, "invalid_api_key"),
        ({"model": "no-such-model-7b"}, {}, 404, "model_not_found"),
        ({"model": "openai/unknown"}, {}, 404, "model_not_found"),
        ({"messages": []}, {}, 400, None),
        ({"messages": [{"role": "user"}]}, {}, 400, None),
        ({"stream": True}, {}, 400, None),
        ({"seed": "x"}, {}, 400, None),
        ({"max_tokens": -5}, {}, 400, None),
        ({"max_tokens": 0}, {}, 400, None),
        ({"max_completion_tokens": -1}, {}, 400, None),
        ({"response_format": {"type": "json_schema"}}, {}, 400, None),
    ],
)
def test_what_is_refused_is_told_in_openai_words(
    changes: dict[str, Any], headers: dict[str, str], status: int, code: str | None
) -> None:
    found, reply, _headers = posted(body(**changes), headers)
    assert (found, reply["error"]["code"]) == (status, code)
    assert reply["error"]["message"]


def test_a_body_that_is_no_json_is_a_bad_request() -> None:
    assert posted(b"{oops")[0] == 400


def test_models_health_and_stats() -> None:
    async def client(session: aiohttp.ClientSession, address: str) -> list[Any]:
        async with session.post(f"{address}/chat/completions", json=body()) as reply:
            await reply.read()
        told = []
        for path in ("/v1/models", "/health", "/stats"):
            async with session.get(address.removesuffix("/v1") + path) as reply:
                told.append(await reply.json())
        return told

    models, health, stats = served(client)
    assert models["data"][0]["id"] == "rehearsal"
    assert health == {"status": "ok"}
    assert stats["replies"] == {"write-request": 1}
    assert stats["requests_remembered"] == 1


def many(count: int, seconds: float = 5.0) -> Client:
    """A client that sends many at once and counts statuses or what went wrong."""

    async def one(session: aiohttp.ClientSession, address: str, number: int) -> str:
        limit = aiohttp.ClientTimeout(total=seconds)
        try:
            url = f"{address}/chat/completions"
            async with session.post(url, json=body(seed=number), timeout=limit) as reply:
                text = await reply.text()
        except TimeoutError:
            return "hang"
        except aiohttp.ClientError:
            return "reset"
        if reply.status != 200:
            return str(reply.status)
        try:
            content = json.loads(text)["choices"][0]["message"]["content"]
        except ValueError:
            return "truncated"
        return "ok" if content.startswith("{") else "prose" if content else "empty"

    async def client(session: aiohttp.ClientSession, address: str) -> Counter[str]:
        sent = (one(session, address, number) for number in range(count))
        return Counter(await asyncio.gather(*sent))

    return client


def test_replies_take_their_time_side_by_side() -> None:
    begun = time.perf_counter()
    found = served(many(40), latency_ms=300)
    assert found == {"ok": 40}
    assert 0.3 <= time.perf_counter() - begun < 3


def test_more_than_the_rate_limit_is_told_when_to_come_again() -> None:
    async def client(session: aiohttp.ClientSession, address: str) -> list[Any]:
        found = []
        for _ in range(4):
            async with session.post(f"{address}/chat/completions", json=body()) as reply:
                found.append((reply.status, dict(reply.headers), await reply.json()))
        return found

    found = served(client, requests_per_minute=12)
    assert [status for status, _headers, _body in found] == [200, 200, 429, 429]
    assert found[0][1]["x-ratelimit-limit-requests"] == "12"
    assert found[1][1]["x-ratelimit-remaining-requests"] == "0"
    _status, headers, reply = found[2]
    assert 1 <= int(headers["Retry-After"]) <= 5
    assert reply["error"]["code"] == "rate_limit_exceeded"


def test_the_limit_of_tokens_counts_prompts_and_replies() -> None:
    assert served(many(5), tokens_per_minute=100) == {"ok": 1, "429": 4}


def test_a_bucket_gives_its_rate_and_no_more() -> None:
    bucket = TokenBucket(60)
    taken = 0
    for tick in range(1200):
        if not bucket.count_seconds_until(1, tick / 10):
            bucket.take(1, tick / 10)
            taken += 1
    assert 120 <= taken <= 130


def test_a_share_of_the_replies_is_spoiled_in_every_way() -> None:
    found = served(many(120, seconds=4), fail_share=0.5, seed=3)
    assert set(found) == {
        "ok", "429", "500", "503", "hang", "reset", "truncated", "empty", "prose",
    }  # fmt: skip
    assert 40 <= found["ok"] <= 80


def test_without_a_share_nothing_is_spoiled() -> None:
    assert served(many(30)) == {"ok": 30}


@pytest.mark.parametrize(
    "wrong", [{"fail_share": 1.5}, {"latency_ms": -1}, {"requests_per_minute": 0}]
)
def test_behaviour_out_of_range_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ConfigError):
        MockProvider(**wrong)


def command(*words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", "from flows.cli import main; main()", "rehearse", *words],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_command_tells_its_address_and_ends_cleanly(number: signal.Signals) -> None:
    server = command("--port", "0")
    assert server.stdout is not None
    line = server.stdout.readline()
    assert "http://127.0.0.1:" in line
    assert "generate" in line
    server.send_signal(number)
    _out, problems = server.communicate(timeout=20)
    assert (server.returncode, problems) == (0, "")


def test_a_taken_port_is_told_in_one_sentence() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        server = command("--port", str(taken.getsockname()[1]))
        out, problems = server.communicate(timeout=20)
    assert (server.returncode, out) == (2, "")
    assert "is taken" in problems
    assert "Traceback" not in problems
