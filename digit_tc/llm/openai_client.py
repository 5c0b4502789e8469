"""A client for the OpenAI protocol that does without LiteLLM's book-keeping.

LiteLLM names the provider, the address, the key, the headers, the parameters and the body. Only the
sending and reading is done here, on one aiohttp session: `litellm.acompletion` spends most of a
call's processor time on logs, prices and copies, which this project keeps by itself. Providers of
other protocols go through `litellm.acompletion`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.request import getproxies

import orjson

from digit_tc.llm import error_translation
from digit_tc.llm.completion import NoCompletionError, parse_completion
from digit_tc.llm.litellm_library import load_litellm
from digit_tc.llm.protocol import ModelReply, ModelRequest

if TYPE_CHECKING:
    import aiohttp

MOST_BYTES = 32 * 1024 * 1024
"""Longest reply that is read."""


_PLAIN_PROVIDERS = ("openai", "hosted_vllm", "llamafile", "lm_studio")
"""LiteLLM's names for servers of this protocol that a user points at."""


class OpenAIClient:
    """Sends requests to one model whose server speaks the OpenAI protocol."""

    def __init__(self, name: str, bare: str, provider: str, base: str, key: str) -> None:
        config = _find_config(bare, provider)
        self._name, self._bare, self._provider, self._config = name, bare, provider, config
        self._secrets = (key,)
        self._params = {"custom_llm_provider": provider, "api_base": base}
        self._url: str = config.get_complete_url(base, key, bare, {}, self._params, False)
        self._headers: dict[str, str] = config.validate_environment(
            {}, bare, [], {}, self._params, key, base
        )
        self._map_cached = lru_cache(maxsize=256)(self._map)

    async def complete(
        self,
        session: aiohttp.ClientSession,
        request: ModelRequest,
        messages: list[dict[str, Any]],
        response_format: dict[str, Any] | None,
    ) -> ModelReply:
        """Send a request once. Raises a ModelError (UnsupportedOutputError where the server refuses
        `response_format`), or what aiohttp raises.
        """
        params = dict(
            self._map_cached(request.temperature, request.max_output_tokens, request.sample)
        )
        if response_format is not None:
            params["response_format"] = response_format
        body = self._config.transform_request(
            self._bare, messages, params, self._params, self._headers
        )
        async with session.post(
            self._url, data=orjson.dumps(body), headers=self._headers, allow_redirects=False
        ) as response:
            status = response.status
            try:
                got = await _read_body(response)
                if status == 200:
                    return parse_completion(got)
                text = got[:20_000].decode(errors="replace")
            except NoCompletionError as problem:
                status, text = problem.status or status, problem.detail
            raise error_translation.translate_response(
                status,
                text,
                {name.lower(): value for name, value in response.headers.items()},
                self._name,
                secrets=self._secrets,
                with_format=response_format is not None,
            )

    def _map(
        self, temperature: float | None, max_output_tokens: int, sample: int
    ) -> dict[str, Any]:
        mapped: dict[str, Any] = load_litellm().utils.get_optional_params(
            model=self._bare,
            custom_llm_provider=self._provider,
            temperature=temperature,
            max_tokens=max_output_tokens,
            seed=sample or None,  # independent samples must not come out alike
            drop_params=True,
        )
        extra = mapped.pop("extra_body", None) or {}
        return {**mapped, **extra}


def is_openai_compatible(bare: str, provider: str) -> bool:
    """Whether a provider takes the protocol as it is, with nothing signed, renamed or bridged."""
    if provider not in _PLAIN_PROVIDERS:
        return False
    try:
        config = _find_config(bare, provider)
    except ValueError:
        return False
    from litellm.llms.base_llm.chat.transformation import BaseConfig
    from litellm.llms.openai.chat.gpt_transformation import OpenAIGPTConfig

    kind = type(config)
    return (
        isinstance(config, OpenAIGPTConfig)
        and kind.transform_response is OpenAIGPTConfig.transform_response
        and kind.sign_request is BaseConfig.sign_request
        and not config.uses_async_transform_request
    )


def _find_config(bare: str, provider: str) -> Any:
    litellm = load_litellm()
    config = litellm.utils.ProviderConfigManager.get_provider_chat_config(
        model=bare, provider=litellm.LlmProviders(provider)
    )
    if config is None:
        raise ValueError(f"LiteLLM has no configuration for {provider}")
    return config


async def _read_body(response: aiohttp.ClientResponse) -> bytes:
    """The body, unpacked: what it promises to measure says nothing of a body that is packed.

    The session hands it on as it comes. Raises NoCompletionError.
    """
    unpack = _make_unpacker(response.headers.get("Content-Encoding", ""))
    parts, came, size = [], 0, 0
    async for part in response.content.iter_any():
        got = part if unpack is None else unpack(part, MOST_BYTES + 1 - size)
        came, size = came + len(part), size + len(got)
        if max(came, size) > MOST_BYTES:
            raise NoCompletionError(f"a reply of more than {MOST_BYTES} bytes")
        parts.append(got)
    return b"".join(parts)


def _make_unpacker(encoding: str) -> Callable[[bytes, int], bytes] | None:
    """Unpacks part by part, at most so many bytes at once; None where nothing is packed."""
    import zlib

    name = encoding.strip().lower()
    if name in ("", "identity"):
        return None
    if name not in ("gzip", "x-gzip", "deflate"):
        raise NoCompletionError(f"a reply that is packed as {name[:40]}, which was not asked for")
    state = zlib.decompressobj(zlib.MAX_WBITS | 32)

    def unpack(part: bytes, most: int) -> bytes:
        try:
            return b"" if state.eof else state.decompress(part, most)
        except zlib.error:
            raise NoCompletionError(
                f"a reply that is not packed as {name}, though it says so"
            ) from None

    return unpack


def open_session(connect_seconds: float, read_seconds: float) -> aiohttp.ClientSession:
    """A session for the running loop, with the project's time limits and LiteLLM's certificates.

    How many requests are under way is the limiter's business, so the session sets no limit.
    """
    import aiohttp
    from litellm.llms.custom_httpx.http_handler import get_ssl_configuration

    load_litellm()
    secure = get_ssl_configuration()
    connector = aiohttp.TCPConnector(
        limit=0, ssl=True if isinstance(secure, str) else secure, loop=asyncio.get_running_loop()
    )
    timeout = aiohttp.ClientTimeout(
        total=connect_seconds + read_seconds, sock_connect=connect_seconds, sock_read=read_seconds
    )
    return aiohttp.ClientSession(
        connector=connector,
        timeout=timeout,
        headers={"Accept-Encoding": "gzip"},
        auto_decompress=False,  # `_read_body` does it, with a limit
        trust_env=bool(getproxies()),  # it costs two threads a request
        cookie_jar=aiohttp.DummyCookieJar(),
    )
