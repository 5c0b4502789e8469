"""A question of one role about one scenario."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from digit_tc.llm.protocol import Answer, ModelClient, Purpose
from digit_tc.prompts.base import Prompt

_WORD = re.compile(r"\w+")
_EXAMPLES = frozenset({"the user s words", "the assistant s words"})


@dataclass(frozen=True, slots=True)
class Subject:
    """What questions are about: a scenario, or a tool where `index` is None."""

    id: str
    index: int | None = None


async def ask(
    asking: ModelClient,
    prompt: Prompt,
    subject: Subject,
    *,
    turn: int | None = None,
    attempt: int = 1,
    sample: int = 0,
) -> Answer:
    """Put a prompt to the model of its role. Raises UnusableReplyError."""
    purpose = Purpose(
        role=prompt.ROLE,
        prompt=prompt.label(),
        subject=subject.id,
        index=subject.index,
        turn=turn,
        attempt=attempt,
        sample=sample,
    )
    return await asking.ask(purpose, prompt.messages(), prompt.reply_schema())


def repeats_example(text: str) -> bool:
    """Whether a text is what stands in a prompt's example in place of one, or holds no word.

    Small models copy `{"request": "the user's words"}` as it stands.
    """
    words = " ".join(_WORD.findall(text.lower()))
    return not words or words in _EXAMPLES


def text_of(answer: Answer, name: str) -> str:
    """A text field of a reply, in single spaces: line breaks of a model are no part of speech."""
    data: Any = answer.data
    return " ".join(str(data[name]).split())
