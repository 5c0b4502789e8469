"""The one way to ask models, whichever provider serves them.

>>> async with ModelGateway(config, folder, run_id) as models:
...     answer = await models.ask(purpose, messages, schema)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from digit_tc.llm.protocol import (
    Answer,
    ChatMessage,
    ChatModel,
    ModelClient,
    ModelReply,
    ModelRequest,
    Purpose,
    UnusableReplyError,
)

if TYPE_CHECKING:
    from digit_tc.llm.call_log import read_calls, read_calls_since
    from digit_tc.llm.event_loop import run_coroutine, stop_event_loop
    from digit_tc.llm.figures import ModelFigures
    from digit_tc.llm.gateway import ModelGateway
    from digit_tc.llm.scripted_model import ScriptedModel

__all__ = [
    "Answer",
    "ChatMessage",
    "ChatModel",
    "ModelClient",
    "ModelFigures",
    "ModelGateway",
    "ModelReply",
    "ModelRequest",
    "Purpose",
    "ScriptedModel",
    "UnusableReplyError",
    "read_calls",
    "read_calls_since",
    "run_coroutine",
    "stop_event_loop",
]
# Prompts need the records of this room only; what asks models costs time to import.
_HOMES = {
    "ModelFigures": "digit_tc.llm.figures",
    "ModelGateway": "digit_tc.llm.gateway",
    "read_calls": "digit_tc.llm.call_log",
    "read_calls_since": "digit_tc.llm.call_log",
    "run_coroutine": "digit_tc.llm.event_loop",
    "stop_event_loop": "digit_tc.llm.event_loop",
    "ScriptedModel": "digit_tc.llm.scripted_model",
}


def __getattr__(name: str) -> Any:
    from importlib import import_module

    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'digit_tc.llm' has no attribute {name!r}")
