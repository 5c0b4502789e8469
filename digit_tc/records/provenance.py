"""Where a value came from."""

from __future__ import annotations

from typing import Literal

from digit_tc.records.base import Record
from digit_tc.records.message_ids import turn_of_message
from digit_tc.records.pick import Pick

ProvenanceKind = Literal["user", "result", "profile", "context", "default", "enum"]


class Provenance(Record):
    """Where one scalar argument came from, so exactly that it can be read there again.

    `user`: characters `start` to `end` of a message of the user, put through `transform`.
    `context`: the same of the system message. `result`: `result_path` of the result of `call`.
    `default` and `enum`: the schema of the parameter itself. `profile`: the field `result_path`.
    """

    path: str
    """The place in the call's arguments, as in `Binding.path`."""
    kind: ProvenanceKind
    """Which of these sources it is."""
    message: str | None = None
    """Id of the message whose text is read; None for a source that is no text."""
    start: int | None = None
    """First character of the span, from 0."""
    end: int | None = None
    """The character after the span."""
    call: int | None = None
    """Id of the call whose result is read."""
    result_path: str = ""
    """A concrete path into that result, such as `items[0].id`."""
    pick: Pick | None = None
    """By what the row of a list was singled out that the value stands in; None where it stands in
    no list."""
    transform: str = "verbatim"
    """Name of the rule in `digit_tc.language.transforms` that turns the text into the value."""

    @property
    def turn(self) -> int | None:
        """The turn of the message that is named; None where it is no message of a turn."""
        return turn_of_message(self.message)
