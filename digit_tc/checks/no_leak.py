"""The user does not talk like the machinery: no tool names, no JSON, nothing not yet known."""

from __future__ import annotations

import re
from collections.abc import Iterator

from digit_tc.checks.context import CheckContext
from digit_tc.checks.paths import value_at
from digit_tc.checks.verdicts import counted, failed, passed
from digit_tc.checks.wording import (
    JSON_TEXT,
    call_id_in,
    parameter_name_in,
    tool_name_in,
    without_leaves,
)
from digit_tc.language.transforms import write
from digit_tc.records import JSON, Conversation, Turn, Verdict

NAME = "no_leak"
RULE = (
    "A request holds no tool name, parameter name, call id or JSON, and no value that only a "
    "result of the same turn brings."
)

_ISO_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_PLAIN_WORD = re.compile(r"[a-z]+")


def check(conversation: Conversation, context: CheckContext, *, first: int = 0) -> Verdict:
    """Look at the writer's own words: what arguments were read from counts as the user's values."""
    known = conversation.system
    turns = conversation.turns
    for position, turn in enumerate(turns):
        if position >= first:
            own = without_leaves(turn)
            reason = _machinery(own, conversation, turn, context)
            reason = reason or _foretold(own, turn, known)
            if reason is not None:
                return failed(NAME, reason, turn=turn.index)
        if position + 1 < len(turns):
            said = (str(value) for call in turn.calls for value in _scalars(call.result))
            known = "\n".join((known, turn.request, turn.summary, *said))
    return passed(NAME, f"{counted(len(turns) - first, 'request')} name nothing of the machinery.")


def _machinery(
    own: str, conversation: Conversation, turn: Turn, context: CheckContext
) -> str | None:
    token = tool_name_in(own, conversation, context)
    if token is not None:
        return f'The request names a tool: "{token}".'
    token = parameter_name_in(own, conversation, context)
    if token is not None:
        return f'The request names a parameter: "{token}".'
    match = JSON_TEXT.search(turn.request)
    if match is not None:
        return f"The request holds JSON: {match[0]}"
    if "$" in own or "call" in own.lower():
        values = {str(value) for call in turn.calls for value in _scalars(call.arguments)}
        token = call_id_in(own, len(conversation.calls), values)
        if token is not None:
            return f'The request names a call: "{token}".'
    return None


def _foretold(own: str, turn: Turn, known: str) -> str | None:
    for call in turn.calls:
        for value in _scalars(call.result):
            for text in _spellings(value):
                if text in own and _stands_whole(own, text) and not _is_known(text, turn, known):
                    return (
                        f'The request already says "{text}", which only the result of call '
                        f"{call.id} brings."
                    )
    return None


def _spellings(value: JSON) -> Iterator[str]:
    # Short numbers, truth values and plain words stand in texts by chance.
    if isinstance(value, bool) or value is None:
        return
    text = str(value)
    if len(text) <= 3 or _PLAIN_WORD.fullmatch(text):
        return
    yield text
    if _ISO_DATE.fullmatch(text):
        for form in ("date_long", "date_day_first"):
            try:
                yield write(form, text)
            except ValueError:
                return


def _is_known(text: str, turn: Turn, known: str) -> bool:
    if text in known:
        return True
    return any(
        text in str(value)
        for call in turn.calls
        for source in call.provenance
        if source.kind != "result"
        for value in (_argument(call.arguments, source.path),)
    )


def _argument(arguments: JSON, path: str) -> JSON:
    return value_at(arguments, path)


def _stands_whole(text: str, part: str) -> bool:
    return re.search(rf"(?<![\w-]){re.escape(part)}(?![\w-]|\.\d)", text) is not None


def _scalars(value: JSON) -> Iterator[JSON]:
    if isinstance(value, dict):
        for item in value.values():
            yield from _scalars(item)
    elif isinstance(value, list):
        for item in value:
            yield from _scalars(item)
    else:
        yield value
