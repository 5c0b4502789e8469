"""A read that nobody asked for changes something."""

from __future__ import annotations

from collections.abc import Iterator

from digit_tc.checks.common.check import ALL_KINDS, Phase
from digit_tc.checks.common.context import CheckContext
from digit_tc.checks.common.verdicts import counted, failed, passed
from digit_tc.language.words import split_identifier
from digit_tc.records import Call, Conversation, Verdict, scalars_of
from digit_tc.records.paths import find
from digit_tc.semantics import profile_of

NAME = "needed"
RULE = (
    "A hidden read gives a later call a value that it was not asked by, is told to the user, or is "
    "demanded by the description of a later call's tool."
)
PHASE = Phase.WHOLE
KINDS = ALL_KINDS
DECIDES = True


def check(conversation: Conversation, context: CheckContext, *, first: int = 0) -> Verdict:
    """Look for what becomes of every hidden read from turn `first` on."""
    number = 0
    for position, turn in enumerate(conversation.turns[first:], first):
        for call in turn.calls:
            view = context.view(call.tool)
            if not call.hidden or call.status != "ok" or view is None:
                continue
            if not profile_of(view.tool).reads:
                continue
            number += 1
            later = [one for turn in conversation.turns[position:] for one in turn.calls
                     if one.id > call.id]  # fmt: skip
            if not (
                _serves(call, later)
                or any(_demands(one, view.tool.name, context) for one in later)
                or _is_told(call, " ".join(turn.assistant_texts.values()))
            ):
                return failed(
                    NAME,
                    f"Nobody asks for call {call.id} ({view.tool.name}), and its result changes "
                    "nothing. Leave it out.",
                    turn=turn.index,
                )
    return passed(NAME, f"{counted(number, 'hidden read')} change what comes after.")


def _serves(call: Call, later: list[Call]) -> bool:
    """Whether a later call takes a value that the read was not asked by."""
    given = {str(value) for _path, value in scalars_of(call.arguments)}
    return any(
        str(find(call.result, source.result_path)) not in given
        for one in later
        for source in one.provenance
        if source.call == call.id
    )


def _demands(call: Call, name: str, context: CheckContext) -> bool:
    view = context.view(call.tool)
    if view is None:
        return False
    told = view.tool.description
    return name in told or " ".join(split_identifier(name)) in told.lower()


def _is_told(call: Call, text: str) -> bool:
    given = {str(value) for _path, value in scalars_of(call.arguments)}
    return any(one in text for one in _texts_of(call) if one not in given)


def _texts_of(call: Call) -> Iterator[str]:
    for _path, value in scalars_of(call.result):
        if value is not None and not isinstance(value, bool) and str(value):
            yield str(value)
