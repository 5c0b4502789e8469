"""Requests to models, their replies, and the interfaces between them: no library is named here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, Protocol

from digit_tc.errors import RejectedError
from digit_tc.records import JSON, Record, Role, Usage


class ChatMessage(Record):
    """One message of a prompt."""

    role: Literal["system", "user", "assistant"]
    """Who speaks, in the chat protocol's words."""
    content: str
    """Plain text."""


class ModelRequest(Record):
    """One request. Its fields are the key of its reply; where it is sent is not part of the key."""

    model: str
    """As LiteLLM names it."""
    messages: tuple[ChatMessage, ...]
    """The prompt, in order."""
    reply_schema: dict[str, Any] | None = None
    """JSON Schema of the reply; None for free text."""
    reply_name: str = "reply"
    """Name of that schema, of letters, digits and `_`."""
    temperature: float | None = None
    """None: the provider's default."""
    max_output_tokens: int = 2048
    """Most tokens of the reply, thinking included."""
    sample: int = 0
    """Which of several independent answers to one prompt."""


class ModelReply(Record):
    """A reply as the provider sent it."""

    text: str
    """What the model answered, thinking left out."""
    thinking: str = ""
    """What a reasoning model thought; never part of the data."""
    finish: Literal["stop", "length", "other"] = "stop"
    """Why it ended: by itself, at the token limit, or anything else, such as a tool call."""
    usage: Usage = Usage()
    """Tokens as the provider counted them; None in it where it did not."""
    served_by: str = ""
    """The model's name as the provider gives it."""


class ChatModel(Protocol):
    """A model that can be asked. Raises TransientModelError or RefusedModelError."""

    async def complete(self, request: ModelRequest) -> ModelReply:
        """Send one request once, without trying again."""
        ...


class Purpose(Record):
    """What a request is for. These are columns of the call log."""

    role: Role
    """The role that asks."""
    prompt: str
    """Name and version: `request/1`."""
    subject: str
    """A scenario's id or a tool's key."""
    index: int | None = None
    """Number of the scenario in the run; None for questions about tools."""
    turn: int | None = None
    """Number of the turn in its conversation, from 0; None where no turn is asked about."""
    attempt: int = 1
    """Which try at the same step, from 1."""
    sample: int = 0
    """Which of several independent answers to one prompt."""


class Answer(Record):
    """A reply that fits its schema."""

    data: JSON
    """The JSON value, fitting the schema."""
    model: str
    """The model that was asked, as the run file names it."""
    key: str
    """Key of the reply in the cache."""


class UnusableReplyError(RejectedError):
    """No usable reply came, though the model was asked a second time. The call log has the rows."""

    def __init__(self, reason: str, detail: str, *, is_final: bool = False) -> None:
        super().__init__(detail, reason=reason)  # `empty`, `unreadable`, `invalid` or `length`
        self.detail = detail
        self.is_final = is_final
        """Whether about the same prompt would fare no better: it is too long for the model."""


class ModelClient(Protocol):
    """Answers requests of roles; writers are given one.

    `ask` takes care of cache, budget, limits, transport faults, parsing and the follow-up. It
    raises UnusableReplyError for a poor reply, and BudgetError, RefusedModelError or
    TransientModelError where the run has to end.
    """

    async def ask(
        self,
        purpose: Purpose,
        messages: tuple[ChatMessage, ...],
        schema: Mapping[str, Any],
    ) -> Answer:
        """Ask the model that fills `purpose.role` for JSON that fits `schema`."""
        ...
