"""Values that stand where a real one should."""

from __future__ import annotations

import re
from typing import Any

from .rows import Row
from .tally import Tally

PLACEHOLDER = re.compile(
    r"(?i)(string|text|value|example( \w+)?|test|foo|bar|baz|lorem ipsum.*|n/?a|todo|tbd|x{3,}"
    r"|your[ _-].*|<[^>]*>|\{[^}]*\}|\[[^\]]*\]|placeholder|unknown|null|none|undefined"
    r"|sample|dummy|some[ _](value|text|string)|\.\.\.|\$\d+(\.\S+)?|)"
)


def judge_placeholders(row: Row, tally: Tally) -> None:
    """Count the values that stand where a real one should."""
    for one in row.arguments:
        if is_placeholder(one.value) and not one.choices and not is_named(one.value, one.schemas):
            tally.offend("placeholders", row.locate(one.call), one.shown)


def is_placeholder(value: Any) -> bool:
    """Whether a value stands where a real one should: `<city>`, `string`, nothing at all."""
    return isinstance(value, str) and PLACEHOLDER.fullmatch(value.strip()) is not None


def is_named(value: str, places: list[dict[str, Any]]) -> bool:
    """Whether a description names a plain word as a value: "the type of content (e.g., 'text')"."""
    told = " ".join(str(place.get("description", "")) for place in places)
    return value.isalpha() and any(f"{mark}{value}{mark}" in told for mark in "'\"`")
