"""One conversation as one row for TRL's trainers, and for those that read the same rows.

Templates of today's chat models write arguments as JSON themselves: given text, they would write it
as text within text, or fail. So arguments are objects here, while the tools are text: loaded as a
table, their parameters would be filled up with each other's fields.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from digit_tc.formats.common.parts import announce_tools, describe_tool, encode_json, write_content
from digit_tc.records import (
    Assistant,
    Call,
    Conversation,
    Message,
    Tool,
    ToolResult,
    ToolsOffered,
)

NAME = "trl"
VERSION = "trl/1"
SUFFIX = ".jsonl"

_CARD = (
    "Each line holds `messages`, `tools` (as JSON text), `id` and `split`. Arguments are objects.",
    "`load_dataset` makes no split of its own: filter by `split`. Use datasets 4.7 or newer; older",
    "ones add absent arguments as nulls. Set `max_length` to what the longest row needs: TRL's",
    "default cuts off all that is to be learnt where many tools are offered. Templates that take",
    "one call in a message, such as those of Llama 3.1 and gpt-oss, cannot write parallel calls.",
)
_ABOUT_WRONG_CALLS = (
    "",
    "Wrong calls and their errors are left out: TRL cannot keep single messages out of the loss.",
)


def describe(figures: Mapping[str, Any]) -> tuple[str, ...]:
    """What a row holds, and what is to be set so that it is learnt as it stands."""
    return (*_CARD, *(_ABOUT_WRONG_CALLS if figures.get("wrong_calls") else ()))


def rows(
    conversation: Conversation, tools: Mapping[str, Tool], split: str
) -> Iterator[dict[str, Any]]:
    """The conversation as `messages` and `tools`, without what is not to be learnt."""
    made = {call.id: call for call in conversation.calls}
    yield {
        "messages": [
            _message(message, made, tools)
            for message in conversation.messages
            if _is_learnt(message, made)
        ],
        "tools": encode_json([describe_tool(tools[key]) for key in conversation.tools]),
        "id": conversation.id,
        "split": split,
    }


def _is_learnt(message: Message, made: Mapping[int, Call]) -> bool:
    """Whether a message is neither a mistake nor the answer to one."""
    if isinstance(message, ToolResult):
        return message.call in made
    return not isinstance(message, Assistant) or message.train


def _message(
    message: Message, made: Mapping[int, Call], tools: Mapping[str, Tool]
) -> dict[str, Any]:
    # Text everywhere: some templates fail where a message has no content.
    if isinstance(message, ToolResult):
        return {
            "role": "tool",
            "name": tools[made[message.call].tool].name,
            "tool_call_id": _id(message.call),
            "content": write_content(message),
        }
    if isinstance(message, ToolsOffered):
        return {"role": "system", "content": announce_tools(message, tools)}
    said = {"role": message.role, "content": message.text or ""}
    if not isinstance(message, Assistant) or not message.calls:
        return said
    return said | {
        "tool_calls": [
            {
                "id": _id(call.id),
                "type": "function",
                "function": {"name": tools[call.tool].name, "arguments": call.arguments},
            }
            for call in message.calls
        ]
    }


def _id(call: int) -> str:
    # Mistral's templates take ids of nine letters and digits alone.
    return f"call{call:05}"
