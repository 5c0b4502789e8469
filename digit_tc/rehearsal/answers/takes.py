"""Parameters and result fields as a prompt tells them in words, read back as schemas."""

from __future__ import annotations

import re
from typing import Any

_TYPES = ("string", "integer", "number", "boolean", "object", "array", "null")
_WORD = re.compile(r"[a-z]+")
_CHOICES = re.compile(r"\b(?:one of|choices?:|either)\s*:?\s*([^.;)]+)", re.IGNORECASE)
_QUOTED = re.compile(r"[\"']([^\"']+)[\"']")


def schema_told(words: str) -> dict[str, Any]:
    """`integer: number of nights` → its type, its choices and its description as a schema."""
    found = [word for word in _WORD.findall(words.lower()[:60]) if word in _TYPES]
    kind = found[0] if found else "string"
    schema: dict[str, Any] = {"type": kind if kind != "null" else "string"}
    meaning = re.split(r"[:;,]\s", words, maxsplit=1)
    if len(meaning) > 1:
        schema["description"] = meaning[1].strip()
    choices = _choices(words)
    if choices and kind == "string":
        schema["enum"] = choices
    return schema


def _choices(words: str) -> list[str]:
    found = _CHOICES.search(words)
    if found is None:
        return []
    quoted = _QUOTED.findall(found[1])
    listed = quoted or re.split(r",\s*|\s+or\s+|\s*\|\s*", found[1])
    return list(dict.fromkeys(one.strip() for one in listed if one.strip()))
