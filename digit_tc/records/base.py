"""What every record shares: it cannot be changed, and its id comes from its content."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from hashlib import blake2b
from typing import Any, Self

import orjson
from pydantic import BaseModel, ConfigDict

JSON = Any
"""A JSON value: None, bool, int, float, str, list or dict with string keys."""


class Record(BaseModel):
    """A frozen noun of the method. Fields that it does not know are an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", ignored_types=(cached_property,))

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """A copy with other fields; its views (`cached_property`) are worked out anew.

        Raises TypeError for what is no field: a view cannot be set.
        """
        fields = type(self).model_fields.keys()
        if unknown := (update or {}).keys() - fields:
            raise TypeError(f"{type(self).__name__} has no field {min(unknown)}.")
        copy = super().model_copy(update=update, deep=deep)
        for name in copy.__dict__.keys() - fields:
            del copy.__dict__[name]
        return copy


def canonical_json(value: JSON) -> bytes:
    """One byte string for one JSON value: sorted keys, no white space, UTF-8."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def content_id(prefix: str, *parts: JSON) -> str:
    """An id that equal content always gets: `prefix-` and sixteen hexadecimal digits."""
    digest = blake2b(canonical_json(list(parts)), digest_size=8)
    return f"{prefix}-{digest.hexdigest()}"
