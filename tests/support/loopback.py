"""A real HTTP peer on the loopback that answers as it is told, byte for byte."""

from __future__ import annotations

import asyncio
import json
import socket
import struct
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Self

from digit_tc.config.models import ModelsConfig
from digit_tc.errors import RefusedModelError, TransientModelError
from digit_tc.llm.litellm_model import LiteLLMModel
from digit_tc.llm.protocol import ChatMessage, ModelRequest

KEY = "sk-very-secret-0123456789abcdef"
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {"a": {"type": "integer"}},
    "required": ["a"],
    "additionalProperties": False,
}


@dataclass(frozen=True)
class Said:
    """One response. `how`: `whole`, `cut` (fewer bytes than promised), `reset` or `hang`."""

    body: bytes
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    how: str = "whole"


def completion(content: Any = '{"a": 1}', **changes: Any) -> Said:
    """A good chat completion; `message`, `usage`, `finish_reason` and `choices` may be changed."""
    message = {"role": "assistant", "content": content, **changes.pop("message", {})}
    finish = changes.pop("finish_reason", "stop")
    held = {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1,
        "model": "served",
        "choices": [{"index": 0, "message": message, "finish_reason": finish}],
        "usage": {"prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 15},
        **changes,
    }
    return Said(json.dumps(held).encode(), headers={"Content-Type": "application/json"})


def refusal(status: int, message: str, headers: dict[str, str] | None = None, **more: Any) -> Said:
    """An error in OpenAI's form."""
    body = json.dumps({"error": {"message": message, **more}}).encode()
    return Said(body, status, {"Content-Type": "application/json", **(headers or {})})


class Peer:
    """Serves in the running loop; `requests` holds (headers, body) of each request."""

    def __init__(self, answer: Said | Callable[[dict[str, Any]], Said]) -> None:
        self._answer = answer
        self.requests: list[tuple[dict[str, str], dict[str, Any]]] = []
        self.paths: list[str] = []

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self._port}/v1"

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self._port = self._server.sockets[0].getsockname()[1]
        self._tasks: set[asyncio.Task[None]] = set()
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            await self._one(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            self._tasks.discard(task)
            writer.close()

    async def _one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        headers = {
            name.lower(): value.strip()
            for name, _, value in (line.partition(":") for line in lines if line)
        }
        body = json.loads(await reader.readexactly(int(headers["content-length"])))
        self.paths.append(first.split()[1])
        self.requests.append((headers, body))
        said = self._answer if isinstance(self._answer, Said) else self._answer(body)
        if said.how == "hang":
            await asyncio.sleep(60)
        if said.how == "reset":
            raw = writer.get_extra_info("socket")
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            writer.transport.abort()
            return
        length = len(said.body) + (100 if said.how == "cut" else 0)
        head = {"Content-Length": str(length), "Connection": "close", **said.headers}
        told = "".join(f"{name}: {value}\r\n" for name, value in head.items())
        writer.write(f"HTTP/1.1 {said.status} Told\r\n{told}\r\n".encode() + said.body)
        await writer.drain()


def ask(peer: Peer, request: ModelRequest, **config: Any) -> tuple[Any, Peer]:
    """The reply or the error, and the peer with what it was sent; the key is in `THE_KEY`."""

    async def once() -> Any:
        async with peer:
            given = {"api_base": peer.base, "api_key_env": "THE_KEY", **config}
            model = LiteLLMModel(ModelsConfig(**given))
            try:
                return await model.complete(request)
            except (TransientModelError, RefusedModelError) as error:
                return error
            finally:
                await model.close()

    return asyncio.run(once()), peer


def request(model: str = "openai/m", **changes: Any) -> ModelRequest:
    """A request of two messages."""
    given: dict[str, Any] = {
        "model": model,
        "messages": (
            ChatMessage(role="system", content="Be short."),
            ChatMessage(role="user", content="What is a?"),
        ),
        "reply_schema": SCHEMA,
        "temperature": 0.5,
        "max_output_tokens": 99,
    }
    return ModelRequest(**{**given, **changes})
