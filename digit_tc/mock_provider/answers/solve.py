"""Finds the calls behind a request: recalled where this provider wrote it, else guessed.

The guess (`call_guesser`) makes sure that a request of another writer gets an honest answer, not
that it gets the right one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from digit_tc.llm.protocol import ChatMessage
from digit_tc.mock_provider.answers.call_guesser import guess_calls
from digit_tc.mock_provider.call_references import CallReference, parse_reference
from digit_tc.mock_provider.memory import Memory
from digit_tc.prompts.fences import fences_in
from digit_tc.prompts.parts import CallBrief
from digit_tc.prompts.solve import Solve, SolveInformed
from digit_tc.records import JSON


def answer(prompt: Solve | SolveInformed, draw: int, memory: Memory) -> JSON:  # noqa: ARG001
    """`{"calls": [{"id", "tool", "arguments"}]}`."""
    before = [turn.user for turn in prompt.history]
    offered = {tool.name for tool in prompt.tools}
    known = memory.recall(prompt.request, before, offered, prompt.first_id)
    if known is not None:
        return {"calls": _number_calls(known, prompt.first_id)}
    return {"calls": guess_calls(prompt)}


def recall_calls(messages: Sequence[ChatMessage], memory: Memory) -> JSON:
    """The answer to a solver's prompt whose request was written here; None for any other.

    It reads no more of the prompt than it needs: the tools are most of it.
    """
    try:
        fields: dict[str, Any] = fences_in(messages[1].content)
        before = [turn["user"] for turn in fields.get("history", ())]
        offered = {tool[0] if isinstance(tool, list) else tool["name"] for tool in fields["tools"]}
        first_id = int(fields["first_id"])
        known = memory.recall(fields["request"], before, offered, first_id)
    except (LookupError, TypeError, ValueError, AttributeError):
        return None
    return None if known is None else {"calls": _number_calls(known, first_id)}


def _number_calls(calls: tuple[CallBrief, ...], first_id: int) -> list[JSON]:
    ids = {call.id: first_id + place for place, call in enumerate(calls)}
    return [
        {"id": ids[call.id], "tool": call.tool, "arguments": _renumber(call.arguments, ids)}
        for call in calls
    ]


def _renumber(value: JSON, ids: dict[int, int]) -> JSON:
    if isinstance(value, dict):
        return {name: _renumber(inner, ids) for name, inner in value.items()}
    if isinstance(value, list):
        return [_renumber(inner, ids) for inner in value]
    pointer = parse_reference(value)
    return value if pointer is None else _write_reference(pointer, ids)


def _write_reference(pointer: CallReference, ids: dict[int, int]) -> str:
    lead = "" if pointer.path.startswith("[") else "."
    return f"${ids.get(pointer.call, pointer.call)}{lead}{pointer.path}"
