"""The acts of an export, and which message each of them became.

`metadata.acts` lists for every turn what user and assistant are to do, in order. Each act is one
message; results of calls, mistakes and the opening system message are no acts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any

BY_USER = frozenset(("say", "give", "revise"))
BY_ASSISTANT = frozenset(("ask", "propose", "calls", "refuse", "answer"))
ANSWERS = frozenset(("value", "yes", "no"))


@dataclass(frozen=True)
class Step:
    """An act together with the message that it became."""

    turn: int
    act: dict[str, Any]
    position: int
    """Position of the message."""

    @property
    def is_gold(self) -> bool:
        """Whether it is something that a model should learn to do."""
        return self.act["act"] in BY_ASSISTANT


@dataclass
class Alignment:
    """Acts and messages side by side, as far as they go together."""

    steps: list[Step] = field(default_factory=list)
    fault: str = ""
    """Where they part; empty where all acts and messages go together."""


def find_malformed(acts: Any) -> str:
    """What keeps the acts from being read; empty where they can be."""
    if not isinstance(acts, list) or not all(isinstance(turn, list) for turn in acts):
        return "acts are not a list for each turn"
    for turn, listed in enumerate(acts):
        for act in listed:
            name = act.get("act") if isinstance(act, dict) else None
            if name != "offer" and name not in BY_USER | BY_ASSISTANT:
                return f"turn {turn}: there is no act {name!r}"
            if not all(isinstance(call, str) for call in list_calls(act)):
                return f"turn {turn}: {name} names calls by something else than their ids"
            if name == "calls" and not act.get("calls"):
                return f"turn {turn}: calls without a call"
            if name == "give" and act.get("answer", "value") not in ANSWERS:
                return f"turn {turn}: an answer is not {act['answer']!r}"
    return ""


def list_calls(act: dict[str, Any]) -> list[Any]:
    """The ids of calls that an act names."""
    one, more = act.get("call"), act.get("calls", [])
    return [*([] if one is None else [one]), *(more if isinstance(more, list) else [more])]


def align(acts: list[list[dict[str, Any]]], messages: list[dict[str, Any]]) -> Alignment:
    """Acts and messages in the same order, up to the first pair that does not go together."""
    alignment = Alignment()
    wanted = [(turn, act) for turn, listed in enumerate(acts) for act in listed]
    for planned, position in zip_longest(wanted, _walk_steps(messages)):
        if position is None:
            alignment.fault = f"turn {planned[0]}: no message is the act {planned[1]['act']}"
            break
        if planned is None:
            alignment.fault = f"message {position} is no act"
            break
        turn, act = planned
        if not _realises(messages[position], act):
            alignment.fault = f"turn {turn}: message {position} cannot be the act {act['act']}"
            break
        alignment.steps.append(Step(turn, act, position))
    return alignment


def _walk_steps(messages: list[dict[str, Any]]) -> Iterator[int]:
    """Positions of the messages that are acts."""
    for position, message in enumerate(messages):
        role = message.get("role")
        opening = role == "system" and not position
        mistake = role == "assistant" and message.get("train") is False
        if role != "tool" and not opening and not mistake:
            yield position


def _realises(message: dict[str, Any], act: dict[str, Any]) -> bool:
    """Whether a message is by whom and of the kind that the act wants; which calls is not asked."""
    name, role = act["act"], message.get("role")
    if name == "offer":
        return role == ("system" if act.get("tools") else "user")
    if name in BY_USER:
        return role == "user"
    return role == "assistant" and (name == "calls") == bool(message.get("tool_calls"))
