"""Which tools the grammar can call at all."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence

from digit_tc.records import Finding, Tool
from digit_tc.records.paths import parse_path
from digit_tc.specs.readiness import readiness
from digit_tc.values.invent import NoValueError
from digit_tc.values.setting import Setting
from digit_tc.writers.grammar.arguments import arguments_for
from digit_tc.writers.grammar.spoken_tool import spoken_tool

_TRIES = 3
_DAY = dt.date(2026, 1, 15)


def tell_unfillable(tools: Sequence[Tool]) -> tuple[Tool, ...]:
    """The tools, with a finding on each for which no values of its parameters were found.

    Such a tool is in no conversation, unless an earlier result gives what it needs.
    """
    return tuple(_told(tool) for tool in tools)


def _told(tool: Tool) -> Tool:
    path = ""
    for seed in range(_TRIES):
        try:
            arguments_for(spoken_tool(tool), (), Setting(random.Random(seed), _DAY), 0.0)
        except NoValueError as error:
            path = error.path
        else:
            return tool
    detail = f"No value was found that fits {path}: give an example of one."
    finding = Finding(
        rule="unfillable-parameter", where=_pointer(path), severity="defect", detail=detail
    )
    told = tool.model_copy(update={"findings": (*tool.findings, finding)})
    return told.model_copy(update={"readiness": readiness(told)})


def _pointer(path: str) -> str:
    steps = (
        "items" if isinstance(step, int) else f"properties/{step}" for step in parse_path(path)
    )
    return "/parameters/" + "/".join(steps)
