"""Texts of a length that is asked for, names of files, and files as Base64."""

from __future__ import annotations

import base64
import random
import re
import string
from collections.abc import Mapping
from typing import Any

from digit_tc.values import pools

_CODE_SIGNS = 12
"""Longest text of one exact length that is taken for a code rather than for words."""
_ENDINGS = (
    (re.compile(r"jpe?g|photo|picture|avatar|selfie|camera"), ".jpg"),
    (re.compile(r"\bpng|image|logo|icon|screenshot|cover|thumbnail"), ".png"),
    (re.compile(r"tiff?\b|\bscan"), ".tiff"),
    (re.compile(r"\bgif|animation"), ".gif"),
    (re.compile(r"\bmp4|video|film|clip"), ".mp4"),
    (re.compile(r"audio|\bmp3|mpeg|voice|sound|recording|song"), ".mp3"),
    (re.compile(r"\bcsv|spreadsheet|excel|table"), ".csv"),
    (re.compile(r"\bzip|archive|backup"), ".zip"),
    (re.compile(r"\bjson"), ".json"),
    (re.compile(r"\bxml"), ".xml"),
    (re.compile(r"plain|\btxt|transcript|\blog\b"), ".txt"),
)  # fmt: skip


def is_content(schema: Mapping[str, Any]) -> bool:
    """True for a text that stands for bytes: a file to be sent, or something in Base64."""
    return schema.get("format") in ("binary", "byte", "base64") or "contentEncoding" in schema


def content(schema: Mapping[str, Any], name: str, rng: random.Random) -> str:
    """The name of a file, or the Base64 of a few words where that is what the schema asks for."""
    words = f"{rng.choice(pools.WORDS)}-{rng.choice(pools.WORDS)}".lower()
    encoding = schema.get("contentEncoding", schema.get("format"))
    if encoding in ("byte", "base64"):
        return base64.b64encode(words.encode()).decode()
    kind, _, form = str(schema.get("contentMediaType", "")).lower().partition("/")
    told = f"{kind} {name} {schema.get('description', '')}".lower()
    endings = (end for text in (form, told) for pattern, end in _ENDINGS if pattern.search(text))
    return f"{words}{next(endings, '.pdf')}"


def of_length(text: str, low: int, high: int, rng: random.Random) -> str:
    """A text of at least `low` and at most `high` letters that begins as the one given does.

    Where exactly so few letters are asked for that it must be a code, it is one: `KT7Q`.
    """
    if low == high <= _CODE_SIGNS or high < 3:
        signs = [rng.choice(string.ascii_uppercase)]
        signs += rng.choices(string.ascii_uppercase + string.digits, k=max(1, high) - 1)
        return "".join(signs)
    while len(text) < low:
        text = f"{text.rstrip('.')}. {rng.choice(pools.MESSAGES)}"
    if len(text) > high:
        words = text[: high + 1].rsplit(" ", 1)[0].rstrip(" ,.;:-")
        text = words if low <= len(words) <= high else text[:high]
    if text != text.strip():
        text = text.strip().ljust(low, "s")
    return text
