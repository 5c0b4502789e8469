"""A finished conversation, with a source for every argument."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any, Literal

from digit_tc.records.base import Record
from digit_tc.records.chain import Shape, TurnKind
from digit_tc.records.plan import Plan

ProvenanceKind = Literal["user", "result", "profile", "context", "default", "enum"]


class Provenance(Record):
    """Where one scalar argument came from, so exactly that it can be read there again.

    `user`: characters `start` to `end` of the user's text of turn `turn`, put through `transform`.
    `context`: the same of the system message. `result`: `result_path` of the result of `call`.
    `default` and `enum`: the schema of the parameter itself. `profile`: the field `result_path`.
    """

    path: str
    """The place in the call's arguments, as in `Binding.path`."""
    kind: ProvenanceKind
    turn: int | None = None
    start: int | None = None
    end: int | None = None
    call: int | None = None
    result_path: str = ""
    transform: str = "verbatim"
    """Name of the rule in `digit_tc.language.transforms` that turns the text into the value."""


class Call(Record):
    """One executed call."""

    id: int
    """Number of the call in its conversation, from 1."""
    turn: int
    group: int
    """Calls of one turn with the same group stand in one assistant message."""
    step: int
    tool: str
    """Key of the tool."""
    arguments: dict[str, Any]
    provenance: tuple[Provenance, ...]
    """One entry for each scalar in `arguments`, in order of path."""
    hidden: bool
    result: dict[str, Any]
    status: Literal["ok", "error"] = "ok"


WRONG_CALL_IDS = 1000
"""A wrong call's id is so much more than that of the right call: ids of right calls stay as they
were planned."""


class WrongCall(Record):
    """A call that went wrong before the right one was made. It is no part of the plan, states no
    facts, and is never trained on; in the export its message is marked."""

    id: int
    turn: int
    instead_of: int
    """Id of the right call; the wrong one stands in an assistant message of its own before it."""
    tool: str
    """Key of the tool."""
    arguments: dict[str, Any]
    """They need not fit the tool, and have no source."""
    result: dict[str, Any]
    """`{"error": "..."}`, which does not give the right call away."""
    fault: Literal["value", "missing", "type", "tool"]
    """A wrong value, a required argument left out, a value of a wrong type, a wrong tool."""
    origin: Literal["solver", "planted"]
    """Whether the solver made this mistake, or a rule."""


class Turn(Record):
    """One request and everything that was done about it."""

    index: int
    kind: TurnKind
    shape: Shape
    chain: str
    """Id of the chain that was sampled for the turn."""
    request: str
    plan: Plan
    calls: tuple[Call, ...]
    """The right calls: what everything counts and checks."""
    summary: str
    wrong: tuple[WrongCall, ...] = ()
    """Calls that are shown to go wrong first (`synthesis.error_hint_share`)."""


class Conversation(Record):
    """A whole conversation: what the assistant saw, did and said."""

    id: str
    """Content id of everything below."""
    index: int
    """Index of its scenario in the run."""
    scenario: str
    seed: int
    today: dt.date
    persona: str
    system: str
    """The system message."""
    tools: tuple[str, ...]
    """Keys of the tools offered, in the order offered."""
    turns: tuple[Turn, ...]
    writer: str
    """Who supplied words and values, with version: `grammar/1`."""

    @property
    def calls(self) -> tuple[Call, ...]:
        """All right calls in the order in which they were made."""
        return tuple(call for turn in self.turns for call in turn.calls)

    @property
    def wrong_calls(self) -> tuple[WrongCall, ...]:
        """All wrong calls in the order in which they were made."""
        return tuple(call for turn in self.turns for call in turn.wrong)


class Message(Record):
    """One message as a model sees it."""

    role: Literal["system", "user", "assistant", "tool"]
    content: str | None
    calls: tuple[int, ...] = ()
    """Ids of the calls that an assistant message makes."""
    answers: int | None = None
    """Id of the call that a tool message answers."""
    turn: int | None = None
    train: bool = True
    """False for an assistant message that makes a wrong call."""


def messages_of(conversation: Conversation) -> tuple[Message, ...]:
    """The conversation as messages: system, then for each turn user, calls, results, summary.

    A wrong call and its error come directly before the message with the right call.
    """
    messages = [Message(role="system", content=conversation.system)]
    for turn in conversation.turns:
        messages.append(Message(role="user", content=turn.request, turn=turn.index))
        groups: dict[int, list[Call]] = {}
        for call in turn.calls:
            groups.setdefault(call.group, []).append(call)
        for group in groups.values():
            ids = tuple(call.id for call in group)
            messages.extend(_gone_wrong(turn, ids))
            messages.append(Message(role="assistant", content=None, calls=ids, turn=turn.index))
            messages.extend(
                Message(role="tool", content=None, answers=call.id, turn=turn.index)
                for call in group
            )
        messages.append(Message(role="assistant", content=turn.summary, turn=turn.index))
    return tuple(messages)


def _gone_wrong(turn: Turn, ids: tuple[int, ...]) -> Iterator[Message]:
    for call in turn.wrong:
        if call.instead_of in ids:
            yield Message(
                role="assistant", content=None, calls=(call.id,), turn=turn.index, train=False
            )
            yield Message(role="tool", content=None, answers=call.id, turn=turn.index)
