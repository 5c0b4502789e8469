"""Objects and arrays that a call must have although nothing stands in them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from digit_tc.records import JSON
from digit_tc.values.fields import type_of


def with_empty_containers(schema: Mapping[str, Any], arguments: dict[str, JSON]) -> dict[str, JSON]:
    """Arguments with `{}` or `[]` where a required object or array holds no value."""
    for name in schema.get("required") or ():
        inner = (schema.get("properties") or {}).get(name)
        if not isinstance(inner, Mapping):
            continue
        kind = type_of(inner)
        if name not in arguments and kind in ("object", "array"):
            arguments[name] = {} if kind == "object" else []
        held = arguments.get(name)
        if kind == "object" and isinstance(held, dict):
            with_empty_containers(inner, held)
        items = inner.get("items")
        if kind == "array" and isinstance(held, list) and isinstance(items, Mapping):
            for item in held:
                if isinstance(item, dict):
                    with_empty_containers(items, item)
    return arguments
