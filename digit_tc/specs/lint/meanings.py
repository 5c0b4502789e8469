"""Parameters whose name tells more than their schema: coordinates."""

from __future__ import annotations

from collections.abc import Iterator

from digit_tc.language.words import split_identifier
from digit_tc.records import Finding
from digit_tc.specs.lint.rule import Place, Schema

_COORDINATES = frozenset(("latitude", "longitude", "lat", "lng", "lon"))


def coordinates(schema: Schema, place: Place) -> Iterator[Finding]:
    """A latitude or longitude told as integer becomes a number: 52.5 is one."""
    words = split_identifier(place.name)
    if schema.get("type") == "integer" and words and words[-1] in _COORDINATES:
        schema["type"] = "number"
        yield place.found("coordinate", "repaired", "A coordinate has a fraction: number.")
