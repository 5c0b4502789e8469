"""Calls out of a model's reply, which may hold anything."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import orjson

from digit_tc.records import JSON, Reference, canonical_json, scalars_of

MOST_CALLS = 32
_MOST_BYTES = 20_000
_MOST_SCALARS = 400
_MOST_DEPTH = 12
_LONGEST_NAME = 200
_REFERENCE = re.compile(r"\$(?:call_?)?\{?(\d{1,6})\}?(?:\.(?=[^.\s])|(?=\[))(\S{1,300})")
_DOTTED_INDEX = re.compile(r"\.(\d{1,6})(?=[.\[]|$)")


@dataclass(frozen=True, slots=True)
class Predicted:
    """One call as a reader of the words, or a planner, would make it."""

    id: int
    """As it was given. What had no id of its own has a negative one, which nothing refers to."""
    tool: str
    """The name that was given: perhaps no tool's."""
    arguments: dict[str, JSON]
    """As given, references included; empty where they were no object or too large."""
    fault: str = ""
    """What is wrong with the call itself, in one sentence."""

    def scalars(self) -> list[tuple[str, JSON | Reference]]:
        """Path and value, or reference, of each argument; what is null counts as left out."""
        return [
            (path, reference_of(value) or value)
            for path, value in scalars_of(self.arguments)
            if value is not None
        ]


def parse_calls(reply: JSON) -> tuple[Predicted, ...]:
    """The calls of a reply `{"calls": [{"id", "tool", "arguments"}]}`, in its order.

    Never raises: what cannot be read stays in the list with its fault, so that whoever compares
    sees a difference. At most `MOST_CALLS` are read.
    """
    listed = reply.get("calls") if isinstance(reply, Mapping) else reply
    if not isinstance(listed, list):
        return ()
    seen: set[int] = set()
    calls = []
    for position, item in enumerate(listed[:MOST_CALLS], 1):
        call = _call(item, -position, seen)
        seen.add(call.id)
        calls.append(call)
    return tuple(calls)


def reference_of(value: JSON) -> Reference | None:
    """The reference that a string such as `$2.items[0].id` is, or None."""
    if not isinstance(value, str) or not value.startswith("$"):
        return None
    found = _REFERENCE.fullmatch(value.strip())
    if found is None:
        return None
    return Reference(call=int(found[1]), path=_DOTTED_INDEX.sub(r"[\1]", found[2]))


def _call(item: JSON, spare: int, seen: set[int]) -> Predicted:
    if not isinstance(item, Mapping):
        return Predicted(spare, "", {}, "It is no call.")
    identity, fault = _identity(item.get("id"), spare, seen)
    tool = item.get("tool", item.get("name"))
    if not isinstance(tool, str) or not tool.strip():
        return Predicted(identity, "", {}, "It names no tool.")
    arguments, problem = _arguments(item.get("arguments"))
    return Predicted(identity, tool.strip()[:_LONGEST_NAME], arguments, fault or problem)


def _identity(given: JSON, spare: int, seen: set[int]) -> tuple[int, str]:
    if isinstance(given, str) and re.fullmatch(r"\$?\d{1,6}", given.strip()):
        given = int(given.strip().lstrip("$"))
    if isinstance(given, float) and given.is_integer():
        given = int(given)
    if isinstance(given, bool) or not isinstance(given, int) or not 0 < given < 1_000_000:
        return spare, "It has no id."
    return (spare, "Its id is used twice.") if given in seen else (given, "")


def _arguments(given: JSON) -> tuple[dict[str, JSON], str]:
    if isinstance(given, str) and len(given) <= _MOST_BYTES:
        try:
            given = orjson.loads(given)
        except ValueError:
            return {}, "Its arguments are no object."
    if given is None:
        return {}, ""
    if not isinstance(given, Mapping) or not all(isinstance(key, str) for key in given):
        return {}, "Its arguments are no object."
    arguments = dict(given)
    if _depth(arguments) > _MOST_DEPTH:
        return {}, "Its arguments are nested too deeply."
    try:
        size = len(canonical_json(arguments))
    except (TypeError, ValueError):
        return {}, "Its arguments are no JSON."
    if size > _MOST_BYTES or len(scalars_of(arguments)) > _MOST_SCALARS:
        return {}, "Its arguments are too large."
    return arguments, ""


def _depth(value: JSON) -> int:
    """Levels of nesting, counted no further than what is allowed."""
    level, depth = [value], 0
    while level and depth <= _MOST_DEPTH:
        inner: list[JSON] = []
        for item in level:
            if isinstance(item, Mapping):
                inner.extend(item.values())
            elif isinstance(item, list):
                inner.extend(item)
        level = [item for item in inner if isinstance(item, Mapping | list)]
        depth += 1
    return depth
