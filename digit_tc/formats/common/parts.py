"""Pieces of rows: tools as they are offered, JSON as text."""

from __future__ import annotations

from typing import Any

import orjson

from digit_tc.records import Tool


def offer_tool(tool: Tool) -> dict[str, Any]:
    """The tool as chat models are offered one: its name, description and parameters."""
    return {
        "type": "function",
        "function": {
            "name": tool.name,
            "description": tool.description,
            "parameters": tool.parameters,
        },
    }


def to_json(value: Any) -> str:
    """A value as JSON text without spaces."""
    return orjson.dumps(value).decode()
