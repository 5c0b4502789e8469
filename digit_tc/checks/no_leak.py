"""The user does not talk like the machinery: no tool names, no JSON, nothing not yet known."""

from __future__ import annotations

import re
from collections.abc import Iterator

from digit_tc.checks.common.check import ALL_KINDS, Phase
from digit_tc.checks.common.context import CheckContext
from digit_tc.checks.common.verdicts import counted, failed, passed
from digit_tc.checks.common.wording import (
    call_id_in,
    identifiers_in,
    json_in,
    own_words,
    parameter_name_in,
    tool_name_in,
)
from digit_tc.language.transforms import write
from digit_tc.records import JSON, Conversation, Turn, Verdict
from digit_tc.records.paths import find

NAME = "no_leak"
RULE = (
    "A request holds no tool name, parameter name, call id or JSON, and no value that only a "
    "result of the same turn brings."
)
PHASE = Phase.REQUEST
KINDS = ALL_KINDS
DECIDES = True

_ISO_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_STEP = re.compile(
    r"\b(?:from|of|in|by|with) (?:the )?(?:previous|first|last|earlier|prior|second)"
    r" (?:step|tool|function)\b"
    r"|\b(?:results?|outputs?|responses?) (?:of|from) (?:the |that )?"
    r"(?:previous |first |last |earlier |prior |second )?(?:call|step|tool|function)\b"
    r"|\b(?:from|of|in) step \d\b|\b(?:tool|function|api) calls?\b",
    re.IGNORECASE,
)
_TOOL_WORD = re.compile(r"(?: |-)(?:tool|function|api|endpoint|command|action)\b", re.IGNORECASE)
_TOOL_SIGNS = ("tool", "function", "api", "endpoint", "command", "action", "step", "call")
_MOST_WORDS = 3


def check(conversation: Conversation, context: CheckContext, *, first: int = 0) -> Verdict:
    """Look at the writer's own words: what arguments were read from counts as the user's values."""
    turns = conversation.turns
    for position in range(first, len(turns)):
        turn = turns[position]
        for identity, own in own_words(turn).items():
            reason = _machinery(own, turn.user_texts[identity], conversation, turn, context)
            reason = reason or _foretold(own, conversation, position)
            if reason is not None:
                return failed(NAME, reason, turn=turn.index)
    return passed(NAME, f"{counted(len(turns) - first, 'request')} name nothing of the machinery.")


def _machinery(
    own: str, said: str, conversation: Conversation, turn: Turn, context: CheckContext
) -> str | None:
    found = identifiers_in(own)
    token = tool_name_in(found, conversation, context)
    if token is not None:
        return f'The request names a tool: "{token}".'
    token = parameter_name_in(found, conversation, context)
    if token is not None:
        return f'The request names a parameter: "{token}".'
    lower = own.lower()
    if any(sign in lower for sign in _TOOL_SIGNS):
        step = _STEP.search(own)
        if step is not None:
            return f'The request speaks of how it is done: "{step[0]}".'
        named = _tool_in_words(lower, conversation, context)
        if named is not None:
            return f'The request names a tool: "{named}".'
    token = json_in(said)
    if token is not None:
        return f"The request holds JSON: {token}"
    if "$" in own or "call" in own.lower():
        values = {str(value) for call in turn.calls for value in _scalars(call.arguments)}
        token = call_id_in(own, len(conversation.calls), values)
        if token is not None:
            return f'The request names a call: "{token}".'
    return None


def _tool_in_words(own: str, conversation: Conversation, context: CheckContext) -> str | None:
    """A tool's name in plain words that is said to be a tool: `the search flights tool`."""
    for match in _TOOL_WORD.finditer(own):
        before = tuple(re.findall(r"[a-z0-9]+", own[max(0, match.start() - 80) : match.start()]))
        for key in conversation.tools:
            view = context.view(key)
            words = view.name_words if view is not None else ()
            if len(words) > 1 and before[-len(words) :] == words:
                return f"{' '.join(words)}{match[0]}"
    return None


def _foretold(own: str, conversation: Conversation, position: int) -> str | None:
    turn = conversation.turns[position]
    for call in turn.calls:
        for value in _scalars(call.result):
            for text in _spellings(value):
                if text not in own or not _stands_whole(own, text):
                    continue
                if not _is_known(text, conversation, position):
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
    if len(text) <= 3 or (text.isalpha() and text.islower()):
        return
    # Names come from the user as well: who invents results echoes what was asked for.
    if text.replace(" ", "").isalpha() and len(text.split()) <= _MOST_WORDS:
        return
    yield text
    if len(text) == 10 and _ISO_DATE.fullmatch(text):
        for form in ("date_long", "date_day_first"):
            try:
                yield write(form, text)
            except ValueError:
                return


def _is_known(text: str, conversation: Conversation, position: int) -> bool:
    if text in conversation.system:
        return True
    for turn in conversation.turns[:position]:
        if any(
            text in said for said in (*turn.user_texts.values(), *turn.assistant_texts.values())
        ):
            return True
        if any(text in str(value) for call in turn.calls for value in _scalars(call.result)):
            return True
    return any(
        text in str(find(call.arguments, source.path))
        for call in conversation.turns[position].calls
        for source in call.provenance
        if source.kind != "result"
    )


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
