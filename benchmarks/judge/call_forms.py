"""Calls as they are made in messages, and what is wrong with their form."""

from __future__ import annotations

import json
from typing import Any

from .rows import Call


def read_calls(
    messages: list[dict[str, Any]], turns: list[int], tools: dict[str, Any]
) -> tuple[dict[int, list[Call]], list[str]]:
    """Position of a message → its calls, and one sentence for each call that is malformed."""
    read: dict[int, list[Call]] = {}
    found: list[str] = []
    seen: set[str] = set()
    for position, message in enumerate(messages):
        if message.get("role") != "assistant" or not message.get("tool_calls"):
            continue
        read[position] = []
        for made in message["tool_calls"]:
            call = Call(
                id=str(made.get("id")),
                name=str((made.get("function") or {}).get("name")),
                turn=turns[position],
                asked_at=position,
                train=message.get("train") is not False,
            )
            problem = _fill(call, made, tools)
            found += [f"message {position}: {problem}"] if problem else []
            if call.id in seen:
                found.append(f"message {position}: {call.id} is used twice")
            seen.add(call.id)
            read[position].append(call)
    return read, found


def _fill(call: Call, made: dict[str, Any], tools: dict[str, Any]) -> str:
    """Read the arguments into the call; what is wrong with it, empty where it is right."""
    if made.get("type") != "function" or not made.get("id"):
        return "a call without type or id"
    try:
        arguments = json.loads(str((made.get("function") or {}).get("arguments")))
    except (ValueError, TypeError):
        return f"the arguments of {call.id} are not JSON"
    if not isinstance(arguments, dict):
        return f"the arguments of {call.id} are no object"
    call.arguments = arguments
    return "" if call.name in tools else f"{call.name} is not offered"
