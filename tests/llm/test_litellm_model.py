"""The door to models, with a real HTTP peer."""

from __future__ import annotations

import asyncio
import gzip
import pickle
import subprocess
import sys
import tracemalloc
import zlib
from dataclasses import replace
from types import ModuleType
from typing import Any

import pytest

from digit_tc.config.models import Endpoint, ModelsConfig
from digit_tc.errors import RefusedModelError, TransientModelError
from digit_tc.llm.litellm_model import LiteLLMModel

OPENAI, OTHER = "openai/m", "deepseek/m"
"""One model on the short way, one that goes through `litellm.acompletion`."""
both_ways = pytest.mark.parametrize("model", [OPENAI, OTHER])


@pytest.fixture(autouse=True)
def _keys(loopback: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "DEEPSEEK_API_KEY", "OPENAI_BASE_URL", "OPENAI_API_BASE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("THE_KEY", loopback.KEY)


@both_ways
def test_reply_comes_with_its_tokens(loopback: ModuleType, model: str) -> None:
    usage = {
        "prompt_tokens": 10,
        "completion_tokens": 5,
        "total_tokens": 15,
        "prompt_tokens_details": {"cached_tokens": 4},
        "completion_tokens_details": {"reasoning_tokens": 2},
    }
    reply, peer = loopback.ask(
        loopback.Peer(loopback.completion(usage=usage)), loopback.request(model)
    )
    assert (reply.text, reply.finish, reply.thinking) == ('{"a": 1}', "stop", "")
    counted = reply.usage
    assert (counted.prompt_tokens, counted.completion_tokens) == (10, 5)
    assert (counted.cached_tokens, counted.reasoning_tokens) == (4, 2)
    headers, body = peer.requests[0]
    assert headers["authorization"] == f"Bearer {loopback.KEY}"
    assert (body["model"], body["temperature"], body["max_tokens"]) == ("m", 0.5, 99)
    assert [message["role"] for message in body["messages"]] == ["system", "user"]
    assert peer.paths == ["/v1/chat/completions"]


def test_samples_are_told_apart(loopback: ModuleType) -> None:
    seeds = []
    for sample in (0, 1, 2):
        _, peer = loopback.ask(
            loopback.Peer(loopback.completion()), loopback.request(sample=sample)
        )
        seeds.append(peer.requests[0][1].get("seed"))
    assert seeds == [None, 1, 2]


@both_ways
def test_missing_usage_is_unknown_and_not_zero(loopback: ModuleType, model: str) -> None:
    reply, _ = loopback.ask(loopback.Peer(loopback.completion(usage=None)), loopback.request(model))
    assert reply.usage.prompt_tokens is None
    assert reply.usage.completion_tokens is None


@both_ways
@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('{"a": 1}', {"reasoning_content": "I think."}),
        ('<think>I think.</think>\n{"a": 1}', {}),
        ('I think.</think>{"a": 1}', {}),
    ],
)
def test_thinking_is_kept_apart(
    loopback: ModuleType, model: str, content: str, message: dict[str, str]
) -> None:
    reply, _ = loopback.ask(
        loopback.Peer(loopback.completion(content, message=message)), loopback.request(model)
    )
    assert (reply.text, reply.thinking) == ('{"a": 1}', "I think.")


@both_ways
def test_reply_that_is_cut_off_is_told_from_one_that_is_finished(
    loopback: ModuleType, model: str
) -> None:
    said = loopback.completion('{"a": ', finish_reason="length")
    reply, _ = loopback.ask(loopback.Peer(said), loopback.request(model))
    assert (reply.text, reply.finish) == ('{"a": ', "length")


@both_ways
def test_empty_text_is_a_reply_and_no_fault(loopback: ModuleType, model: str) -> None:
    reply, _ = loopback.ask(loopback.Peer(loopback.completion(None)), loopback.request(model))
    assert reply.text == ""


HTML = b"<html><head><title>503</title></head><body>Service Unavailable</body></html>"
JSON_TYPE = {"Content-Type": "application/json"}


@both_ways
@pytest.mark.parametrize(
    ("case", "kind"),
    [
        (("refusal", 429, "Slow down", {"Retry-After": "7"}), "rate-limit"),
        (("refusal", 500, "Oh"), "server-error"),
        (("Said", HTML, 503, {"Content-Type": "text/html"}), "server-error"),
        (("Said", HTML, 200, {"Content-Type": "text/html"}), "bad-response"),
        (("Said", b"", 200, {}, "reset"), "connection"),
        (("Said", b"", 200, {}, "hang"), "time-out"),
        (("Said", b'{"id": "x", "choi', 200, JSON_TYPE), "bad-response"),
        (("completion", "x", {"choices": []}), "bad-response"),
        (("Said", b'{"hello": 1}', 200, JSON_TYPE), "bad-response"),
    ],
)
def test_each_fault_of_transport_is_worth_another_try(
    loopback: ModuleType, model: str, case: tuple[Any, ...], kind: str
) -> None:
    make, *given = case
    said = (
        loopback.completion(given[0], **given[1])
        if make == "completion"
        else getattr(loopback, make)(*given)
    )
    error, peer = loopback.ask(
        loopback.Peer(said), loopback.request(model), read_seconds=0.5, connect_seconds=0.5
    )
    assert isinstance(error, TransientModelError), error
    assert error.kind == kind, error
    assert error.retry_after_seconds == (7.0 if kind == "rate-limit" else None)
    # LiteLLM's own client opens a new connection once where one was broken off.
    most = 2 if kind == "connection" and model == OTHER else 1
    assert len(peer.requests) <= most


