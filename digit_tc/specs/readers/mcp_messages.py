"""The tools of an MCP server as it sends them, before the library has looked at them.

The library refuses a whole page for one tool that breaks the protocol. What is kept here is judged
tool by tool later on; the library gets to see a page of tools without their schemas.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

from digit_tc.records import JSON


@asynccontextmanager
async def keep_tools(
    transport: AbstractAsyncContextManager[Any], tools: list[JSON]
) -> AsyncIterator[tuple[Any, Any]]:
    """A transport of the library that puts the tools of each answer into `tools`."""
    async with transport as (read, write):
        yield _Reading(read, tools), write


class _Reading:
    """A stream of messages, of which those that list tools are changed."""

    def __init__(self, stream: Any, tools: list[JSON]) -> None:
        self._stream = stream
        self._tools = tools

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    async def receive(self) -> Any:
        """The next message."""
        return self._changed(await self._stream.receive())

    def __aiter__(self) -> _Reading:
        return self

    async def __anext__(self) -> Any:
        return self._changed(await self._stream.__anext__())

    async def __aenter__(self) -> _Reading:
        await self._stream.__aenter__()
        return self

    async def __aexit__(self, *error: Any) -> Any:
        return await self._stream.__aexit__(*error)

    def _changed(self, item: Any) -> Any:
        result = getattr(getattr(item, "message", None), "result", None)
        if isinstance(result, dict) and isinstance(result.get("tools"), list):
            self._tools += result["tools"]
            result["tools"] = []
        return item
