"""The order of messages: who may speak after whom, and every call answered once and at once."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from .rows import Call

AFTER: Mapping[str, tuple[str, ...]] = {
    "start": ("system", "user"),
    "system": ("user",),
    "user": ("calls", "assistant"),
    "calls": ("tool",),
    "tool": ("tool", "calls", "assistant"),
    "assistant": ("user",),
}
"""Kind of message → what may come next, where nothing else tells the order."""
AFTER_WITH_ACTS: Mapping[str, tuple[str, ...]] = {
    "start": ("system", "user"),
    "system": ("system", "user", "calls", "assistant"),
    "user": ("system", "user", "calls", "assistant"),
    "calls": ("tool",),
    "tool": ("tool", "system", "user", "calls", "assistant"),
    "assistant": ("system", "user"),
}
"""The same where acts tell the order: users may change their minds, and tools may be added."""


def list_breaches(
    messages: list[dict[str, Any]],
    after: Mapping[str, tuple[str, ...]],
    calls: dict[int, list[Call]],
) -> list[str]:
    """One sentence for each breach. What answers a call is put into it.

    `after` says what may come next, `calls` are those of each message that makes some.
    """
    found: list[str] = []
    open_calls: dict[str, Call] = {}
    before = "start"
    for position, message in enumerate(messages):
        state = classify(message)
        if state not in after.get(before, ()):
            found.append(f"message {position}: {state} after {before}")
        if open_calls and state != "tool":
            found.append(f"message {position}: no result yet for {', '.join(open_calls)}")
            open_calls = {}
        if state != "calls" and state in after and not _has_text(message):
            found.append(f"message {position}: {state} without text")
        if state == "calls":
            if (message.get("train") is not False) is not (message.get("weight", 1) != 0):
                found.append(f"message {position}: train and weight do not agree")
            open_calls |= {call.id: call for call in calls[position]}
        if state == "tool":
            call = open_calls.pop(str(message.get("tool_call_id")), None)
            found += _answer(call, position, message)
        before = state
    if before != "assistant":
        found.append(f"ends with {before}, not with the assistant's text")
    return found


def list_open_turns(messages: list[dict[str, Any]], turns: list[int]) -> list[str]:
    """One sentence for each turn that another one follows before the assistant said anything."""
    return [
        f"message {position}: a turn ends with {classify(messages[position - 1])}"
        for position in range(1, len(messages))
        if -1 < turns[position - 1] < turns[position]
        and classify(messages[position - 1]) != "assistant"
    ]


def classify(message: dict[str, Any]) -> str:
    """The role of a message, or `calls` for an assistant that makes some."""
    role = message.get("role")
    return "calls" if role == "assistant" and message.get("tool_calls") else str(role)


def _has_text(message: dict[str, Any]) -> bool:
    content = message.get("content")
    return isinstance(content, str) and bool(content.strip())


def _answer(call: Call | None, position: int, message: dict[str, Any]) -> Iterator[str]:
    if call is None:
        yield f"message {position}: answers no open call"
        return
    call.answered_at = position
    try:
        call.result = json.loads(str(message.get("content")))
    except ValueError:
        yield f"message {position}: its result is not JSON"
