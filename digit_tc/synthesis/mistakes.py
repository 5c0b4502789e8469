"""Mistakes of a solver that could be a wrong call."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Literal

from digit_tc.records import JSON, Reference, Tool, Turn
from digit_tc.records.paths import parse_path, put
from digit_tc.synthesis.compare import Comparison
from digit_tc.synthesis.parse_calls import Predicted


@dataclass(frozen=True, slots=True)
class WrongAnswer:
    """An answer of the solver that does not give the plan."""

    answer: tuple[Predicted, ...]
    comparison: Comparison


@dataclass(frozen=True, slots=True)
class Slip:
    """One wrong call."""

    instead_of: int
    tool: str
    """Key of the tool."""
    arguments: dict[str, JSON]
    fault: Literal["value", "missing", "type", "tool"]
    argument: str
    """Name of the argument that is at fault; empty where there is none to name."""


def made_by_solver(
    mistakes: Sequence[WrongAnswer], turn: Turn, offered: Mapping[str, Tool]
) -> Iterator[Slip]:
    """The wrong calls in the solver's answers, the latest answer first.

    `offered` are tools by name. All but what the solver got wrong is as in the right call.
    """
    right = {call.id: call for call in turn.calls}
    for mistake in reversed(mistakes):
        found = mistake.comparison
        for one in found.wrong_leaves:
            if one.call in right and one.found is not None and not str(one.found).startswith("$"):
                arguments = deepcopy(right[one.call].arguments)
                put(arguments, one.path, one.found)
                yield Slip(
                    one.call, right[one.call].tool, arguments, "value", argument_of(one.path)
                )
        for one in found.missing_leaves:
            if one.call in right and one.path in right[one.call].arguments:
                arguments = {
                    name: value
                    for name, value in right[one.call].arguments.items()
                    if name != one.path
                }
                yield Slip(one.call, right[one.call].tool, arguments, "missing", one.path)
        yield from _other_tools(mistake, turn, offered)


def argument_of(path: str) -> str:
    """Name of the argument that a path begins with: `guests[0].name` → `guests`."""
    return str(parse_path(path)[0])


def _other_tools(mistake: WrongAnswer, turn: Turn, offered: Mapping[str, Tool]) -> Iterator[Slip]:
    made = [call.id for call in turn.calls]
    missing = [one for one in mistake.comparison.missing_calls if one in made]
    instead_of = (missing or made)[0]
    for call in mistake.answer:
        tool = offered.get(call.tool)
        if tool is None or call.tool not in mistake.comparison.extra_calls or call.fault:
            continue
        if any(isinstance(value, Reference) for _path, value in call.scalars()):
            continue
        yield Slip(instead_of, tool.key, call.arguments, "tool", "")
