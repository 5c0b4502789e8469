"""The rows of a result keep to what their call asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from digit_tc.checks.common.check import ALL_KINDS, Phase
from digit_tc.checks.common.context import CheckContext
from digit_tc.checks.common.verdicts import counted, failed, passed, shown
from digit_tc.language.entities import plain_name
from digit_tc.language.transforms import same_value
from digit_tc.records import JSON, Call, Conversation, Tool, Verdict
from digit_tc.records.profile import Operator
from digit_tc.semantics import profile_of

NAME = "query"
RULE = (
    "Each row that a reading call gives keeps to its filters and belongs to whose things were "
    "asked for, where the row has the attribute."
)
PHASE = Phase.EXECUTION
KINDS = ALL_KINDS
DECIDES = True


def check(conversation: Conversation, context: CheckContext, *, first: int = 0) -> Verdict:
    """Compare the rows of every reading call from turn `first` on with its filters and keys."""
    number = 0
    for turn in conversation.turns[first:]:
        for call in turn.calls:
            view = context.view(call.tool)
            if view is None or not isinstance(call.result, dict):
                continue
            wanted = _wanted_of(call, view.tool)
            if not wanted:
                continue
            for row in _rows_of(call.result):
                number += 1
                for parameter, attribute, operator, value in wanted:
                    found = row.get(attribute)
                    if found is not None and not keeps(operator, value, found):
                        return failed(
                            NAME,
                            f"Call {call.id} ({view.tool.name}) asks for {parameter} = "
                            f"{shown(value)}, and a row has {attribute} = {shown(found)}. Give "
                            "only rows that keep to it.",
                            turn=turn.index,
                        )
    return passed(NAME, f"{counted(number, 'row')} keep to what was asked for.")


def keeps(operator: Operator, wanted: JSON, found: JSON) -> bool:
    """Whether an attribute passes a filter; what cannot be compared passes."""
    if operator == "text" or isinstance(found, dict | list):
        return True
    if operator == "in" or isinstance(wanted, list):
        choices = wanted if isinstance(wanted, list) else [wanted]
        return any(_is_same(one, found) for one in choices)
    if operator == "=":
        return _is_same(wanted, found)
    numbers = _is_number(wanted) and _is_number(found)
    # Days are compared as they are written, up to where the shorter one ends.
    texts = isinstance(wanted, str) and isinstance(found, str) and wanted[:4].isdigit()
    if not numbers and not (texts and str(found)[:4].isdigit()):
        return True
    one, other = (found, wanted) if numbers else (str(found), str(wanted))
    if texts:
        length = min(len(one), len(other))
        one, other = one[:length], other[:length]
    return bool(one >= other if operator == ">=" else one <= other)


def _wanted_of(call: Call, tool: Tool) -> list[tuple[str, str, Operator, JSON]]:
    """(parameter, attribute, operator, value) of each filter and parent's key that was given."""
    profile = profile_of(tool)
    if profile.effect not in ("list", "search"):
        return []
    given: Mapping[str, Any] = call.arguments
    wanted: list[tuple[str, str, Operator, JSON]] = [
        (one.parameter, plain_name(one.attribute), one.operator, given[one.parameter])
        for one in profile.filters
        if given.get(one.parameter) is not None
    ]
    wanted += [
        (one.parameter, plain_name(one.parameter), "=", given[one.parameter])
        for one in profile.keys
        if given.get(one.parameter) is not None
    ]
    return wanted


def _rows_of(result: Mapping[str, JSON]) -> Iterator[dict[str, JSON]]:
    for value in result.values():
        if isinstance(value, list):
            for row in value:
                if isinstance(row, dict):
                    yield {plain_name(name): item for name, item in row.items()}


def _is_same(wanted: JSON, found: JSON) -> bool:
    if isinstance(wanted, str) and isinstance(found, str):
        return plain_name(wanted) == plain_name(found)
    return same_value(wanted, found)


def _is_number(value: JSON) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
