"""What is asked of a model and what comes back: our own words, whatever library sends them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, Protocol

from digit_tc.errors import RejectedError
from digit_tc.records import JSON, Record, Role, Usage


class ChatMessage(Record):
    """One message of a prompt."""

    role: Literal["system", "user", "assistant"]
    content: str


class ModelRequest(Record):
    """One request. Everything here is part of the key of its reply, but not where it is sent."""

    model: str
    """As LiteLLM names it."""
    messages: tuple[ChatMessage, ...]
    reply_schema: dict[str, Any] | None = None
    """JSON Schema of the reply; None for free text."""
    reply_name: str = "reply"
    """Name of that schema, of letters, digits and `_`."""
    temperature: float | None = None
    max_output_tokens: int = 2048
    sample: int = 0
    """Which of several independent answers to one prompt."""


class ModelReply(Record):
    """One reply as it came."""

    text: str
    thinking: str = ""
    """What a reasoning model thought; never part of the data."""
    finish: Literal["stop", "length", "other"] = "stop"
    usage: Usage = Usage()
    served_by: str = ""
    """The model's name as the provider gives it."""


class ChatModel(Protocol):
    """A model that can be asked. Raises TransientModelError or RefusedModelError."""

    async def complete(self, request: ModelRequest) -> ModelReply:
        """Send one request once, without trying again."""
        ...


class Purpose(Record):
    """What a question is for: the ledger's columns."""

    role: Role
    prompt: str
    """Name and version: `request/1`."""
    subject: str
    """A scenario's id or a tool's key."""
    index: int | None = None
    turn: int | None = None
    attempt: int = 1
    sample: int = 0


class Answer(Record):
    """A reply that fits its schema."""

    data: JSON
    model: str
    key: str
    """Key of the reply in the cache."""


class Unreadable(RejectedError):  # noqa: N818  (it is a poor reply, not a fault of the program)
    """No readable reply came, though the model was asked again; the ledger has the rows."""

    def __init__(self, reason: str, detail: str, *, is_final: bool = False) -> None:
        super().__init__(detail, reason=reason)  # `empty`, `unreadable`, `invalid` or `length`
        self.detail = detail
        self.is_final = is_final
        """Whether about the same prompt would fare no better: it is too long for the model."""


class ModelClient(Protocol):
    """Whoever answers questions for roles; what writers are given.

    `ask` deals with cache, budget, limits, transport faults, reading and asking once more. It
    raises Unreadable for a poor reply, and BudgetError, RefusedModelError or TransientModelError
    where the run has to end.
    """

    async def ask(
        self,
        purpose: Purpose,
        messages: tuple[ChatMessage, ...],
        schema: Mapping[str, Any],
    ) -> Answer:
        """One answer for a role, fitting `schema`."""
        ...
