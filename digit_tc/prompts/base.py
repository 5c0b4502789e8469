"""A prompt: typed fields in, messages out, and back again."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from digit_tc.llm.model import ChatMessage
from digit_tc.records import Record, Role


class Prompt(Record):
    """One template with its fields.

    `parse` is the inverse of `messages`: whoever answers a prompt by program (the rehearsal)
    reads the same fields that were put in.
    """

    NAME: ClassVar[str]
    VERSION: ClassVar[int]
    ROLE: ClassVar[Role]

    @classmethod
    def label(cls) -> str:
        """Name and version, as in the ledger: `request/1`."""
        return f"{cls.NAME}/{cls.VERSION}"

    def messages(self) -> tuple[ChatMessage, ...]:
        """The prompt as it is sent."""
        raise NotImplementedError

    def reply_schema(self) -> dict[str, Any]:
        """JSON Schema of a good reply."""
        raise NotImplementedError

    @classmethod
    def parse(cls, messages: tuple[ChatMessage, ...], schema: dict[str, Any] | None = None) -> Self:
        """The fields of a prompt that was sent; `schema` is the reply schema that came with it.

        Raises ValueError for anything else.
        """
        raise NotImplementedError
