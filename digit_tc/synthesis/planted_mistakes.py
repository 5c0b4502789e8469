"""Mistakes as models make them, by rule: from a right call to a wrong one."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from digit_tc.language.transforms import label_of
from digit_tc.language.words import singular, split_identifier
from digit_tc.records import JSON, Call, Conversation, Tool, Turn, scalars_of
from digit_tc.records.paths import name_of
from digit_tc.synthesis.mistakes import Slip

_WORDS_THAT_ALL_SHARE = frozenset({"by", "the", "a", "an", "of", "to", "for", "in", "on", "id"})
_NAMING = frozenset({"name", "title", "label", "id", "number", "code", "reference"})


def planted(
    conversation: Conversation, turn: Turn, offered: Mapping[str, Tool], rng: random.Random
) -> Iterator[Slip]:
    """Wrong calls for a turn in random order; some may be no mistake after all.

    A value as the user said it instead of as the tool wants it, or another value of the result that
    it came from; a required argument left out; a value of another type; a tool with a like name.
    `offered` are tools by name.
    """
    # Often no wrong value and no like tool is at hand, so they are tried more often.
    makers: list[Callable[..., Iterator[Slip]]] = [
        _values, _values, _missing, _types, _tools, _tools
    ]  # fmt: skip
    rng.shuffle(makers)
    by_key = {tool.key: tool for tool in offered.values()}
    for make in dict.fromkeys(makers):
        slips = [slip for call in turn.calls for slip in make(call, by_key, conversation)]
        rng.shuffle(slips)
        yield from slips


def _values(call: Call, tools: Mapping[str, Tool], conversation: Conversation) -> Iterator[Slip]:
    properties = tools[call.tool].parameters.get("properties", {})
    results = {one.id: one.result for one in conversation.calls}
    for source in call.provenance:
        name = source.path
        if name not in call.arguments or isinstance(call.arguments[name], bool):
            continue
        value = call.arguments[name]
        others: list[JSON] = []
        if source.kind == "user" and source.message is not None:
            others.append(conversation.texts[source.message][source.start : source.end])
        if source.kind == "result" and source.call is not None:
            others += _beside(results[source.call], source.result_path)
        if isinstance(value, str) and value in (properties.get(name, {}).get("enum") or ()):
            label = label_of(value)
            others += [label, label.title()]
        for other in others:
            if other != value and str(other).casefold() != str(value).casefold():
                yield _slip(call, "value", name, other)


def _beside(result: Mapping[str, JSON], path: str) -> list[JSON]:
    """Names and ids in the object that a value stands in: a name where an id is wanted."""
    around = path.rpartition(".")[0]
    return [
        value
        for place, value in scalars_of(dict(result))
        if place.rpartition(".")[0] == around
        and place != path
        and isinstance(value, str)
        and value
        and _NAMING & set(split_identifier(name_of(place)))
    ][:4]


def _missing(call: Call, tools: Mapping[str, Tool], _conversation: Conversation) -> Iterator[Slip]:
    for name in tools[call.tool].parameters.get("required") or ():
        if name in call.arguments:
            rest = {one: value for one, value in call.arguments.items() if one != name}
            yield Slip(call.id, call.tool, rest, "missing", name)


def _types(call: Call, _tools: Mapping[str, Tool], _conversation: Conversation) -> Iterator[Slip]:
    for name, value in call.arguments.items():
        if isinstance(value, bool):
            yield _slip(call, "type", name, "yes" if value else "no")
        elif isinstance(value, int | float):
            yield _slip(call, "type", name, str(value))
        elif isinstance(value, str):
            yield _slip(call, "type", name, [value])
        elif isinstance(value, list) and value and all(isinstance(one, str) for one in value):
            yield _slip(call, "type", name, ", ".join(value))


def _tools(call: Call, tools: Mapping[str, Tool], _conversation: Conversation) -> Iterator[Slip]:
    own = _words(tools[call.tool])
    for key, tool in tools.items():
        properties = tool.parameters.get("properties", {})
        extra = [name for name in call.arguments if name not in properties]
        if key != call.tool and extra and own & _words(tool):
            yield Slip(call.id, key, call.arguments, "tool", extra[0])


def _words(tool: Tool) -> frozenset[str]:
    """What it is about: its name without the verb, which many tools share."""
    return frozenset(map(singular, split_identifier(tool.name)[1:])) - _WORDS_THAT_ALL_SHARE


def _slip(call: Call, fault: Any, name: str, value: JSON) -> Slip:
    return Slip(call.id, call.tool, {**call.arguments, name: value}, fault, name)
