"""Arguments that break the parameters of their tool, or that these do not declare."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import jsonschema_rs

from .rows import Row
from .schemas import walk_alternatives
from .tally import Tally


def judge_arguments(row: Row, tally: Tally) -> None:
    """Count each way in which arguments break their schema, and each undeclared one."""
    for call in (call for turn in row.turns for call in turn.calls):
        if call.name not in row.tools:
            continue  # Already a breach of the protocol.
        schema, where = row.tools[call.name]["parameters"], row.locate(call)
        for error in list_schema_errors(json.dumps(schema), call.arguments):
            tally.offend("schema_breaking_arguments", where, error)
        for path in find_undeclared(schema, call.arguments, schema, ""):
            tally.offend("undeclared_arguments", where, path)


@lru_cache(maxsize=5_000)
def build_validator(schema: str) -> Any:
    """What tells whether arguments are valid. Raises ValueError or ReferencingError."""
    return jsonschema_rs.validator_for(json.loads(schema), validate_formats=True)


def list_schema_errors(schema: str, arguments: dict[str, Any]) -> list[str]:
    """One sentence for each way in which the arguments break their schema."""
    try:
        return [error.message for error in build_validator(schema).iter_errors(arguments)]
    except (ValueError, jsonschema_rs.ReferencingError) as error:
        return [f"the schema itself cannot be used: {error}"]


def find_undeclared(schema: Any, value: Any, root: dict[str, Any], path: str) -> Iterator[str]:
    """Paths of the fields that no schema speaks about."""
    options = list(walk_alternatives(schema, root))
    if isinstance(value, dict):
        declared = {
            name: inner for one in options for name, inner in one.get("properties", {}).items()
        }
        more = next(
            (one["additionalProperties"] for one in options if "additionalProperties" in one), None
        )
        free = not declared and more is None and bool(path)
        for key, item in value.items():
            here = f"{path}.{key}" if path else key
            if key in declared:
                yield from find_undeclared(declared[key], item, root, here)
            elif not (more is True or isinstance(more, dict) or free):
                yield here
    elif isinstance(value, list):
        listed = [one["items"] for one in options if isinstance(one.get("items"), dict)]
        for position, item in enumerate(value):
            yield from find_undeclared(
                listed[0] if listed else {}, item, root, f"{path}[{position}]"
            )
