"""One conversation as one row of OpenAI-style chat training data, with its values' sources."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from digit_tc.formats.common.parts import announce_tools, describe_tool, encode_json, write_content
from digit_tc.records import (
    Ask,
    Assistant,
    Binding,
    Calls,
    Conversation,
    Leaf,
    Message,
    Offer,
    Pick,
    Propose,
    Provenance,
    Revise,
    Tool,
    ToolResult,
    ToolsOffered,
    Turn,
)
from digit_tc.version import __version__

NAME = "openai"
VERSION = "openai/3"
SUFFIX = ".jsonl"

_CARD = (
    "Each line holds `messages`, `tools` and `metadata`. `metadata.provenance` says for every",
    "scalar argument where its value came from, so exactly that it can be read there again.",
)
_ABOUT_WRONG_CALLS = (
    "",
    "Some turns show a wrong call, its error, and then the right call. The message that makes the",
    "wrong call has `train: false` and `weight: 0` and is not to be learnt: leave it out of the",
    "loss, as OpenAI's fine-tuning does with `weight: 0`. `metadata.wrong_calls` lists these",
    "calls; no other figure counts them.",
)


def describe(figures: Mapping[str, Any]) -> tuple[str, ...]:
    """What a row holds, and what wrong calls are where there are any."""
    return (*_CARD, *(_ABOUT_WRONG_CALLS if figures.get("wrong_calls") else ()))


def rows(
    conversation: Conversation, tools: Mapping[str, Tool], split: str
) -> Iterator[dict[str, Any]]:
    """One row, as of `build_example`."""
    yield build_example(conversation, tools, split)


def build_example(
    conversation: Conversation, tools: Mapping[str, Tool], split: str
) -> dict[str, Any]:
    """The conversation as `messages`, `tools` and `metadata`.

    `metadata.provenance` has an entry for every scalar argument, which tells a program that knows
    nothing else how to read the value again: which message and characters with which transform,
    which earlier call's result and where, or which schema keyword.

    A message that makes a wrong call has `weight: 0`, as OpenAI's fine-tuning reads it, and
    `train: false`, and its call is listed in `metadata.wrong_calls`; others have neither.
    """
    names = name_calls(conversation.messages)
    return {
        "messages": [_message(message, names, tools) for message in conversation.messages],
        "tools": [describe_tool(tools[key]) for key in conversation.tools],
        "metadata": _metadata(conversation, names, tools, split),
    }


def _message(
    message: Message, names: Mapping[int, str], tools: Mapping[str, Tool]
) -> dict[str, Any]:
    if isinstance(message, ToolResult):
        return {
            "role": "tool",
            "tool_call_id": names[message.call],
            "content": write_content(message),
        }
    if isinstance(message, ToolsOffered):
        return {"role": "system", "content": announce_tools(message, tools)}
    if not isinstance(message, Assistant):
        return {"role": message.role, "content": message.text}
    made = [
        {
            "id": names[call.id],
            "type": "function",
            "function": {"name": tools[call.tool].name, "arguments": encode_json(call.arguments)},
        }
        for call in message.calls
    ]
    return {
        "role": "assistant",
        "content": message.text,
        **({"tool_calls": made} if made else {}),
        **({} if message.train else {"weight": 0, "train": False}),
    }


def name_calls(messages: Iterable[Message]) -> dict[int, str]:
    """Call id → id in the export: `call_1`, `call_2` in the order in which they are made.

    Without wrong calls the numbers are the calls' own.
    """
    made = (call.id for one in messages if isinstance(one, Assistant) for call in one.calls)
    return {identity: f"call_{number}" for number, identity in enumerate(made, 1)}


def _metadata(
    conversation: Conversation, names: Mapping[int, str], tools: Mapping[str, Tool], split: str
) -> dict[str, Any]:
    calls, wrong = conversation.calls, conversation.mistakes
    places: dict[str | None, int] = {
        message.id: place for place, message in enumerate(conversation.messages)
    }
    kinds = Counter(source.kind for call in calls for source in call.provenance)
    return {
        "id": conversation.id,
        "index": conversation.index,
        "seed": conversation.seed,
        "split": split,
        "today": conversation.today.isoformat(),
        "persona": conversation.persona,
        "turns": len(conversation.turns),
        "calls": len(calls),
        "kinds": [turn.kind for turn in conversation.turns],
        "shapes": [turn.shape for turn in conversation.turns],
        "chains": [turn.chain for turn in conversation.turns],
        "acts": [_acts(turn, names, tools) for turn in conversation.turns],
        "hidden_calls": [names[call.id] for call in calls if call.hidden],
        **({"wrong_calls": [names[call.id] for call in wrong]} if wrong else {}),
        "sources": dict(sorted(kinds.items())),
        "provenance": [
            {"call": names[call.id], "path": source.path, "kind": source.kind}
            | _place(source, places, names)
            for call in calls
            for source in call.provenance
        ],
        "versions": {"digit_tc": __version__, "writer": conversation.writer, "export": VERSION},
    }


def _acts(turn: Turn, names: Mapping[int, str], tools: Mapping[str, Tool]) -> list[dict[str, Any]]:
    """The acts of a turn, so that a program can tell what the assistant was to do and when.

    Calls are named as in the messages; what they are is there. Words are left out for the same
    reason.
    """
    acts = []
    for act in turn.plan.acts:
        fields = act.model_dump(mode="json", exclude={"words"}, exclude_defaults=True)
        if isinstance(act, Calls):
            fields["calls"] = [names[call.id] for call in act.calls if call.id in names]
        elif isinstance(act, Propose):
            fields["calls"] = [names[call] for call in act.calls if call in names]
        elif isinstance(act, Ask | Revise) and act.call is not None:
            fields["call"] = names.get(act.call)
        if isinstance(act, Revise) and act.bindings:
            fields["bindings"] = [_binding(one, names) for one in act.bindings]
        if isinstance(act, Offer) and act.tools:
            fields["tools"] = [tools[key].name for key in act.tools]
        acts.append({"act": act.act, **fields})
    return acts


def _binding(binding: Binding, names: Mapping[int, str]) -> dict[str, Any]:
    value = binding.value
    if isinstance(value, Leaf):
        return {"path": binding.path, "value": value.value}
    return {
        "path": binding.path,
        "from_call": names.get(value.call),
        "result_path": value.path,
    }


def _place(
    source: Provenance, places: Mapping[str | None, int], names: Mapping[int, str]
) -> dict[str, Any]:
    if source.kind in {"user", "context"}:
        return {
            "message": places[source.message],
            "start": source.start,
            "end": source.end,
            "transform": source.transform,
        }
    if source.kind == "result" and source.call is not None:
        place = {"from_call": names[source.call], "result_path": source.result_path}
        return place | (_pick(source.pick, places) if source.pick is not None else {})
    if source.kind == "profile":
        return {"field": source.result_path, "transform": source.transform}
    return {"keyword": source.kind}


def _pick(pick: Pick, places: Mapping[str | None, int]) -> dict[str, Any]:
    """The rule that gives the row, so that a program can evaluate it."""
    told: dict[str, Any] = {"pick": pick.kind, "rows": pick.rows}
    if pick.conditions:
        told["conditions"] = [
            {
                "field": one.field,
                "value": one.value,
                "message": places[one.message],
                "start": one.start,
                "end": one.end,
                "transform": one.transform,
            }
            for one in pick.conditions
        ]
    if pick.extreme:
        told |= {"extreme": pick.extreme, "direction": pick.direction}
    return told | ({"place": pick.place} if pick.place is not None else {})
