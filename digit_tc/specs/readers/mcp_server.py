"""Tools of an MCP server, over its standard input and output or over streamable HTTP."""

from __future__ import annotations

import asyncio
import logging
import re
import shlex
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, TextIO

from digit_tc.errors import SpecError
from digit_tc.records import JSON
from digit_tc.specs.draft import Draft, Reading
from digit_tc.specs.limits import MCP_PAGES, MCP_SECONDS
from digit_tc.specs.names import namespace_of

if TYPE_CHECKING:
    from mcp import Client


def read_mcp(target: str) -> Reading:
    """Drafts of all tools of a server: `https://…`, or a command line.

    Raises `SpecError` where it does not start, does not answer in `MCP_SECONDS`, or is no server;
    the last line that it wrote to its standard error is quoted.
    """
    over_http = target.startswith(("http://", "https://"))
    command = [] if over_http else _command(target)
    label = (
        target.split("?", maxsplit=1)[0].split("#", maxsplit=1)[0] if over_http else _label(command)
    )
    label = re.sub(r"//[^/@]*@", "//", label)  # a password is not shown
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as errors:
        try:
            # A thread of its own: the caller may already run an event loop.
            with ThreadPoolExecutor(1) as pool:
                name, tools = pool.submit(
                    asyncio.run, _listed(target if over_http else "", command, errors)
                ).result()
        except SpecError:
            raise
        except BaseException as error:
            if isinstance(error, (KeyboardInterrupt, SystemExit)):
                raise
            raise _failure(label, error, errors) from None
    return _reading(name, tools, label)


async def _listed(
    url: str, command: list[str], errors: TextIO
) -> tuple[str, list[dict[str, JSON]]]:
    from mcp import Client, StdioServerParameters, stdio_client

    logging.getLogger("mcp").addHandler(logging.NullHandler())
    transport: Any = url or stdio_client(
        StdioServerParameters(command=command[0], args=command[1:]), errlog=errors
    )
    async with asyncio.timeout(MCP_SECONDS), Client(transport) as client:
        info = client.server_info
        return (info.name if info else ""), await _pages(client)


async def _pages(client: Client) -> list[dict[str, JSON]]:
    tools: list[dict[str, JSON]] = []
    cursor: str | None = None
    for _ in range(MCP_PAGES):
        page = await client.list_tools(cursor=cursor)
        tools += [tool.model_dump(by_alias=True, exclude_none=True) for tool in page.tools]
        cursor = page.next_cursor
        if not cursor:
            break
    return tools


def _reading(name: str, tools: list[dict[str, JSON]], label: str) -> Reading:
    reading = Reading(label)
    for tool in tools:
        meta = tool.get("_meta")
        extra = meta if isinstance(meta, dict) else {}
        reading.drafts.append(
            Draft(
                label=label,
                reader="mcp",
                item=str(tool.get("name", ""))[:100],
                namespace=namespace_of(name or label, stem=not name),
                name=tool.get("name"),
                description=tool.get("description") or tool.get("title"),
                parameters=tool.get("inputSchema"),
                returns=tool.get("outputSchema"),
                requires=extra.get("x-requires"),
                phrases=extra.get("x-phrases"),
                answers=extra.get("x-answers"),
            )
        )
    return reading


def _command(target: str) -> list[str]:
    try:
        command = shlex.split(target)
    except ValueError as error:
        raise SpecError(f"The MCP command cannot be split into words: {error}.") from None
    if not command:
        raise SpecError("mcp: names no command.", remedy="Write `mcp:python server.py` or a URL.")
    return command


def _label(command: list[str]) -> str:
    """The command without folders and without its arguments' values: they may be secret."""
    shown = [PurePath(word).name for word in command[:2] if not word.startswith("-")]
    return f"mcp:{' '.join(shown)}"


def _failure(label: str, error: BaseException, errors: TextIO) -> SpecError:
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    errors.seek(0)
    lines = [line.strip() for line in errors.read()[-20_000:].splitlines() if line.strip()]
    said = f" It wrote: {lines[-1][:200]!r}." if lines else ""
    if isinstance(error, TimeoutError):
        what = f"did not answer in {MCP_SECONDS:g} seconds"
    elif isinstance(error, FileNotFoundError):
        what = "cannot be started: there is no such command"
    elif isinstance(error, PermissionError):
        what = "cannot be started: permission denied"
    else:
        what = f"gave no tools: {str(error)[:200].rstrip('.') or type(error).__name__}"
    return SpecError(f"The MCP server {label} {what}.{said}", remedy="Start it by hand to see why.")
