"""Pieces of rows: tools as they are offered, JSON as text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

from digit_tc.records import Tool, ToolResult, ToolsOffered


def describe_tool(tool: Tool) -> dict[str, Any]:
    """The tool as chat models are offered one: its name, description and parameters."""
    return {
        "type": "function",
        "function": {
            "name": tool.name,
            "description": tool.description,
            "parameters": tool.parameters,
        },
    }


def write_content(answer: ToolResult) -> str:
    """What a tool answers, as the text of a message: text as it is, anything else as JSON."""
    return answer.content if isinstance(answer.content, str) else encode_json(answer.content)


def announce_tools(message: ToolsOffered, tools: Mapping[str, Tool]) -> str:
    """The text that says which tools are added, for formats with one list of tools a row."""
    added = ", ".join(tools[key].name for key in message.tools)
    return f"From here on there are also: {added}."


def encode_json(value: Any) -> str:
    """A value as JSON text without spaces."""
    return orjson.dumps(value).decode()
