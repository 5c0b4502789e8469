"""A proxy before a mock provider: it spoils replies by a seeded plan and keeps what passed through.

It runs in a thread of its own, so that commands can be started beside it as processes.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import threading
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from random import Random
from typing import Any, Literal, Self, get_args

import aiohttp
from aiohttp import web

from digit_tc.mock_provider import MockProvider

Spoiling = Literal[
    "rate-limit", "rate-limit-silent", "server-error", "html", "reset", "hang", "cut-body",
    "short-body", "cut-content", "empty", "prose",
]  # fmt: skip
SPOILINGS: tuple[Spoiling, ...] = get_args(Spoiling)
WHOLE: tuple[Spoiling, ...] = ("cut-content", "empty", "prose")
"""Spoilings of the content alone: a whole reply is sent, and would be paid for."""
OUTCOME: dict[Spoiling, str] = {
    "rate-limit": "rate-limit",
    "rate-limit-silent": "rate-limit",
    "server-error": "server-error",
    "html": "server-error",
    "reset": "connection",
    "hang": "time-out",
    "cut-body": "bad-response",
    "short-body": "bad-response",
    "cut-content": "unreadable",
    "empty": "empty",
    "prose": "unreadable",
}
"""Spoiling → what stands for it in the ledger."""
_LONGEST_HANG_SECONDS = 120.0


@dataclass
class Exchange:
    """One request that came, and what became of it."""

    number: int
    key: str
    """Digest of the body: equal for equal requests."""
    sent: int
    """How many requests of this body came so far, this one included."""
    body: dict[str, Any]
    headers: dict[str, str]
    spoiling: str = ""
    status: int = 0
    whole: bool = False
    """Whether a whole chat completion went out."""
    said: str = ""
    """The content that went out."""

    @property
    def prompt(self) -> str:
        """Name and version of the prompt: `solve/1`."""
        first: str = self.body["messages"][0]["content"].partition("\n")[0]
        return first.removeprefix("Task: ") if first.startswith("Task: ") else ""

    @property
    def data(self) -> str:
        """The data of the prompt, without the instructions."""
        content: str = self.body["messages"][1]["content"]
        return content


@dataclass(frozen=True)
class Instead:
    """A response that is sent in place of the true one."""

    status: int
    body: Any = ""
    headers: dict[str, str] = field(default_factory=dict)


Plan = Callable[[Exchange], Spoiling | Instead | None]
"""What is done to the reply of an exchange; None leaves it as it is."""
Rewrite = Callable[[Exchange, dict[str, Any]], dict[str, Any] | bytes | web.Response]
"""A chat completion → what is sent in its place."""


def spoils(share: float, seed: int, of: tuple[Spoiling, ...] = SPOILINGS) -> Plan:
    """Spoil this share of replies, whichever order they are asked in."""

    def plan(exchange: Exchange) -> Spoiling | None:
        chance = Random(f"{seed}:{exchange.key}:{exchange.sent}")
        return chance.choice(of) if chance.random() < share else None

    return plan


class SpoilingProxy:
    """`with SpoilingProxy(plan) as proxy:` serves at `proxy.base`, before its own provider.

    `plan`, `rewrite` and `delay` (in seconds) may be set anew at any time.
    `exchanges` holds all that came, in order.
    """

    def __init__(
        self,
        plan: Plan = lambda _: None,
        rewrite: Rewrite = lambda _, completion: completion,
        *,
        latency_ms: float = 0.0,
    ) -> None:
        self.plan, self.rewrite = plan, rewrite
        self.delay: Callable[[Exchange], float] = lambda _: 0.0
        self.exchanges: list[Exchange] = []
        self.base = ""
        self._latency_ms = latency_ms
        self._times: Counter[str] = Counter()
        self._ready, self._end = threading.Event(), asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._ready.wait(60), "the proxy did not start"
        return self

    def __exit__(self, *_: object) -> None:
        assert self._loop is not None
        self._loop.call_soon_threadsafe(self._end.set)
        self._thread.join(10)

    def paid_twice(self) -> dict[str, int]:
        """Requests that got more than one whole reply, with how many."""
        times = Counter(one.key for one in self.exchanges if one.whole)
        return {key: number for key, number in times.items() if number > 1}

    def spoiled(self) -> Counter[str]:
        """What was spoiled, and how often."""
        return Counter(one.spoiling for one in self.exchanges if one.spoiling)

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        provider = MockProvider(latency_ms=self._latency_ms)
        self._upstream = await provider.start()
        app = web.Application(client_max_size=2**25)
        app.router.add_post("/v1/chat/completions", self._complete)
        runner = web.AppRunner(
            app, access_log=None, handler_cancellation=True, shutdown_timeout=0.1
        )
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0, backlog=2048).start()
        self.base = f"http://127.0.0.1:{runner.addresses[0][1]}/v1"
        connector = aiohttp.TCPConnector(limit=0)
        async with aiohttp.ClientSession(connector=connector) as self._session:
            self._ready.set()
            await self._end.wait()
            await runner.cleanup()
            await provider.stop()

    async def _complete(self, request: web.Request) -> web.StreamResponse:
        raw = await request.read()
        key = blake2b(raw, digest_size=12).hexdigest()
        self._times[key] += 1
        exchange = Exchange(
            len(self.exchanges), key, self._times[key], json.loads(raw), dict(request.headers)
        )
        self.exchanges.append(exchange)
        planned = self.plan(exchange)
        await asyncio.sleep(self.delay(exchange))
        if isinstance(planned, Instead):
            exchange.spoiling, exchange.status = f"instead-{planned.status}", planned.status
            return _response(planned.status, planned.body, planned.headers)
        if planned is not None:
            exchange.spoiling = planned
            at_once = await _without_a_reply(request, planned)
            if at_once is not None:
                exchange.status = at_once.status
                return at_once
        return await self._answered(request, exchange, raw)

    async def _answered(
        self, request: web.Request, exchange: Exchange, raw: bytes
    ) -> web.StreamResponse:
        url = f"{self._upstream}/chat/completions"
        json_type = {"Content-Type": "application/json"}
        async with self._session.post(url, data=raw, headers=json_type) as answer:
            body, exchange.status = await answer.read(), answer.status
        if exchange.status != 200:
            return web.Response(body=body, status=exchange.status, headers=json_type)
        completion = json.loads(body)
        if exchange.spoiling in WHOLE:
            message = completion["choices"][0]["message"]
            message["content"] = _poor(exchange.spoiling, message["content"])
        rewritten = self.rewrite(exchange, completion)
        if isinstance(rewritten, web.Response):
            exchange.whole = True
            return rewritten
        if isinstance(rewritten, dict):
            exchange.said = str(rewritten["choices"][0]["message"].get("content"))
            rewritten = json.dumps(rewritten).encode()
        if exchange.spoiling == "cut-body":
            return web.Response(body=rewritten[: len(rewritten) // 2], headers=json_type)
        length = len(rewritten) + (99 if exchange.spoiling == "short-body" else 0)
        response = web.StreamResponse(headers={**json_type, "Content-Length": str(length)})
        await response.prepare(request)
        await response.write(rewritten)
        if exchange.spoiling == "short-body":
            assert request.transport is not None
            request.transport.close()
            return response
        await response.write_eof()
        exchange.whole = True
        return response


def gzipped(completion: Mapping[str, Any]) -> web.Response:
    """A chat completion as gzip."""
    headers = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
    return web.Response(body=gzip.compress(json.dumps(completion).encode()), headers=headers)


def streamed(completion: Mapping[str, Any]) -> web.Response:
    """A chat completion as events, which nobody asked for."""
    choice = completion["choices"][0]
    chunk = {
        **completion,
        "object": "chat.completion.chunk",
        "choices": [{"index": 0, "delta": choice["message"], "finish_reason": "stop"}],
    }
    text = f"data: {json.dumps(chunk)}\n\ndata: [DONE]\n\n"
    return web.Response(text=text, content_type="text/event-stream")


def _poor(spoiling: str, content: str) -> str:
    if spoiling == "cut-content":
        return content[: len(content) * 2 // 3]
    return "" if spoiling == "empty" else "Of course! I would be glad to help you with that."


async def _without_a_reply(request: web.Request, spoiling: Spoiling) -> web.Response | None:
    if spoiling == "rate-limit":
        error = {"error": {"message": "Too many requests.", "type": "requests"}}
        return _response(429, error, {"Retry-After": "1"})
    if spoiling == "rate-limit-silent":
        return _response(429, {"error": {"message": "Too many requests."}}, {})
    if spoiling == "server-error":
        return _response(500, {"error": {"message": "The server had an error."}}, {})
    if spoiling == "html":
        page = "<html><body><h1>503 Service Temporarily Unavailable</h1></body></html>"
        return _response(503, page, {"Content-Type": "text/html"})
    if spoiling == "hang":
        await asyncio.sleep(_LONGEST_HANG_SECONDS)
    if spoiling in ("hang", "reset"):
        assert request.transport is not None
        request.transport.abort()
        return web.Response(status=500)
    return None


def _response(status: int, body: Any, headers: Mapping[str, str]) -> web.Response:
    text = body if isinstance(body, str) else json.dumps(body)
    return web.Response(
        text=text, status=status, headers={"Content-Type": "application/json", **headers}
    )
