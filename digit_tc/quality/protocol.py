"""The order of roles that every provider expects."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol


class _Message(Protocol):
    @property
    def role(self) -> str: ...
    @property
    def calls(self) -> Sequence[int]: ...
    @property
    def answers(self) -> int | None: ...


def roles_in_order(messages: Iterable[_Message]) -> bool:
    """Whether messages keep the protocol.

    One system message opens. Each turn is a user message, then messages that call, each followed
    by exactly one result for each of its calls, then what the assistant says; the user may answer
    that, and tools may be added, before the assistant goes on. No call id is used twice.
    """
    used: set[int] = set()
    open_calls: set[int] = set()
    turns = 0
    expects = {"system"}
    for message in messages:
        role = message.role
        if role not in expects or (role != "tool" and open_calls):
            return False
        if role == "system":
            expects = {"user"}
        elif role in ("user", "tools"):
            turns += role == "user"
            expects = {"assistant"} if role == "user" else {"user", "assistant"}
        elif role == "tool":
            if message.answers not in open_calls:
                return False
            open_calls.discard(message.answers)
            expects = {"tool"} if open_calls else {"assistant"}
        elif message.calls:
            calls = set(message.calls)
            if len(calls) != len(message.calls) or calls & used:
                return False
            used |= calls
            open_calls, expects = calls, {"tool"}
        else:
            expects = {"user", "tools"}
    return turns > 0 and expects == {"user", "tools"}
