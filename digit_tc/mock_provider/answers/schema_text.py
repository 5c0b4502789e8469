"""Reads schemas back out of the short texts by which prompts describe parameters and fields."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

_TYPES = frozenset(("string", "integer", "number", "boolean", "object", "array"))
_PATTERN = re.compile(r" /(.+)/$")
_LIMITS = re.compile(r" (-?[\d.e+]*?)\.\.(-?[\d.e+]*)$")


@lru_cache(maxsize=20_000)
def parse_schema_text(words: str) -> dict[str, Any]:
    """The schema behind a text such as `integer 1..9, default 2: guests` or `economy|business`.

    An empty text means any text. The schema is shared and must not be changed.
    """
    head, _, meaning = words.partition(": ")
    head = head.partition(", default ")[0]
    schema: dict[str, Any] = {"description": meaning} if meaning else {}
    pattern = _PATTERN.search(head)
    if pattern:
        return {**schema, "type": "string", "pattern": pattern[1]}
    if "|" in head:
        return {**schema, **_choices(head)}
    limits = _LIMITS.search(head)
    kind = head[: limits.start()] if limits else head
    if kind not in _TYPES:
        return {**schema, "type": "string", **({"format": kind} if kind not in ("", "any") else {})}
    schema["type"] = kind
    if limits:
        for key, limit in (("minimum", limits[1]), ("maximum", limits[2])):
            if limit:
                schema[key] = float(limit) if "." in limit or "e" in limit else int(limit)
    return schema


def _choices(head: str) -> dict[str, Any]:
    choices = [choice for choice in head.split("|") if choice != "…"]
    if all(re.fullmatch(r"-?\d+", choice) for choice in choices):
        return {"type": "integer", "enum": [int(choice) for choice in choices]}
    return {"type": "string", "enum": choices}
