"""What a tool without a declared result would return, from its words and parameters alone."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from typing import Any

from digit_tc.records import Tool
from digit_tc.returns.enrich import enriched
from digit_tc.returns.identifiers import forms_of, with_forms
from digit_tc.returns.joining import join_siblings
from digit_tc.returns.shapes import shape_of
from digit_tc.returns.siblings import Siblings

_MOST_CACHED = 20_000
_cached: OrderedDict[tuple[str, str], dict[str, Any]] = OrderedDict()


def infer_returns(tool: Tool) -> dict[str, Any]:
    """A JSON Schema of `type: object` with properties, all required, for a tool's result.

    The same tool gives the same schema; examples in it are coherent rows of made-up things.
    """
    return shape_of(tool)


def with_returns(tool: Tool) -> Tool:
    """The tool with an inferred result where it declares none; a declared one gets examples.

    The fingerprint stays: it speaks of what was declared.
    """
    if tool.returns is not None:
        return enriched(tool)
    key = (tool.source.item[:5], tool.fingerprint)
    found = _cached.get(key)
    if found is None:
        found = _cached[key] = infer_returns(tool)
        if len(_cached) > _MOST_CACHED:
            _cached.popitem(last=False)
    return _with(tool, found)


def infer_all(tools: Sequence[Tool]) -> list[Tool]:
    """All tools with results. Where none is declared, the tools of the same namespace tell what
    their common entities have; ids in inferred results have the form that parameters here want,
    whether they are inferred here or by a model before.

    `recipe_id` is an integer where most parameters of these tools that hold a recipe's id are.
    """
    forms = forms_of(tools)
    siblings = _siblings_of(tools)
    made: list[Tool] = []
    for tool in tools:
        given = with_returns(tool)
        if tool.returns is None and given.returns is not None:
            joined = join_siblings(tool, given.returns, siblings[tool.namespace])
            given = given.model_copy(update={"returns": joined})
        if (tool.returns is None or tool.returns_origin == "model") and given.returns is not None:
            shaped = with_forms(given.returns, forms, tool.parameters.get("properties") or ())
            if shaped is not given.returns:
                given = given.model_copy(update={"returns": shaped})
        made.append(given)
    return made


def _siblings_of(tools: Sequence[Tool]) -> dict[str, Siblings]:
    spaces: dict[str, list[Tool]] = {}
    for tool in tools:
        spaces.setdefault(tool.namespace, []).append(tool)
    return {
        space: Siblings(members)
        for space, members in spaces.items()
        if any(tool.returns is None for tool in members)
    }


def _with(tool: Tool, returns: dict[str, Any]) -> Tool:
    return tool.model_copy(update={"returns": returns, "returns_origin": "inferred"})


__all__ = ["infer_all", "infer_returns", "with_returns"]
