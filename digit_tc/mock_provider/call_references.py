"""References between calls, as they stand in arguments: `$2.items[0].id`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from digit_tc.records import JSON
from digit_tc.records.paths import MissingValueError, get

_REFERENCE = re.compile(r"\$(\d{1,6})((?:\.[^\s.\[\]$]+|\[\d+\])+)")


@dataclass(frozen=True, slots=True)
class CallReference:
    """A field of an earlier result."""

    call: int
    """Id of the call whose result is meant."""
    path: str
    """Where in that result: `items[0].id`."""


def parse_reference(value: JSON) -> CallReference | None:
    """The reference that an argument is; None for any other value."""
    if not isinstance(value, str) or not value.startswith("$"):
        return None
    found = _REFERENCE.fullmatch(value)
    return CallReference(int(found[1]), found[2].removeprefix(".")) if found else None


def resolve_references(value: JSON, results: Mapping[int, JSON]) -> JSON:
    """A value with references replaced by what `results` (call id → result) hold; others stay."""
    if isinstance(value, dict):
        return {name: resolve_references(inner, results) for name, inner in value.items()}
    if isinstance(value, list):
        return [resolve_references(inner, results) for inner in value]
    pointer = parse_reference(value)
    if pointer is None or pointer.call not in results:
        return value
    try:
        return get(results[pointer.call], pointer.path)
    except MissingValueError:
        return value
