"""A whole conversation: what the assistant saw, did and said."""

from __future__ import annotations

import datetime as dt
from functools import cached_property

from digit_tc.records.base import Record
from digit_tc.records.message_ids import SYSTEM_MESSAGE
from digit_tc.records.messages import Message, System
from digit_tc.records.turn import Call, Turn


class Conversation(Record):
    """A conversation with a source for every argument of its calls."""

    id: str
    """Content id of everything below."""
    index: int
    """Index of its scenario in the run."""
    scenario: str
    """Id of the scenario that it grew from."""
    seed: int
    """Seed of its own random stream."""
    today: dt.date
    """The date that it takes place on."""
    persona: str
    """Id of the persona who speaks as the user."""
    system: str
    """The text of the system message."""
    tools: tuple[str, ...]
    """Keys of the tools offered from the beginning, in the order offered."""
    turns: tuple[Turn, ...]
    """Its turns, in order."""
    writer: str
    """Who supplied words and values, with version: `grammar/1`."""

    @cached_property
    def messages(self) -> tuple[Message, ...]:
        """All messages in order, the system message first."""
        return (
            System(text=self.system),
            *(message for turn in self.turns for message in turn.messages),
        )

    @cached_property
    def texts(self) -> dict[str, str]:
        """What provenance can read from: the system message and all that the user says, by id."""
        texts = {SYSTEM_MESSAGE: self.system}
        for turn in self.turns:
            texts.update(turn.user_texts)
        return texts

    @cached_property
    def calls(self) -> tuple[Call, ...]:
        """The calls that a model should learn to make, in order, failed ones included."""
        return tuple(call for turn in self.turns for call in turn.calls)

    @cached_property
    def mistakes(self) -> tuple[Call, ...]:
        """The calls that are shown and not to be learnt, in order."""
        return tuple(call for turn in self.turns for call in turn.mistakes)
