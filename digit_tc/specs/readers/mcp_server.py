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
from digit_tc.specs.draft import Draft, Reading, hints_of
from digit_tc.specs.limits import MCP_PAGES, MCP_SECONDS
from digit_tc.specs.names import namespace_of
from digit_tc.specs.readers.mcp_messages import keep_tools

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
                name, tools, more = pool.submit(
                    asyncio.run, _listed(target if over_http else "", command, errors)
                ).result()
        except SpecError:
            raise
        except BaseException as error:
            if isinstance(error, (KeyboardInterrupt, SystemExit)):
                raise
            raise _failure(label, error, errors) from None
    reading = _reading(name, tools, label)
    if more:
        reading.reject("", "more-pages", f"It goes on listing tools: {more} pages were read.")
    return reading


async def _listed(url: str, command: list[str], errors: TextIO) -> tuple[str, list[JSON], int]:
    """(the server's name, its tools, how many pages were read where there are more)."""
    from mcp import Client, StdioServerParameters, stdio_client
    from mcp.client.streamable_http import streamable_http_client

    logging.getLogger("mcp").addHandler(logging.NullHandler())
    tools: list[JSON] = []
    transport: Any = (
        streamable_http_client(url)
        if url
        else stdio_client(
            StdioServerParameters(command=command[0], args=command[1:]), errlog=errors
        )
    )
    async with asyncio.timeout(MCP_SECONDS), Client(keep_tools(transport, tools)) as client:
        info = client.server_info
        more = await _ask_for_pages(client)
        return (info.name if info else ""), tools, more


async def _ask_for_pages(client: Client) -> int:
    """Asks for all pages; gives their number where it is given up before the last one."""
    cursors: list[str] = []
    while len(cursors) < MCP_PAGES:
        page = await client.list_tools(cursor=cursors[-1] if cursors else None)
        if not page.next_cursor:
            return 0
        if page.next_cursor in cursors:
            break
        cursors.append(page.next_cursor)
    return len(cursors) + 1


def _reading(name: str, tools: list[JSON], label: str) -> Reading:
    reading = Reading(label)
    for position, tool in enumerate(tools):
        if not isinstance(tool, dict):
            reading.reject(f"[{position}]", "not-a-tool", "It is no mapping.")
            continue
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
                hints=hints_of({**extra, **tool}),
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
