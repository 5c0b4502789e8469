"""Tools as prompts describe them. Equal descriptions give the same object."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from hashlib import blake2b
from typing import Any

import orjson

from digit_tc.records import JSON, Tool, ToolSource
from digit_tc.records.paths import enter, parse_path

_MOST_TOOLS = 20_000
_SOURCE = ToolSource(label="prompt", reader="rehearsal")
_tools: OrderedDict[bytes, Tool] = OrderedDict()


def build_tool(
    name: str,
    does: str,
    parameters: Mapping[str, Mapping[str, Any]],
    returns: Mapping[str, Any] | None = None,
    sizes: Mapping[str, int] | None = None,
) -> Tool:
    """A tool of this name and description; `parameters` maps path patterns to their schemas.

    `sizes` gives the number of items of arrays by the pattern of the array. Equal arguments return
    the same object, so that what is derived from a tool is derived once.
    """
    digest = blake2b(digest_size=12)
    digest.update(orjson.dumps([name, does, list(parameters.items()), returns, sizes]))
    key = digest.digest()
    found = _tools.get(key)
    if found is None:
        found = _tools[key] = Tool(
            namespace="prompt",
            name=name,
            description=does,
            parameters=build_object_schema(parameters, sizes),
            returns=None if returns is None else dict(returns),
            returns_origin="none" if returns is None else "declared",
            source=_SOURCE,
            fingerprint=key.hex(),
        )
        if len(_tools) > _MOST_TOOLS:
            _tools.popitem(last=False)
    return found


def infer_scalar_schema(value: JSON) -> dict[str, Any]:
    """A schema with the type of a scalar and nothing else."""
    if isinstance(value, bool):
        return {"type": "boolean"}
    if isinstance(value, int):
        return {"type": "integer"}
    if isinstance(value, float):
        return {"type": "number"}
    return {"type": "string"}


def build_object_schema(
    schemas: Mapping[str, Mapping[str, Any]], sizes: Mapping[str, int] | None = None
) -> dict[str, Any]:
    """The object schema that has these schemas at these path patterns, all required."""
    root: dict[str, Any] = {"type": "object", "properties": {}, "required": []}
    for path, schema in schemas.items():
        _place(root, parse_path(path), schema, sizes or {})
    return root


def _place(
    root: dict[str, Any],
    steps: Iterable[str | int],
    schema: Mapping[str, Any],
    sizes: Mapping[str, int],
) -> None:
    place, path = root, ""
    for step in steps:
        if isinstance(step, int):
            size = sizes.get(path)
            inner = place.setdefault("items", {})
            place["type"] = "array"
            if size is not None:
                place["minItems"] = place["maxItems"] = size
            path = f"{path}[]"
        else:
            place["type"] = "object"
            properties = place.setdefault("properties", {})
            inner = properties.setdefault(step, {})
            required = place.setdefault("required", [])
            if step not in required:
                required.append(step)
            path = enter(path, step)
        place = inner
    for key, value in schema.items():
        place.setdefault(key, value)