@both_ways
def test_body_that_breaks_off_is_worth_another_try(loopback: ModuleType, model: str) -> None:
    error, _ = loopback.ask(
        loopback.Peer(loopback.Said(b'{"id"', how="cut")), loopback.request(model)
    )
    assert isinstance(error, TransientModelError)


def _packed(loopback: ModuleType, body: bytes, encoding: str = "gzip") -> Any:
    headers = {"Content-Type": "application/json", "Content-Encoding": encoding}
    return loopback.Said(body, headers=headers)


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_packed_reply_is_unpacked(loopback: ModuleType, encoding: str) -> None:
    body = loopback.completion().body
    packed = gzip.compress(body) if encoding == "gzip" else zlib.compress(body)
    reply, peer = loopback.ask(
        loopback.Peer(_packed(loopback, packed, encoding)), loopback.request()
    )
    assert reply.text == '{"a": 1}'
    assert peer.requests[0][0]["accept-encoding"] == "gzip"


@pytest.mark.parametrize("status", [200, 500])
def test_no_more_is_unpacked_than_a_reply_may_measure(loopback: ModuleType, status: int) -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    parts = [packer.compress(b"0" * 10_000_000) for _ in range(40)]
    said = replace(_packed(loopback, b"".join([*parts, packer.flush()])), status=status)
    tracemalloc.start()
    try:
        error, _ = loopback.ask(loopback.Peer(said), loopback.request())
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert isinstance(error, TransientModelError)
    assert "more than 33554432 bytes" in error.message
    assert most < 150 * 2**20


@pytest.mark.parametrize(("body", "encoding"), [(b"{}", "gzip"), (b"{}", "zstd")])
def test_reply_that_cannot_be_unpacked_is_worth_another_try(
    loopback: ModuleType, body: bytes, encoding: str
) -> None:
    error, _ = loopback.ask(loopback.Peer(_packed(loopback, body, encoding)), loopback.request())
    assert isinstance(error, TransientModelError)
    assert error.kind == "bad-response"


@both_ways
@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "1.5"}, 1.5),
        ({"retry-after-ms": "250", "Retry-After": "9"}, 0.25),
        (
            {
                "Date": "Wed, 21 Oct 2026 07:28:00 GMT",
                "Retry-After": "Wed, 21 Oct 2026 07:28:30 GMT",
            },
            30.0,
        ),
        ({"Retry-After": "soon"}, None),
        ({}, None),
    ],
)
def test_time_that_a_provider_asks_for_is_handed_on(
    loopback: ModuleType, model: str, headers: dict[str, str], seconds: float | None
) -> None:
    error, _ = loopback.ask(
        loopback.Peer(loopback.refusal(429, "Slow", headers)), loopback.request(model)
    )
    assert isinstance(error, TransientModelError)
    assert error.retry_after_seconds == seconds
    again = pickle.loads(pickle.dumps(error))  # noqa: S301  (our own bytes)
    assert (again.kind, again.retry_after_seconds) == (error.kind, seconds)


