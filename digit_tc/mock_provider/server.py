"""The mock provider over HTTP: `/v1/chat/completions`, `/v1/models`, `/health` and `/stats`."""

from __future__ import annotations

import asyncio
import errno
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import orjson
from aiohttp import web

from digit_tc.errors import ConfigError
from digit_tc.llm.protocol import ChatMessage
from digit_tc.mock_provider import openai_responses
from digit_tc.mock_provider.behaviour import Behaviour
from digit_tc.mock_provider.completion_request import (
    CompletionRequest,
    InvalidRequestError,
    parse_request,
)
from digit_tc.mock_provider.fault_injection import FaultInjector, InjectedFault
from digit_tc.mock_provider.memory import Memory
from digit_tc.mock_provider.rate_limits import RateLimitDelay, RateLimits
from digit_tc.mock_provider.schema_instances import PLACEHOLDER
from digit_tc.mock_provider.stats import Stats
from digit_tc.mock_provider.tokens import count_prompt_tokens

NamedAnswer = Callable[[Sequence[ChatMessage], Mapping[str, Any] | None, int], tuple[str, str]]
"""Messages, schema of the reply and seed → name of the prompt and reply."""

_log = logging.getLogger(__name__)
_MOST_BODY_IN_BYTES = 32 * 1024 * 1024
_HANG_IN_SECONDS = 60.0
_FAULT_RETRY_IN_SECONDS = 1
_STOP_IN_SECONDS = 1.0
_JSON = "application/json"
_PAGE = (
    b"<html><head><title>503 Service Temporarily Unavailable</title></head><body>"
    b"<h1>503 Service Temporarily Unavailable</h1></body></html>"
)


