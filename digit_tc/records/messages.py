"""What stands in a conversation, message by message, as the assistant sees it."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from digit_tc.records.base import JSON, Record
from digit_tc.records.message_ids import SYSTEM_MESSAGE
from digit_tc.records.provenance import Provenance

CallStatus = Literal["ok", "error"]


class ToolCall(Record):
    """One call as the assistant makes it."""

    id: int
    """Number of the call, unique in its conversation. Calls of the plan count from 1."""
    step: int
    """Position of the call in the turn's chain."""
    tool: str
    """Key of the tool."""
    arguments: dict[str, Any]
    """As they are sent. Those of a mistake need not fit the tool."""
    provenance: tuple[Provenance, ...] = ()
    """One entry for each scalar in `arguments`, in order of path; none for a mistake."""
    hidden: bool = False
    """True for a call that the user's words never ask for."""


class Mistake(Record):
    """What is wrong with a message that the assistant should not have written."""

    instead_of: int
    """Id of the right call that the turn goes on with."""
    fault: Literal["value", "missing", "type", "tool"]
    """A wrong value, a required argument left out, a value of a wrong type, a wrong tool."""
    origin: Literal["solver", "planted"]
    """Whether a model made this mistake, or a rule."""


class System(Record):
    """The system message."""

    role: Literal["system"] = "system"
    """Tells the kinds of message apart."""
    id: str = SYSTEM_MESSAGE
    """The same in every conversation."""
    text: str
    """What it says."""


class User(Record):
    """Something that the user says."""

    role: Literal["user"] = "user"
    """Tells the kinds of message apart."""
    id: str
    """See `digit_tc.records.message_ids`."""
    text: str
    """What is said."""


class Assistant(Record):
    """Something that the assistant says, calls made at once, or both."""

    role: Literal["assistant"] = "assistant"
    """Tells the kinds of message apart."""
    id: str
    """See `digit_tc.records.message_ids`."""
    text: str | None = None
    """What is said; None where the message only calls."""
    calls: tuple[ToolCall, ...] = ()
    """Calls that are made at once."""
    train: bool = True
    """Whether a model should learn to write it; False for the assistant's own mistakes alone."""
    mistake: Mistake | None = None
    """What is wrong with it, where it is not to be learnt."""


class ToolResult(Record):
    """What a tool answers."""

    role: Literal["tool"] = "tool"
    """Tells the kinds of message apart."""
    id: str
    """See `digit_tc.records.message_ids`."""
    call: int
    """Id of the call that is answered."""
    content: JSON
    """The result, or the error, exactly as the tool gives it."""
    status: CallStatus = "ok"
    """Whether the call succeeded. A call that fails may still have been the right one."""


class ToolsOffered(Record):
    """Tools that are offered from here on besides those of the beginning."""

    role: Literal["tools"] = "tools"
    """Tells the kinds of message apart."""
    id: str
    """See `digit_tc.records.message_ids`."""
    tools: tuple[str, ...]
    """Keys of the tools."""


Message = Annotated[
    System | User | Assistant | ToolResult | ToolsOffered, Field(discriminator="role")
]
