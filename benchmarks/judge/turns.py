"""Which turn each message belongs to."""

from __future__ import annotations

from typing import Any

from .acts import Alignment


def place_by_acts(alignment: Alignment, messages: list[dict[str, Any]]) -> list[int]:
    """The turn of each message as its act says; -1 for the opening system message.

    The result of a call belongs to the call. A mistake stands right before the message that puts it
    right, and belongs to that one's turn.
    """
    acts = {step.position: step.turn for step in alignment.steps}
    turns, turn = [-1] * len(messages), -1
    waiting: list[int] = []
    for position, message in enumerate(messages):
        if position in acts:
            turn = acts[position]
            for one in (*waiting, position):
                turns[one] = turn
            waiting = []
        elif message.get("role") == "assistant" or waiting:
            waiting.append(position)
        elif message.get("role") == "tool":
            turns[position] = turn
    for one in waiting:
        turns[one] = turn
    return turns


def place_by_requests(messages: list[dict[str, Any]]) -> list[int]:
    """The turn of each message where every message by the user opens one, as in exports of 0.1."""
    turns, turn = [], -1
    for message in messages:
        turn += message.get("role") == "user"
        turns.append(turn)
    return turns
