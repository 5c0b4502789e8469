"""A model that answers from a script: the double for tests and experiments."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import orjson

from digit_tc.llm.protocol import ModelReply, ModelRequest
from digit_tc.records import Usage

ScriptLine = ModelReply | str | Mapping[str, Any] | Exception
"""A reply, its text, the JSON that it is to hold, or an error to raise."""


class ScriptedModel:
    """Answers each request by a function, or by the lines of a list in turn.

    Implements `ChatModel`.

    Usage is estimated at four characters a token, unless a line is a whole ModelReply.
    """

    def __init__(
        self,
        script: Callable[[ModelRequest], ScriptLine] | Iterable[ScriptLine],
        *,
        latency_seconds: float = 0.0,
    ) -> None:
        self._function = script if callable(script) else None
        self._lines: Iterator[ScriptLine] = iter(()) if callable(script) else iter(script)
        self._latency_seconds = latency_seconds
        self.requests: list[ModelRequest] = []
        """All requests in the order in which they came."""
        self.in_flight = 0
        self.most_in_flight = 0

    async def complete(self, request: ModelRequest) -> ModelReply:
        """The next line, raised if it is an exception. Raises IndexError at the end of a list."""
        self.requests.append(request)
        self.in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self.in_flight)
        try:
            if self._latency_seconds > 0:
                await asyncio.sleep(self._latency_seconds)
            line = self._function(request) if self._function else self._next()
        finally:
            self.in_flight -= 1
        if isinstance(line, Exception):
            raise line
        return line if isinstance(line, ModelReply) else _reply(line, request)

    def _next(self) -> ScriptLine:
        for line in self._lines:
            return line
        raise IndexError(f"the script ends after {len(self.requests) - 1} requests")


def _reply(line: str | Mapping[str, Any], request: ModelRequest) -> ModelReply:
    text = line if isinstance(line, str) else orjson.dumps(line).decode()
    asked = sum(len(message.content) for message in request.messages)
    return ModelReply(
        text=text,
        usage=Usage(prompt_tokens=asked // 4 + 1, completion_tokens=len(text) // 4 + 1),
        served_by=request.model,
    )
