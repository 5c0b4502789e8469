"""Infers what a tool gives back, as the grammar writer does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from digit_tc.mock_provider.answers.schema_text import parse_schema_text
from digit_tc.mock_provider.memory import Memory
from digit_tc.mock_provider.prompt_tools import build_tool
from digit_tc.prompts.infer_returns import InferReturns
from digit_tc.records import JSON
from digit_tc.records.paths import enter
from digit_tc.returns import infer_returns
from digit_tc.values.fields import type_of

_MOST_FIELDS = 24
_SCALARS = ("string", "integer", "number", "boolean")


def answer(prompt: InferReturns, draw: int, memory: Memory) -> JSON:  # noqa: ARG001
    """`{"fields": [{"path", "type", "description"}]}`."""
    brief = prompt.tool
    takes = {name.rstrip("?"): parse_schema_text(words) for name, words in brief.takes.items()}
    returns = infer_returns(build_tool(brief.name, brief.does, takes))
    fields = [
        {
            "path": path[:120],
            "type": type_of(schema),
            "description": str(schema.get("description", "")),
        }
        for path, schema in _scalars(returns, "")
        if type_of(schema) in _SCALARS
    ][:_MOST_FIELDS]
    fallback = {"path": "status", "type": "string", "description": "How it went."}
    return {"fields": fields or [fallback]}


def _scalars(schema: Mapping[str, Any], path: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    kind = type_of(schema)
    if kind == "object":
        for name, inner in (schema.get("properties") or {}).items():
            yield from _scalars(inner, enter(path, name))
    elif kind == "array":
        if isinstance(schema.get("items"), Mapping):
            yield from _scalars(schema["items"], f"{path}[]")
    elif path:
        yield path, schema
