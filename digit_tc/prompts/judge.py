"""The judge's prompt: a whole conversation against a written rubric."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from digit_tc.prompts.base import Prompt
from digit_tc.prompts.parts import PastTurn, object_of
from digit_tc.records import Role

RUBRIC: dict[str, str] = {
    "natural": "The user's words are what a person would write, in one voice, without machinery.",
    "answered": "The calls do what the user asked for, no less and no more than it needs.",
    "plausible": "The results are what such tools would answer, and do not contradict each other.",
    "faithful": "The assistant says only what the results and the user said, and says it clearly.",
    "coherent": "The turns belong together, and later ones fit what came before.",
}
"""Criterion → what earns a 5."""


class Judge(Prompt):
    """One vote. Reply: `{"scores": {criterion: 1..5}, "reason": text}`."""

    NAME: ClassVar[str] = "judge"
    VERSION: ClassVar[int] = 1
    ROLE: ClassVar[Role] = "judge"
    CONSTANTS: ClassVar[Mapping[str, Any]] = {"rubric": RUBRIC}

    system: str
    tools: dict[str, str]
    """Name of each tool that was called → what it does."""
    turns: tuple[PastTurn, ...]

    def reply_schema(self) -> dict[str, Any]:
        score = {"type": "integer", "minimum": 1, "maximum": 5}
        return object_of(
            {
                "scores": object_of(dict.fromkeys(RUBRIC, score)),
                "reason": {"type": "string", "minLength": 1},
            }
        )
