"""Reads a line of an export into a row, and counts every breach of the protocol on the way."""

from __future__ import annotations

from typing import Any

from .acts import Alignment, align, find_malformed
from .call_forms import read_calls
from .days import find_day
from .protocol import AFTER, AFTER_WITH_ACTS, list_breaches, list_open_turns
from .rows import Call, Row, Turn
from .tally import Tally
from .turns import place_by_acts, place_by_requests


def read_row(place: str, example: dict[str, Any], tally: Tally) -> tuple[Row, Alignment | None]:
    """The conversation of a line, and its acts beside its messages where it has acts.

    Where messages do not follow the acts, each message by the user opens a turn, as it does without
    acts. Raises LookupError, TypeError, ValueError or AttributeError for what is no example at all.
    """
    messages, metadata = example["messages"], example["metadata"]
    tools = {tool["function"]["name"]: tool["function"] for tool in example["tools"]}
    if len(tools) != len(example["tools"]):
        tally.offend("protocol_errors", place, "two tools are offered under one name")
    alignment = None
    if "acts" in metadata and not find_malformed(metadata["acts"]):
        alignment = align(metadata["acts"], messages)
    if alignment is not None and not alignment.fault:
        positions, after = place_by_acts(alignment, messages), AFTER_WITH_ACTS
    else:
        positions, after = place_by_requests(messages), AFTER
    made, breaches = read_calls(messages, positions, tools)
    breaches += list_breaches(messages, after, made)
    if after is AFTER_WITH_ACTS:
        breaches += list_open_turns(messages, positions)
    for breach in breaches:
        tally.offend("protocol_errors", place, breach)
    turns = _gather(messages, positions, made)
    return Row(place, messages, metadata, tools, turns, find_day(messages, metadata)), alignment


def _gather(
    messages: list[dict[str, Any]], positions: list[int], made: dict[int, list[Call]]
) -> list[Turn]:
    turns = [Turn() for _ in range(max(positions, default=-1) + 1)]
    for position, message in enumerate(messages):
        if positions[position] < 0:
            continue
        turn = turns[positions[position]]
        if message.get("role") == "user":
            turn.requests.append(str(message.get("content")))
        for call in made.get(position, ()):
            (turn.calls if call.train else turn.mistakes).append(call)
    return turns
