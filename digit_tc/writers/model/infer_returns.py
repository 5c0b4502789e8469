"""What tools give back that do not say so, as the simulator's model sees it."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from digit_tc.llm.protocol import ModelClient, UnusableReplyError
from digit_tc.prompts.briefs import tool_brief
from digit_tc.prompts.infer_returns import InferReturns
from digit_tc.prompts.shortened import cut
from digit_tc.records import Tool
from digit_tc.semantics import profile_of
from digit_tc.writers.model.role_asking import Subject, ask
from digit_tc.writers.model.side_by_side import side_by_side
from digit_tc.writers.model.told_fields import schema_of_fields

_LOG = logging.getLogger(__name__)
_DOES_CHARACTERS = 700
"""More than elsewhere: what a tool returns is often told at the end of its description."""


@dataclass(frozen=True, slots=True)
class Inferred:
    """Tools, and how many of them the model said nothing readable about."""

    tools: tuple[Tool, ...]
    unreadable: int = 0


async def infer_returns(tools: Sequence[Tool], asking: ModelClient) -> Inferred:
    """The tools in their order, with results by the model where they declare none.

    A tool that the model says nothing readable about stays without, for the grammar to infer. What
    is asked depends on the tool alone, so that a tool that was asked about before costs nothing.
    Raises what `asking` raises, other than UnusableReplyError.
    """
    open_ = [tool for tool in tools if tool.returns is None]
    schemas = await side_by_side([_schema(tool, asking) for tool in open_])
    found = {tool.key: schema for tool, schema in zip(open_, schemas, strict=True)}
    return Inferred(
        tuple(_with(tool, found.get(tool.key)) for tool in tools),
        sum(schema is None for schema in schemas),
    )


def returns_prompt(tool: Tool) -> InferReturns:
    """What the model is told: the tool alone."""
    does = cut(profile_of(tool).purpose, _DOES_CHARACTERS) or tool.name
    return InferReturns(tool=tool_brief(tool).model_copy(update={"does": does}))


async def _schema(tool: Tool, asking: ModelClient) -> dict[str, Any] | None:
    try:
        answer = await ask(asking, returns_prompt(tool), Subject(tool.key))
    except UnusableReplyError as poor:
        _LOG.warning("What %s returns is guessed by rule: %s", tool.key, poor.detail[:300])
        return None
    data: Any = answer.data
    schema = schema_of_fields(data["fields"])
    if schema is None:
        _LOG.warning("What %s returns is guessed by rule: no field could be used.", tool.key)
    return schema


def _with(tool: Tool, schema: dict[str, Any] | None) -> Tool:
    if schema is None:
        return tool
    return tool.model_copy(update={"returns": schema, "returns_origin": "model"})
