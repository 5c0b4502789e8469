"""Results fit what their tools declare to return."""

from __future__ import annotations

import re
from collections.abc import Iterator

from digit_tc.checks.common.check import ALL_KINDS, Phase
from digit_tc.checks.common.context import CheckContext, ToolView
from digit_tc.checks.common.schemas import first_error_of
from digit_tc.checks.common.verdicts import counted, failed, passed
from digit_tc.checks.common.wording import control_in, markup_in
from digit_tc.language.words import split_identifier
from digit_tc.records import JSON, Call, Conversation, Verdict, scalars_of
from digit_tc.records.paths import find_schemas, name_of

NAME = "results_valid"
RULE = (
    "Each result fits its tool's returns (an error result is not held against them), and none "
    "holds control characters, markup where none is meant, or a share beyond 0 to 100 percent."
)
PHASE = Phase.EXECUTION
KINDS = ALL_KINDS
DECIDES = True

_OF_MARKUP = frozenset(
    "html htm xhtml xml markup markdown svg rss atom embed iframe snippet code source script "
    "template raw".split()
)
_PERCENT = frozenset(("percent", "percentage", "pct"))
_BEYOND = frozenset(
    "change changes changed growth gain loss return returns delta diff difference increase "
    "decrease variation deviation variance profit margin roi yield performance move movement "
    "trend cpu load utilization usage inflation slope grade gradient markup surge premium annual "
    "daily weekly monthly yearly zoom scale".split()
)
"""Words of shares that may be negative or more than the whole."""
_OF_ARITHMETIC = _PERCENT | frozenset(("calculate", "compute", "convert", "calculator", "ratio"))
"""Words of tools that give any number, as their arguments have it."""


def check(conversation: Conversation, context: CheckContext, *, first: int = 0) -> Verdict:
    """Validate the results of every call from turn `first` on."""
    fitting, unknown = 0, 0
    for turn in conversation.turns[first:]:
        for call in turn.calls:
            view = context.view(call.tool)
            reason = _content_fault(call, view)
            if reason is not None:
                return failed(NAME, reason, turn=turn.index)
            if view is None or view.results is None or call.status == "error":
                unknown += 1
                continue
            error = first_error_of(view.results, call.result)
            if error is not None:
                reason = f"The result of call {call.id} breaks what {view.tool.name} returns: "
                return failed(NAME, f"{reason}{error}.", turn=turn.index)
            fitting += 1
    reason = f"{counted(fitting, 'result')} fit what the tools return"
    return passed(NAME, f"{reason}; {unknown} had no schema to fit." if unknown else f"{reason}.")


def _content_fault(call: Call, view: ToolView | None) -> str | None:
    """What no result may hold, whatever its schema says of types."""
    for path, value in scalars_of(call.result):
        control = control_in(path)
        if isinstance(value, str) and control is None:
            found = control_in(value)
            control = None if found is None or _is_given(value, path, call, view) else found
        if control is not None:
            return f"The result of call {call.id} holds a control character: {control}."
        if isinstance(value, str):
            markup = markup_in(value)
            if (
                markup is not None
                and not _is_for_markup(path, view)
                and not _is_given(value, path, call, view)
            ):
                return f"The result of call {call.id} holds markup in {path}: {markup}"
        elif (
            isinstance(value, int | float)
            and not 0 <= value <= 100
            and _is_share(path, view)
            and not _is_given(value, path, call, view)
        ):
            return f"The result of call {call.id} gives {value} percent as {path}."
    return None


def _is_given(value: JSON, path: str, call: Call, view: ToolView | None) -> bool:
    """Whether a value is only repeated: an argument, or a value that the schema itself tells."""
    if any(value == given for _path, given in scalars_of(call.arguments)):
        return True
    return any(
        value in (schema.get("enum") or ())
        or value in (schema.get("examples") or ())
        or value in (schema.get("default"), schema.get("const"))
        for schema in _schemas(path, view)
    )


def _is_for_markup(path: str, view: ToolView | None) -> bool:
    """Whether a field is meant for HTML or the like, by its name, its schema or its tool."""
    name = name_of(path)
    if _OF_MARKUP & set(split_identifier(name)):
        return True
    if view is None:
        return False
    if _OF_MARKUP & set(view.name_words):
        return True
    return any(
        _OF_MARKUP & set(re.findall(r"[a-z]+", str(schema.get(key, "")).lower()))
        for schema in _schemas(path, view)
        for key in ("format", "contentMediaType", "description")
    )


def _is_share(path: str, view: ToolView | None) -> bool:
    """Whether a field is a share of a whole: `battery_percent`, not `change_percent`."""
    words = split_identifier(name_of(path))
    if len(words) < 2 or words[-1] not in _PERCENT or _BEYOND & set(words):
        return False
    if view is not None and _OF_ARITHMETIC & set(view.name_words):
        return False
    return not any(
        _number(schema.get("minimum")) < 0 or _number(schema.get("maximum")) > 100
        for schema in _schemas(path, view)
    )


def _number(value: JSON) -> float:
    return value if isinstance(value, int | float) else 0


def _schemas(path: str, view: ToolView | None) -> Iterator[dict[str, JSON]]:
    if view is not None and path:
        for schema in find_schemas(view.tool.returns or {}, path):
            yield dict(schema)
