"""Characters that steer a display instead of being read."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from .paths import walk_scalars
from .rows import Row
from .tally import Tally

CONTROL = re.compile(
    "[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069\\ufeff"
    "\\ud800-\\udfff]"
)
"""What steers a display instead of being read; line breaks and tabs are not among it."""


def judge_control_characters(row: Row, tally: Tally) -> None:
    """Count the texts that hold one."""
    for position, text in walk_texts(row.messages):
        found = CONTROL.search(text)
        if found:
            where = f"{row.place} message {position}"
            tally.offend("control_characters", where, f"U+{ord(found[0]):04X}")


def walk_texts(messages: list[dict[str, Any]]) -> Iterator[tuple[int, str]]:
    """Position and text of all that is said, sent and shown, without the escapes of JSON."""
    for position, message in enumerate(messages):
        calls = message.get("tool_calls") or ()
        inner = [call["function"]["arguments"] for call in calls]
        if message.get("role") == "tool":
            inner.append(message.get("content"))
        else:
            yield position, str(message.get("content") or "")
        for text in inner:
            try:
                value = json.loads(str(text))
            except ValueError:
                value = text
            for path, each in walk_scalars(value):
                yield position, path
                if isinstance(each, str):
                    yield position, each
