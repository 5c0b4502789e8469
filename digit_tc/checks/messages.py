"""Messages are what the plan's acts became, and every call is answered."""

from __future__ import annotations

from itertools import pairwise

from digit_tc.checks.common.check import ALL_KINDS, Phase
from digit_tc.checks.common.context import CheckContext
from digit_tc.checks.common.verdicts import counted, failed, passed
from digit_tc.records import (
    Act,
    Answer,
    Assistant,
    Calls,
    Conversation,
    Message,
    Offer,
    ToolResult,
    ToolsOffered,
    Turn,
    User,
    Verdict,
    turn_of_message,
)

NAME = "messages"
RULE = (
    "Each message has an id of its own that names its turn, messages and acts of the plan come in "
    "the same order, calls are answered once and at once, and only a mistake is not to be learnt."
)
PHASE = Phase.EXECUTION
KINDS = ALL_KINDS
DECIDES = True

_BY_USER = ("say", "give", "revise")


def check(conversation: Conversation, context: CheckContext, *, first: int = 0) -> Verdict:  # noqa: ARG001
    """Go through the messages of every turn from `first` on.

    The closing words may be missing at the end: that is another check's fault to name.
    """
    seen: set[str] = set()
    number = 0
    for turn in conversation.turns:
        reason = _id_fault(turn, seen)
        reason = reason or _answer_fault(turn) or _learning_fault(turn) or _act_fault(turn)
        if reason is not None and turn.index >= first:
            return failed(NAME, reason, turn=turn.index)
        number += len(turn.messages)
    return passed(NAME, f"{counted(number, 'message')} stand in the order of their acts.")


def _id_fault(turn: Turn, seen: set[str]) -> str | None:
    for message in turn.messages:
        if message.id in seen:
            return f"Two messages have the id {message.id}."
        seen.add(message.id)
        if turn_of_message(message.id) != turn.index:
            return f"The message {message.id} stands in turn {turn.index}."
    return None


def _answer_fault(turn: Turn) -> str | None:
    """Results stand right behind the message with their calls, in the order of the calls."""
    waiting: list[int] = []
    for message in turn.messages:
        if isinstance(message, ToolResult):
            if not waiting or waiting.pop(0) != message.call:
                return f"The message {message.id} answers call {message.call} out of its place."
        elif waiting:
            return f"Call {waiting[0]} is not answered before the message {message.id}."
        elif isinstance(message, Assistant):
            waiting = [call.id for call in message.calls]
    return f"Call {waiting[0]} is not answered." if waiting else None


def _act_fault(turn: Turn) -> str | None:
    done = turn.steps
    acts = turn.plan.acts
    if len(done) == len(acts) - 1 and isinstance(acts[-1], Answer):
        acts = acts[:-1]
    if len(done) != len(acts):
        return f"Turn {turn.index} has {counted(len(acts), 'act')} and {len(done)} messages for it."
    for act, message in zip(acts, done, strict=True):
        if not _realises(message, act):
            return f"The message {message.id} is no message that could {act.act}."
    return None


def _realises(message: Message, act: Act) -> bool:
    if isinstance(act, Calls):
        made = [call.id for call in message.calls] if isinstance(message, Assistant) else []
        return made == [call.id for call in act.calls]
    if isinstance(act, Offer) and isinstance(message, ToolsOffered):
        return message.tools == act.tools
    if isinstance(act, Offer) or act.act in _BY_USER:
        return isinstance(message, User) and bool(message.text)
    return isinstance(message, Assistant) and bool(message.text) and not message.calls


def _learning_fault(turn: Turn) -> str | None:
    for message in turn.messages:
        if isinstance(message, Assistant) and message.train != (message.mistake is None):
            what = "is a mistake to be learnt" if message.train else "is not to be learnt, unmarked"
            return f"The message {message.id} {what}."
    for wrong, after in pairwise([one for one in turn.messages if isinstance(one, Assistant)]):
        meant = wrong.mistake.instead_of if wrong.mistake else None
        if meant is not None and meant not in [call.id for call in after.calls]:
            return f"The mistake in the message {wrong.id} is not put right by the next one."
    return None
