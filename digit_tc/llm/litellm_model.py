"""A ChatModel for every model that LiteLLM knows. All requests leave through here."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, NamedTuple

from digit_tc.config.models import ModelsConfig
from digit_tc.errors import RefusedModelError
from digit_tc.llm import error_translation
from digit_tc.llm.completion import NoCompletionError, convert_completion
from digit_tc.llm.error_translation import UnsupportedOutputError
from digit_tc.llm.litellm_library import OPENAI_COMPATIBLE, load_litellm
from digit_tc.llm.model_access import name_key_variable, read_key
from digit_tc.llm.openai_client import OpenAIClient, is_openai_compatible, open_session
from digit_tc.llm.protocol import ModelReply, ModelRequest
from digit_tc.llm.structured_output import OutputMode, OutputModes, render_request

if TYPE_CHECKING:
    import aiohttp

_NO_KEY = "no-key-needed"
"""Sent to an address of the user's own where no key is set: local servers ask for none, but some
clients refuse to send nothing."""


class _Route(NamedTuple):
    """How one model is reached. Not shown in any message: it holds the key."""

    base: str | None
    key: str | None
    """None: LiteLLM looks for the provider's usual one."""
    client: OpenAIClient | None
    """None: through `litellm.acompletion`."""

    def __repr__(self) -> str:
        return f"_Route(base={self.base!r})"


class LiteLLMModel:
    """Any model that LiteLLM reaches. Sends a request once; whoever calls it sends again.

    There is one exception: where a provider refuses a `response_format`, the request is sent again
    at once in a plainer output mode, and the mode is remembered. (For providers of other protocols,
    LiteLLM's own client opens a broken connection once more.)
    """

    def __init__(self, config: ModelsConfig) -> None:
        self._config = config
        self._modes = OutputModes(config)
        self._routes: dict[str, _Route] = {}
        self._finding: dict[str, asyncio.Task[_Route]] = {}
        self._session: aiohttp.ClientSession | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    async def complete(self, request: ModelRequest) -> ModelReply:
        """Send a request. Raises TransientModelError or RefusedModelError, without keys in them."""
        route = self._routes.get(request.model) or await self._find(request.model)
        while True:
            mode = self._modes.choose_mode(request, route.base)
            problem = await self._send(request, route, mode)
            if isinstance(problem, ModelReply):
                self._modes.record_accepted(request, mode)
                return problem
            if not isinstance(problem, UnsupportedOutputError):
                raise problem
            if not self._modes.fall_back(request, mode):
                raise RefusedModelError(
                    f"{request.model} does not accept models.output {mode}.",
                    remedy="Set models.output to auto.",
                )

    async def close(self) -> None:
        """Close the connections. A later request opens new ones."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()
        if any(route.client is None for route in self._routes.values()):
            await load_litellm().close_litellm_async_clients()

    async def _find(self, model: str) -> _Route:
        """The route to a model, found once, and beside the loop: loading LiteLLM takes seconds."""
        loop, finding = asyncio.get_running_loop(), self._finding.get(model)
        if finding is None or finding.get_loop() is not loop:
            finding = loop.create_task(asyncio.to_thread(self._route, model))
            self._finding[model] = finding
        try:
            route = self._routes[model] = await asyncio.shield(finding)
        finally:
            if finding.done():
                self._finding.pop(model, None)
        return route

    async def _send(
        self, request: ModelRequest, route: _Route, mode: OutputMode
    ) -> ModelReply | error_translation.TranslatedError:
        # Errors are handed back and raised outside: an exception that is raised while another one
        # is handled keeps that one, with all its headers and locals, as its context.
        messages, response_format = render_request(request, mode)
        try:
            if route.client is not None:
                return await route.client.complete(
                    self._open_session(), request, messages, response_format
                )
            return await self._through_litellm(request, route, messages, response_format)
        except error_translation.TRANSLATED_ERRORS as error:
            return error
        except Exception as error:
            return error_translation.translate_exception(
                error,
                request.model,
                secrets=[route.key] if route.key else [],
                with_format=response_format is not None,
            )

    async def _through_litellm(
        self,
        request: ModelRequest,
        route: _Route,
        messages: list[dict[str, Any]],
        response_format: dict[str, Any] | None,
    ) -> ModelReply:
        import httpx

        config = self._config
        given: dict[str, Any] = {
            "api_base": route.base,
            "api_key": route.key,
            "response_format": response_format,
            "temperature": request.temperature,
            "seed": request.sample or None,
        }
        async with asyncio.timeout(config.connect_seconds + config.read_seconds):
            completion = await load_litellm().acompletion(
                model=request.model,
                messages=messages,
                max_tokens=request.max_output_tokens,
                timeout=httpx.Timeout(config.read_seconds, connect=config.connect_seconds),
                num_retries=0,
                max_retries=0,
                drop_params=True,
                **{"no-log": True},
                **{name: value for name, value in given.items() if value is not None},
            )
        try:
            return convert_completion(completion.model_dump())
        except NoCompletionError as problem:
            return _raise(
                error_translation.translate_response(200, problem.detail, {}, request.model)
            )

    def _route(self, model: str) -> _Route:
        endpoint = self._config.resolve_endpoint(model)
        variable = endpoint.api_key_env
        key = read_key(variable, model) if variable else None
        if variable and not key:
            raise RefusedModelError(
                f"The environment variable {variable}, which is to hold the key of {model}, "
                "is not set.",
                remedy="Set it, or change models.api_key_env.",
                kind="key",
            )
        return self._resolve_route(model, endpoint.api_base, key)

    def _resolve_route(self, model: str, base: str | None, key: str | None) -> _Route:
        litellm = load_litellm()
        try:
            bare, provider, usual_key, usual_base = litellm.get_llm_provider(
                model=model, api_base=base, api_key=key
            )
        except Exception as error:
            problem = error_translation.translate_exception(error, model)
        else:
            # What LiteLLM finds by itself it takes as it is, line breaks and all.
            key = key or read_key(name_key_variable(provider), model) or usual_key
            if base is not None and provider in OPENAI_COMPATIBLE:
                key = key or _find_openai_key(litellm, model) or _NO_KEY
                if is_openai_compatible(bare, provider) and not _has_callbacks(litellm):
                    client = OpenAIClient(model, bare, provider, usual_base or base, key)
                    return _Route(base, key, client)
            return _Route(base, key, None)
        raise problem

    def _open_session(self) -> aiohttp.ClientSession:
        loop = asyncio.get_running_loop()
        if self._session is None or self._session.closed or self._loop is not loop:
            self._session = open_session(self._config.connect_seconds, self._config.read_seconds)
            self._loop = loop
        return self._session


def _find_openai_key(litellm: Any, model: str) -> str | None:
    """What LiteLLM itself takes for a server of the OpenAI protocol."""
    key: str | None = litellm.api_key or litellm.openai_key
    return key or read_key("OPENAI_API_KEY", model)


def _has_callbacks(litellm: Any) -> bool:
    """Whether the user hung a logger on LiteLLM, which only its own path serves."""
    return bool(
        litellm.callbacks
        or litellm.input_callback
        or litellm.success_callback
        or litellm.failure_callback
    )


def _raise(error: Exception) -> ModelReply:
    raise error
