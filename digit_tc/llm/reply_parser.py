"""Parses a model's reply: finds its JSON, corrects small slips, and validates it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

from digit_tc.llm.json_search import MOST_REPAIRED, find_values
from digit_tc.llm.protocol import UnusableReplyError
from digit_tc.llm.schema_coercion import coerce
from digit_tc.llm.schema_validation import compile_schema, describe_faults
from digit_tc.records.base import JSON, canonical_json

MOST_CHARACTERS = 1_000_000
"""Longest reply that is looked at."""
MOST_DEPTH = 64
"""Deepest nesting of data."""


def parse_json(text: str, schema: Mapping[str, Any]) -> JSON:
    """The JSON value in a reply, fitting `schema`.

    Code fences and prose around the value are skipped. Broken JSON is repaired once by json_repair,
    unless it breaks off within a text or a number: half a sentence must not pass for a whole one.
    Slips that `coerce` knows are corrected. Raises UnusableReplyError with reason `empty`,
    `unreadable` or `invalid`, and a sentence that can be shown to the model.
    """
    text = text.strip().removeprefix("\ufeff").strip()
    if not text:
        raise UnusableReplyError("empty", "The reply is empty.")
    if len(text) > MOST_CHARACTERS:
        raise UnusableReplyError(
            "unreadable", f"The reply is longer than {MOST_CHARACTERS} characters."
        )
    validator = compile_schema(canonical_json(dict(schema)))
    if isinstance(validator, str):
        raise UnusableReplyError("invalid", validator)
    faults = ""
    broken: list[str] = []
    for value in find_values(text, broken):
        fault = (
            "" if _is_storable(value) else "The reply is nested too deeply or holds no plain JSON."
        )
        if not fault:
            value = coerce(value, schema)  # noqa: PLW2901
            fault = describe_faults(validator, value)
        if not fault:
            return value
        faults = faults or fault
    if faults:
        raise UnusableReplyError("invalid", faults)
    if broken and len(broken[0]) > MOST_REPAIRED:
        raise UnusableReplyError(
            "unreadable",
            f"The reply is broken JSON of more than {MOST_REPAIRED} characters, which is not "
            "mended.",
        )
    raise UnusableReplyError("unreadable", "The reply is not JSON.")


def _is_storable(value: JSON) -> bool:
    """Not too deep, and writable as JSON again (no lone surrogates, no huge numbers)."""
    level = [value]
    for _ in range(MOST_DEPTH):
        level = [
            inner
            for each in level
            if isinstance(each, (dict, list))
            for inner in (each.values() if isinstance(each, dict) else each)
        ]
        if not level:
            break
    else:
        return False
    try:
        orjson.dumps(value)
    except TypeError:  # what orjson raises for all it cannot write
        return False
    return True
