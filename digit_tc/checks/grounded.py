"""Every scalar argument comes from somewhere that the assistant can see, and can be read there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from digit_tc.checks.common.check import ALL_KINDS, Phase
from digit_tc.checks.common.context import CheckContext, ToolView
from digit_tc.checks.common.verdicts import counted, failed, passed, shown
from digit_tc.language import transforms
from digit_tc.records import (
    JSON,
    Assistant,
    Call,
    Conversation,
    PlannedCall,
    Provenance,
    Reference,
    Turn,
    Verdict,
    scalars_of,
)
from digit_tc.records.paths import MISSING, find, find_schemas, join_path, parse_path

NAME = "grounded"
RULE = (
    "Each scalar argument has exactly one source, of this turn or earlier, and reading the source "
    "again gives the value."
)
PHASE = Phase.REQUEST
KINDS = ALL_KINDS
DECIDES = True


def check(conversation: Conversation, context: CheckContext, *, first: int = 0) -> Verdict:
    """Read every argument again from its source. Numbers compare as numbers: 3 is 3.0."""
    earlier: dict[int, Call] = {}
    number = 0
    for position, turn in enumerate(conversation.turns):
        planned = {call.id: call for call in turn.plan.calls}
        for call in turn.calls:
            view = context.view(call.tool)
            if position >= first and view is not None:
                reason = _fault(conversation, call, planned.get(call.id), view, earlier)
                if reason is not None:
                    return failed(NAME, reason, turn=turn.index)
                number += len(call.provenance)
            earlier[call.id] = call
    return passed(NAME, f"{counted(number, 'argument')} can be read again where they came from.")


def _fault(
    conversation: Conversation,
    call: Call,
    planned: PlannedCall | None,
    view: ToolView,
    earlier: Mapping[int, Call],
) -> str | None:
    values = dict(scalars_of(call.arguments))
    references = {
        binding.path: binding.value
        for binding in (planned.bindings if planned else ())
        if isinstance(binding.value, Reference)
    }
    for source in call.provenance:
        where = f"The argument {source.path} of call {call.id}"
        value = values.pop(source.path, MISSING)
        if value is MISSING:
            return f"{where} has a source but no value, or two sources."
        reason = _source_fault(conversation, call, source, value, view, earlier)
        if reason is not None:
            return f"{where} is {shown(value)}, but {reason}."
        planned_source = references.pop(source.path, None)
        if planned_source is not None and (source.call, source.result_path) != (
            planned_source.call,
            planned_source.path,
        ):
            return (
                f"{where} was planned from {planned_source.path} of call {planned_source.call} "
                f"and comes from elsewhere ({source.kind})."
            )
    if values:
        return f"The argument {next(iter(values))} of call {call.id} has no source."
    return None


def _source_fault(
    conversation: Conversation,
    call: Call,
    source: Provenance,
    value: JSON,
    view: ToolView,
    earlier: Mapping[int, Call],
) -> str | None:
    if source.kind == "user":
        if source.message not in conversation.texts or source.turn is None:
            return f"its source names {source.message}, which is no message of the user"
        if not _is_said_before(source, call, conversation.turns[call.turn]):
            return f"the user says it in turn {source.turn} only, after the call"
        text = conversation.texts[source.message]
        return _text_fault(text, source, value, view, conversation.today)
    if source.kind == "context":
        return _text_fault(conversation.system, source, value, view, conversation.today)
    if source.kind == "result":
        return _result_fault(source, value, earlier)
    if source.kind in {"default", "enum"}:
        return _schema_fault(source, value, view)
    return f"a source of kind {source.kind} cannot be read again"


def _is_said_before(source: Provenance, call: Call, turn: Turn) -> bool:
    if source.turn is None or source.turn != call.turn:
        return source.turn is not None and source.turn < call.turn
    for message in turn.messages:
        if message.id == source.message:
            return True
        if isinstance(message, Assistant) and any(one.id == call.id for one in message.calls):
            return False
    return False


def _text_fault(
    text: str, source: Provenance, value: JSON, view: ToolView, today: dt.date
) -> str | None:
    start, end = source.start, source.end
    if start is None or end is None or not 0 <= start < end <= len(text):
        return "its source lies outside the text"
    said = text[start:end]
    if _cuts_word(text, start) or _cuts_word(text, end):
        return f"its source {shown(said)} is a part of a longer word"
    choices = [
        choice
        for schema in find_schemas(view.tool.parameters, source.path)
        for choice in schema.get("enum") or ()
    ] if source.transform == "enum_label" else []  # fmt: skip
    try:
        found = transforms.read(source.transform, said, today=today, choices=choices)
    except ValueError:
        return f"its source {shown(said)} cannot be read as {source.transform}"
    if not transforms.same_value(found, value):
        return f"its source {shown(said)} reads {shown(found)}"
    return None


def _cuts_word(text: str, place: int) -> bool:
    if not 0 < place < len(text):
        return False
    before, after = text[place - 1], text[place]
    return (before.isalpha() and after.isalpha()) or (before.isdigit() and after.isdigit())


def _result_fault(source: Provenance, value: JSON, earlier: Mapping[int, Call]) -> str | None:
    if source.call is None or source.call not in earlier:
        return f"its source is the result of call {source.call}, which is no earlier call"
    found = find(earlier[source.call].result, source.result_path)
    if found is MISSING:
        return f"the result of call {source.call} has no {source.result_path}"
    if not transforms.same_value(found, value):
        return f"{source.result_path} of call {source.call} is {shown(found)}"
    return None


def _schema_fault(source: Provenance, value: JSON, view: ToolView) -> str | None:
    if source.kind == "default":
        if any(transforms.same_value(found, value) for found in _defaults(view, source.path)):
            return None
        return "the schema has no such default"
    for schema in find_schemas(view.tool.parameters, source.path):
        offered = [*(schema.get("enum") or ()), *([schema["const"]] if "const" in schema else [])]
        if any(transforms.same_value(choice, value) for choice in offered):
            return None
    return "the schema does not offer that value"


def _defaults(view: ToolView, path: str) -> Iterator[Any]:
    # The default may stand at the parameter itself or at an object or array around it.
    steps = parse_path(path)
    for length in range(len(steps), 0, -1):
        for schema in find_schemas(view.tool.parameters, join_path(steps[:length])):
            if "default" in schema:
                found = find(schema["default"], join_path(steps[length:]))
                if found is not MISSING:
                    yield found
