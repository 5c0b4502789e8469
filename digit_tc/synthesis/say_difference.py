"""A difference between a plan and its reading, told to the writer of the words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from digit_tc.language.transforms import label_of
from digit_tc.language.words import split_identifier
from digit_tc.records import PlannedCall, Tool
from digit_tc.semantics import profile_of

_LONGEST = 90
_SNAKE = re.compile(r"[A-Za-z]+(?:_[A-Za-z]+)+")


def reason_of(
    *,
    missing: Sequence[PlannedCall],
    extra: Sequence[Tool | None],
    unsaid: Sequence[Any],
    mistaken: Sequence[Any],
    invented: Sequence[Any],
    miswired: Sequence[Any],
    planned: Mapping[int, PlannedCall],
    tools: Mapping[str, Tool],
) -> str:
    """One sentence about the first difference, without names of tools or parameters.

    Each item of the last four groups has `call`, `path`, `planned` and `found`. Explicit calls come
    before hidden ones: what the user asks for has to be clear first.
    """
    for call in sorted(missing, key=lambda one: one.hidden):
        task = _task(tools.get(call.tool))
        if call.hidden:
            return (
                "A reader of your words would not come to a step that has to be left unsaid "
                f"({task}): give what it starts from, without asking for it."
            )
        return f"A reader of your words would not know that this is asked for: {task}."
    for tool in extra:
        return f"A reader of your words would also do this, which is not wanted: {_task(tool)}."
    for one in unsaid:
        if isinstance(one.planned, str) and one.planned.startswith("$"):
            return _unwired(one, planned)
        return f"A reader of your words would not know {_named(one.path)} ({one.planned})."
    for one in mistaken:
        return (
            f"A reader of your words would take {_named(one.path)} to be {_cut(one.found)} "
            f"instead of {_cut(one.planned)}."
        )
    for one in invented:
        return (
            f"A reader of your words would take {_named(one.path)} to be {_cut(one.found)}, "
            "which is not meant."
        )
    for one in miswired:
        return _unwired(one, planned)
    return ""


def _unwired(one: Any, planned: Mapping[int, PlannedCall]) -> str:
    found = re.match(r"\$(\d+)", str(one.planned))
    if found is None:
        return (
            f"A reader of your words would look up {_named(one.path)} elsewhere instead of taking "
            f"{_cut(one.planned)} from what you say."
        )
    when = "this request finds" if int(found[1]) in planned else "came out earlier"
    return f"A reader of your words would not take {_named(one.path)} from what {when}."


def _named(path: str) -> str:
    """`guests[1].check_out` → `the check out of the second of the guests`."""
    parts = [part for part in re.split(r"[.]", path) if part]
    last = parts[-1] if parts else path
    words = " ".join(split_identifier(re.sub(r"\[\d*\]", "", last)))
    index = re.search(r"\[(\d+)\]$", last)
    if index:
        return f"item {int(index[1]) + 1} of the {words}"
    around = re.fullmatch(r"(.*)\[(\d+)\]", parts[-2]) if len(parts) > 1 else None
    if around:
        outer = " ".join(split_identifier(around[1]))
        return f"the {words} of item {int(around[2]) + 1} of the {outer}"
    if len(parts) > 1:
        return f"the {words} of the {' '.join(split_identifier(parts[-2]))}"
    return f"the {words}"


def _task(tool: Tool | None) -> str:
    if tool is None:
        return "something that none of the tools does"
    sentence = re.split(r"(?<=[a-z)])[.;:!?](?:\s|$)|\n", profile_of(tool).purpose, maxsplit=1)[0]
    words = sentence.strip().rstrip(".") or " ".join(split_identifier(tool.name))
    return _cut(words[:1].lower() + words[1:] if words[1:2].islower() else words)


def _cut(value: Any) -> str:
    # An allowed value is told in people's words, which the next request may take up.
    text = " ".join(str(value).split())
    if _SNAKE.fullmatch(text):
        text = label_of(text)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST].rstrip()}…"
