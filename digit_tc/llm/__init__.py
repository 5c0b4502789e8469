"""Models: the one way to ask them, whoever provides them.

>>> async with Models(config, folder, run_id) as models:
...     answer = await models.ask(purpose, messages, schema)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from digit_tc.llm.model import (
    Answer,
    Asking,
    ChatMessage,
    ChatModel,
    ModelReply,
    ModelRequest,
    Purpose,
    Unreadable,
)

if TYPE_CHECKING:
    from digit_tc.llm.figures import ModelFigures
    from digit_tc.llm.follow_up import as_first_asked, asked_again
    from digit_tc.llm.gateway import Models
    from digit_tc.llm.journal import calls_of, calls_since
    from digit_tc.llm.loop import run, shut_down
    from digit_tc.llm.scripted import ScriptedModel

__all__ = [
    "Answer",
    "Asking",
    "ChatMessage",
    "ChatModel",
    "ModelFigures",
    "ModelReply",
    "ModelRequest",
    "Models",
    "Purpose",
    "ScriptedModel",
    "Unreadable",
    "as_first_asked",
    "asked_again",
    "calls_of",
    "calls_since",
    "run",
    "shut_down",
]
# Prompts need the records of this room only; what asks models costs time to import.
_HOMES = {
    "ModelFigures": "digit_tc.llm.figures",
    "as_first_asked": "digit_tc.llm.follow_up",
    "asked_again": "digit_tc.llm.follow_up",
    "Models": "digit_tc.llm.gateway",
    "calls_of": "digit_tc.llm.journal",
    "calls_since": "digit_tc.llm.journal",
    "run": "digit_tc.llm.loop",
    "shut_down": "digit_tc.llm.loop",
    "ScriptedModel": "digit_tc.llm.scripted",
}


def __getattr__(name: str) -> Any:
    from importlib import import_module

    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'digit_tc.llm' has no attribute {name!r}")