@both_ways
@pytest.mark.parametrize(
    ("status", "message", "kind"),
    [
        (401, "Incorrect API key provided: THE_KEY", "key"),
        (403, "Not allowed", "key"),
        (404, "The model m does not exist", "unknown-model"),
        (429, "You exceeded your quota: insufficient_quota", "quota"),
        (402, "Insufficient credits", "quota"),
        (400, "This model's maximum context length is 4096 tokens", "too-long"),
        (400, "The model `m` does not exist", "unknown-model"),
        (400, "temperature must not be negative", "request"),
    ],
)
def test_refusal_is_told_by_its_kind_and_without_the_key(
    loopback: ModuleType,
    model: str,
    status: int,
    message: str,
    kind: str,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(0)
    error, _ = loopback.ask(
        loopback.Peer(loopback.refusal(status, message.replace("THE_KEY", loopback.KEY))),
        loopback.request(model),
    )
    assert isinstance(error, RefusedModelError), error
    assert error.kind == kind, error
    assert error.of_the_prompt is (kind == "too-long")
    shown = capfd.readouterr()
    around = [error.__context__, error.__cause__]
    told = f"{error} {error!r} {error.__dict__} {around} {caplog.text} {shown.out} {shown.err}"
    assert loopback.KEY not in told
    assert loopback.KEY[:12] not in told
    assert pickle.loads(pickle.dumps(error)).kind == kind  # noqa: S301  (our own bytes)


def test_address_without_any_key_is_sent_a_stand_in(loopback: ModuleType) -> None:
    peer = loopback.Peer(loopback.completion())
    _, peer = loopback.ask(peer, loopback.request(), api_key_env=None)
    assert "authorization" in peer.requests[0][0]


def test_named_variable_that_is_not_set_ends_the_run(loopback: ModuleType) -> None:
    error, peer = loopback.ask(
        loopback.Peer(loopback.completion()), loopback.request(), api_key_env="NOT_SET"
    )
    assert isinstance(error, RefusedModelError)
    assert error.kind == "key"
    assert "NOT_SET" in error.message
    assert not peer.requests


@pytest.mark.parametrize(
    ("model", "variable", "named"),
    [
        (OPENAI, "THE_KEY", "THE_KEY"),
        (OTHER, "THE_KEY", "THE_KEY"),
        (OPENAI, "OPENAI_API_KEY", None),
        (OTHER, "DEEPSEEK_API_KEY", None),
    ],
)
def test_blanks_around_a_key_are_no_part_of_it(
    loopback: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    model: str,
    variable: str,
    named: str | None,
) -> None:
    monkeypatch.setenv(variable, f" {loopback.KEY}\r\n")
    _, peer = loopback.ask(
        loopback.Peer(loopback.completion()), loopback.request(model), api_key_env=named
    )
    assert peer.requests[0][0]["authorization"] == f"Bearer {loopback.KEY}"


@pytest.mark.parametrize("key", [" \n", "sk-Zebra\r\nX-Evil: 1", "Zebra\x01", "Zebra-ключ"])
@pytest.mark.parametrize(
    ("model", "variable", "named"),
    [
        (OPENAI, "THE_KEY", "THE_KEY"),
        (OPENAI, "OPENAI_API_KEY", None),
        (OTHER, "DEEPSEEK_API_KEY", None),
    ],
)
def test_key_that_no_header_can_carry_is_told_by_its_variable(
    loopback: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    key: str,
    model: str,
    variable: str,
    named: str | None,
) -> None:
    monkeypatch.setenv(variable, key)
    error, peer = loopback.ask(
        loopback.Peer(loopback.completion()), loopback.request(model), api_key_env=named
    )
    assert isinstance(error, RefusedModelError)
    assert f"The environment variable {variable} holds no usable key" in error.message
    assert "Zebra" not in str(error)
    assert (error.kind, peer.requests) == ("key", [])


def test_model_has_an_address_of_its_own(loopback: ModuleType) -> None:
    async def once() -> int:
        async with loopback.Peer(loopback.completion()) as peer:
            config = ModelsConfig(
                api_base="http://127.0.0.1:1/v1", endpoints={OPENAI: Endpoint(api_base=peer.base)}
            )
            model = LiteLLMModel(config)
            await model.complete(loopback.request())
            await model.close()
            return len(peer.requests)

    assert asyncio.run(once()) == 1


def test_many_at_once_find_the_way_once(loopback: ModuleType) -> None:
    async def at_once() -> int:
        async with loopback.Peer(loopback.completion()) as peer:
            model = LiteLLMModel(ModelsConfig(api_base=peer.base))
            replies = await asyncio.gather(*(model.complete(loopback.request()) for _ in range(40)))
            await model.close()
            return sum(reply.text == '{"a": 1}' for reply in replies)

    assert asyncio.run(at_once()) == 40


def test_request_that_is_cancelled_leaves_the_door_open_for_others(loopback: ModuleType) -> None:
    async def cancelled() -> str:
        said = iter([loopback.Said(b"", how="hang"), loopback.completion()])
        async with loopback.Peer(lambda _: next(said)) as peer:
            model = LiteLLMModel(ModelsConfig(api_base=peer.base))
            task = asyncio.create_task(model.complete(loopback.request()))
            while not peer.requests:
                await asyncio.sleep(0.01)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            reply = await model.complete(loopback.request())
            await model.close()
            return reply.text

    assert asyncio.run(cancelled()) == '{"a": 1}'


def test_nothing_heavy_is_loaded_before_a_model_is_asked() -> None:
    asked = (
        "import sys\nfrom digit_tc.llm import litellm_model, prices, structured_output\n"
        "print([name for name in ('litellm', 'openai', 'aiohttp', 'httpx', 'json_repair')"
        " if name in sys.modules])"
    )
    told = subprocess.run([sys.executable, "-c", asked], check=True, capture_output=True, text=True)
    assert told.stdout.strip() == "[]"


def test_unknown_provider_ends_the_run_before_anything_is_sent(loopback: ModuleType) -> None:
    async def once() -> None:
        await LiteLLMModel(ModelsConfig()).complete(loopback.request("nobody-knows-it"))

    with pytest.raises(RefusedModelError, match="nobody-knows-it") as caught:
        asyncio.run(once())
    assert caught.value.kind == "unknown-model"
