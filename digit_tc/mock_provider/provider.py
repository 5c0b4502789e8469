"""The mock provider: answers in this process, and a server that gives them over HTTP."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

import orjson

from digit_tc.llm.protocol import ChatMessage
from digit_tc.mock_provider.behaviour import Behaviour
from digit_tc.mock_provider.memory import Memory
from digit_tc.mock_provider.schema_instances import PLACEHOLDER, build_instance

if TYPE_CHECKING:
    from digit_tc.mock_provider.server import Server

UNKNOWN = "unknown"
"""Name of whatever is not one of our prompts."""


class MockProvider:
    """Answers this project's prompts by program, like a model that does what it is told.

    The same messages, schema and seed get the same answer, whatever the temperature. It remembers
    one thing: the calls behind the requests that it wrote, to answer the solver's prompts (see
    `memory`).
    """

    def __init__(
        self,
        *,
        latency_ms: float = 0.0,
        latency_sigma: float = 0.0,
        requests_per_minute: int | None = None,
        tokens_per_minute: int | None = None,
        fail_share: float = 0.0,
        seed: int = 0,
    ) -> None:
        """See `Behaviour` for ranges. Raises ConfigError for what is out of them."""
        self.behaviour = Behaviour(
            latency_in_ms=latency_ms,
            latency_sigma=latency_sigma,
            requests_per_minute=requests_per_minute,
            tokens_per_minute=tokens_per_minute,
            fail_share=fail_share,
            seed=seed,
        )
        self.memory = Memory()
        self._server: Server | None = None

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> str:
        """Serve on a loopback address; port 0 takes a free one.

        Returns the address to give as `api_base`. Raises ConfigError where the port is taken.
        """
        from digit_tc.mock_provider.server import Server

        self._server = Server(self.behaviour, self.memory, self.answer_with_name)
        return await self._server.start(host, port)

    async def stop(self) -> None:
        """Stop serving; open connections are closed."""
        server, self._server = self._server, None
        if server is not None:
            await server.stop()

    def answer(
        self,
        messages: Sequence[ChatMessage],
        schema: Mapping[str, Any] | None = None,
        seed: int = 0,
    ) -> str:
        """The reply to a prompt; `schema` is the JSON Schema that it is asked to fit."""
        return self.answer_with_name(messages, schema, seed)[1]

    def answer_with_name(
        self,
        messages: Sequence[ChatMessage],
        schema: Mapping[str, Any] | None = None,
        seed: int = 0,
    ) -> tuple[str, str]:
        """The name of the prompt (`unknown` where it is not ours) and the reply."""
        from digit_tc.mock_provider.answers import answer_prompt
        from digit_tc.mock_provider.answers.solve import recall_calls
        from digit_tc.prompts.base import label_in
        from digit_tc.prompts.find import prompt_of
        from digit_tc.prompts.solve import Solve

        given = tuple(messages)
        if label_in(given) == Solve.label():
            found = recall_calls(given, self.memory)
            if found is not None:
                return Solve.NAME, orjson.dumps(found).decode()
        try:
            prompt = prompt_of(given, None if schema is None else dict(schema))
        except ValueError:
            reply = PLACEHOLDER if schema is None else orjson.dumps(build_instance(schema)).decode()
            return UNKNOWN, reply
        draw = _draw(given, schema, seed, self.behaviour.seed)
        return prompt.NAME, orjson.dumps(answer_prompt(prompt, draw, self.memory)).decode()


def _draw(
    messages: Sequence[ChatMessage], schema: Mapping[str, Any] | None, seed: int, own: int
) -> int:
    digest = blake2b(digest_size=8)
    for message in messages:
        digest.update(message.content.encode())
        digest.update(b"\0")
    if schema is not None:
        digest.update(orjson.dumps(schema, option=orjson.OPT_SORT_KEYS))
    digest.update(f"\0{seed}\0{own}".encode())
    return int.from_bytes(digest.digest(), "big")
