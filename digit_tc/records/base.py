"""What every record shares: it cannot be changed, and its id comes from its content."""

from __future__ import annotations

from hashlib import blake2b
from typing import Any

import orjson
from pydantic import BaseModel, ConfigDict

JSON = Any
"""A JSON value: None, bool, int, float, str, list or dict with string keys."""


class Record(BaseModel):
    """A frozen noun of the method. Fields that it does not know are an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def canonical_json(value: JSON) -> bytes:
    """One byte string for one JSON value: sorted keys, no white space, UTF-8."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def content_id(prefix: str, *parts: JSON) -> str:
    """An id that equal content always gets: `prefix-` and sixteen hexadecimal digits."""
    digest = blake2b(canonical_json(list(parts)), digest_size=8)
    return f"{prefix}-{digest.hexdigest()}"