class Server:
    """Serves one mock provider over HTTP, from one event loop."""

    def __init__(self, behaviour: Behaviour, memory: Memory, answer: NamedAnswer) -> None:
        self._memory, self._answer = memory, answer
        self._limits = RateLimits(behaviour.requests_per_minute, behaviour.tokens_per_minute)
        self._injector = FaultInjector(
            behaviour.seed,
            behaviour.latency_in_ms,
            behaviour.latency_sigma,
            behaviour.fail_share,
        )
        self._stats = Stats()
        self._runner: web.AppRunner | None = None

    async def start(self, host: str, port: int) -> str:
        """Listen, and return the address. Raises ConfigError where that is not possible."""
        app = web.Application(client_max_size=_MOST_BODY_IN_BYTES)
        for prefix in ("", "/v1"):
            app.router.add_post(f"{prefix}/chat/completions", self._complete)
            app.router.add_get(f"{prefix}/models", self._models)
        app.router.add_get("/health", self._health)
        app.router.add_get("/stats", self._show_stats)
        # A client that gives up ends what was done for it; a hanging reply would stay otherwise.
        runner = web.AppRunner(
            app, access_log=None, handler_cancellation=True, shutdown_timeout=_STOP_IN_SECONDS
        )
        await runner.setup()
        site = web.TCPSite(runner, host, port, backlog=2048)
        try:
            await site.start()
        except OSError as problem:
            await runner.cleanup()
            raise _explain_port_error(host, port, problem) from None
        self._runner = runner
        bound = runner.addresses[0]
        name = f"[{host}]" if ":" in host else host
        return f"http://{name}:{bound[1]}/v1"

    async def stop(self) -> None:
        """Stop listening and close what is open."""
        if self._runner is not None:
            await self._runner.cleanup()

    async def _models(self, _request: web.Request) -> web.Response:
        return web.Response(body=openai_responses.render_model_list(), content_type=_JSON)

    async def _health(self, _request: web.Request) -> web.Response:
        return web.Response(body=b'{"status":"ok"}', content_type=_JSON)

    async def _show_stats(self, _request: web.Request) -> web.Response:
        shown = {
            **self._stats.to_json(),
            "requests_remembered": len(self._memory),
        }
        return web.Response(
            body=orjson.dumps(shown, option=orjson.OPT_INDENT_2), content_type=_JSON
        )

    async def _complete(self, request: web.Request) -> web.StreamResponse:
        arrived = asyncio.get_running_loop().time()
        self._stats.start_request()
        try:
            body = await request.read()
            try:
                completion = parse_request(body, request.headers.get("Authorization", ""))
            except InvalidRequestError as wrong:
                self._stats.refused += 1
                return _render_error(wrong.status, str(wrong), wrong.kind, wrong.code)
            return await self._reply(request, completion, arrived)
        finally:
            self._stats.end_request()

    async def _reply(
        self, request: web.Request, completion: CompletionRequest, arrived: float
    ) -> web.StreamResponse:
        prompt_tokens = count_prompt_tokens(message.content for message in completion.messages)
        limited = self._limits.admit(prompt_tokens, arrived)
        if limited is not None:
            self._stats.limited[limited.what] += 1
            return self._refuse_for_now(limited)
        fault = self._injector.draw_fault()
        seconds = self._injector.draw_latency_in_seconds()
        content, name, answer_seconds = "", "", 0.0
        if fault in (None, "truncated"):
            begun = time.perf_counter()
            name, content = self._answer(completion.messages, completion.schema, completion.seed)
            answer_seconds = time.perf_counter() - begun
        elif fault == "prose":
            content = f"Of course! Here is what you asked for, in my own words. {PLACEHOLDER}"
        loop = asyncio.get_running_loop()
        left = arrived + seconds - loop.time()
        if left > 0:
            await asyncio.sleep(left)
        if fault is not None:
            self._stats.faults[fault] += 1
            spoiled = await _send_fault(request, fault)
            if spoiled is not None:
                return spoiled
        body, tokens = openai_responses.render_completion(
            content,
            model=completion.model,
            prompt_tokens=prompt_tokens,
            most_tokens=completion.most_tokens,
            number=self._stats.requests,
            now=int(time.time()),
        )
        self._limits.charge(tokens, loop.time())
        self._stats.prompt_tokens += prompt_tokens
        self._stats.completion_tokens += tokens
        if fault == "truncated":
            body = body[: len(body) // 2]
        elif fault is None:
            self._stats.replies[name] += 1
            self._stats.seconds[name] += answer_seconds
        return web.Response(body=body, content_type=_JSON, headers=self._limits.render_headers())

    def _refuse_for_now(self, limited: RateLimitDelay) -> web.Response:
        wait = max(0.001, limited.seconds)
        message = (
            f"Rate limit reached: {limited.per_minute} {limited.what} a minute. "
            f"Try again in {wait:.3f} s."
        )
        headers = {
            **self._limits.render_headers(),
            "Retry-After": str(-int(-wait // 1)),
            "retry-after-ms": str(-int(-wait * 1000 // 1)),
        }
        return _render_error(429, message, limited.what, "rate_limit_exceeded", headers)


async def _send_fault(request: web.Request, fault: InjectedFault) -> web.Response | None:
    """The response of a fault; None where the body is sent after all, in whatever state."""
    if fault == "rate-limit":
        headers = {"Retry-After": str(_FAULT_RETRY_IN_SECONDS)}
        message = "Rate limit reached. (The mock provider was asked to fail at times.)"
        return _render_error(429, message, "requests", "rate_limit_exceeded", headers)
    if fault == "server-error":
        message = "The server had an error. (The mock provider was asked to fail at times.)"
        return _render_error(500, message, "server_error", None)
    if fault == "html":
        return web.Response(status=503, body=_PAGE, content_type="text/html")
    if fault == "hang":
        await asyncio.sleep(_HANG_IN_SECONDS)
    if fault in ("hang", "reset"):
        if request.transport is not None:
            request.transport.abort()
        return web.Response(status=500)
    return None


def _render_error(
    status: int,
    message: str,
    kind: str,
    code: str | None,
    headers: dict[str, str] | None = None,
) -> web.Response:
    return web.Response(
        status=status,
        body=openai_responses.render_error(message, kind, code),
        content_type=_JSON,
        headers=headers,
    )


def _explain_port_error(host: str, port: int, problem: OSError) -> ConfigError:
    if problem.errno == errno.EADDRINUSE:
        return ConfigError(
            f"Port {port} of {host} is taken by another program.",
            remedy="Name another one, or --port 0 for any that is free.",
        )
    if problem.errno == errno.EACCES:
        return ConfigError(
            f"Port {port} of {host} may not be opened by you.", remedy="Name one above 1023."
        )
    return ConfigError(
        f"The mock provider cannot listen on port {port} of {host}: {problem.strerror}.",
        remedy="Check the address; 127.0.0.1 is this machine.",
    )
