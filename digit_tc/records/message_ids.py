"""Ids of messages: unique in their conversation, and the same wherever other messages are put in.

`t2.0` is the first message of turn 2 that was made, which is the user's request; numbers count in
the order in which messages were made, which need not be the order in which they stand.
"""

from __future__ import annotations

import re

SYSTEM_MESSAGE = "system"
"""Id of the system message, which belongs to no turn."""
_ID = re.compile(r"t(\d+)\.\d+")


def message_id(turn: int, number: int) -> str:
    """The id of message `number` of a turn, both from 0."""
    return f"t{turn}.{number}"


def turn_of_message(identity: str | None) -> int | None:
    """The turn that a message's id names; None for the system message and for what is no id."""
    found = _ID.fullmatch(identity) if identity else None
    return int(found[1]) if found else None
