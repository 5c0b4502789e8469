"""A prompt: typed fields in, messages out, and back again."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, ClassVar, Self

from digit_tc.llm.protocol import ChatMessage
from digit_tc.prompts.fences import fenced, fences_in, restored
from digit_tc.prompts.templates import block
from digit_tc.records import JSON, Record, Role


class Prompt(Record):
    """One template with its fields.

    `parse` is the inverse of `messages`: whoever answers a prompt by program (the mock provider)
    reads the same fields that were put in.
    """

    NAME: ClassVar[str]
    VERSION: ClassVar[int]
    ROLE: ClassVar[Role]
    CONSTANTS: ClassVar[Mapping[str, Any]] = {}
    """What the instructions are made with besides the label; the same for every use."""

    @classmethod
    def label(cls) -> str:
        """Name and version, as in the ledger: `request/1`."""
        return f"{cls.NAME}/{cls.VERSION}"

    def messages(self) -> tuple[ChatMessage, ...]:
        """The prompt as it is sent: the instructions, always the same, and then the data."""
        return (
            ChatMessage(role="system", content=_instructions(type(self))),
            ChatMessage(role="user", content=block(self.NAME, "user", {"fence": self._fence})),
        )

    def reply_schema(self) -> dict[str, Any]:
        """JSON Schema of a good reply."""
        raise NotImplementedError

    @classmethod
    def parse(cls, messages: tuple[ChatMessage, ...], schema: dict[str, Any] | None = None) -> Self:
        """The fields of a prompt that was sent; `schema` is the reply schema that came with it.

        Only the first two messages are read, so that an exchange about a poor reply may follow.
        Raises ValueError for anything else.
        """
        if label_in(messages) != cls.label():
            raise ValueError(f"this is not the prompt {cls.label()}")
        return restored(cls, cls.completed(fences_in(messages[1].content), schema or {}))

    def shown(self, field: str) -> Any:
        """What stands in the fence of a field: what the reply schema tells is left out or short."""
        return getattr(self, field)

    @classmethod
    def completed(cls, fields: dict[str, JSON], schema: dict[str, Any]) -> dict[str, JSON]:  # noqa: ARG003
        """The fields as they were read, with what the reply schema tells put in."""
        return fields

    def _fence(self, field: str) -> str:
        return fenced(field, self.shown(field))


@lru_cache(maxsize=64)
def _instructions(kind: type[Prompt]) -> str:
    # The same for all uses, so that providers can keep it.
    return block(kind.NAME, "system", {"label": kind.label(), **kind.CONSTANTS})


def label_in(messages: tuple[ChatMessage, ...]) -> str:
    """Name and version of the prompt that messages begin with; empty where they are none."""
    if [message.role for message in messages[:2]] != ["system", "user"]:
        return ""
    head, _, label = messages[0].content.partition("\n")[0].partition(": ")
    return label if head == "Task" else ""
