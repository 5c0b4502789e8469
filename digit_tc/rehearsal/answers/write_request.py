"""What the user says, in the grammar writer's words."""

from __future__ import annotations

import random
import re
import zlib
from collections.abc import Mapping
from typing import Any

from digit_tc.language.transforms import label_of, write
from digit_tc.prompts.parts import CallBrief
from digit_tc.prompts.write_request import WriteRequest
from digit_tc.records import JSON, Tool, scalars_of
from digit_tc.rehearsal.briefs import pattern_of, schema_of, tool_of
from digit_tc.rehearsal.memory import Memory
from digit_tc.rehearsal.references import pointer_in
from digit_tc.rehearsal.used_words import UsedWords
from digit_tc.writers.grammar.arguments import said_key
from digit_tc.writers.grammar.profile import profile_of
from digit_tc.writers.grammar.request import request
from digit_tc.writers.grammar.text import LeafKey
from digit_tc.writers.grammar.voice import Ask, Group, Voice

_SHARED = frozenset("city country date datetime time currency email person_name identifier".split())
_DAY_FIRST_IN_TEN = 4
_MOMENTS = ("date_long", "time_12h", "datetime_long", "datetime_long_utc")


def answer(prompt: WriteRequest, draw: int, memory: Memory) -> JSON:
    """`{"request": text}`; the calls behind it are remembered for the solver."""
    before = [turn.user for turn in prompt.history]
    calls = sorted((*prompt.explicit, *prompt.hidden), key=lambda call: call.id)
    writer = _Writer(prompt, draw, before)
    text = writer.text()
    memory.note(text, before, tuple(calls))
    return {"request": text}


class _Writer:
    def __init__(self, prompt: WriteRequest, draw: int, before: list[str]) -> None:
        self._prompt = prompt
        person = zlib.crc32(f"{prompt.persona}\0{prompt.today}".encode())
        manner = prompt.manner
        self._voice = Voice(random.Random(draw), person % 10 < _DAY_FIRST_IN_TEN, manner)
        self._before = before
        self._values = {_folded(value) for value in prompt.values}
        self._plain = frozenset(prompt.values)
        # What has one composite tool's look: only its last step is asked for.
        self._asked = list(prompt.explicit)
        self._context = list(prompt.hidden)
        if prompt.composite and len(self._asked) > 1:
            self._context = [*self._asked[:-1], *self._context]
            self._asked = self._asked[-1:]
        self._hidden = {call.id for call in self._context}
        self._now = {call.id for call in self._asked}

    def text(self) -> str:
        shared: dict[tuple[str, JSON], Group] = {}
        asks: list[Ask] = []
        context: list[Group] = []
        for call in (*self._asked, *self._context):
            fresh, tool, fed = self._groups(call)
            hidden = call.id in self._hidden
            fresh = [group for group in fresh if not self._joins(group, shared, hidden=hidden)]
            if hidden:
                context.extend(group for group in fresh if not group.said_before)
            else:
                asks.append(Ask(call.id, profile_of(tool), fresh, fed))
        used = UsedWords(self._before)
        first = not self._before
        return request(asks, context, self._voice, first=first, used=used).text

    def _joins(self, group: Group, shared: dict[tuple[str, JSON], Group], *, hidden: bool) -> bool:
        """Whether the same words give this value for another call already."""
        if len(group.leaves) != 1 or group.said_before:
            return False
        key, value = group.leaves[0]
        place = (said_key(group.field), value)
        twin = shared.setdefault(place, group)
        if twin is group or not (hidden or group.field.kind in _SHARED):
            return False
        twin.aliases.append(key)
        return True

    def _groups(self, call: CallBrief) -> tuple[list[Group], Tool, dict[str, str]]:
        scalars = scalars_of(call.arguments)
        tool = self._tool(call, scalars)
        fields = profile_of(tool).fields
        groups: dict[str, Group] = {}
        fed: dict[str, str] = {}
        for path, value in scalars:
            pattern = pattern_of(path)
            pointer = pointer_in(value)
            if pointer is not None:
                fed[pattern] = self._told(pointer.call, pointer.path)
                continue
            field = fields.get(pattern)
            if field is None or value is None:
                continue
            leaf = (LeafKey(call.id, path), value)
            listed = path.endswith("]")
            place = pattern if listed else path
            if listed and place in groups:
                groups[place].leaves.append(leaf)
                continue
            if self._to_be_said(value):
                groups[place] = Group(field, [leaf])
        return list(groups.values()), tool, fed

    def _told(self, call: int, path: str) -> str:
        if call in self._hidden:
            return "hidden"
        when = "now" if call in self._now else "earlier"
        return f"{when}-first" if "[" in path else when

    def _to_be_said(self, value: JSON) -> bool:
        """Whether it is among the values; what the schema leaves no choice about is not."""
        return isinstance(value, bool) or any(form in self._values for form in _forms(value))

    def _tool(self, call: CallBrief, scalars: list[tuple[str, JSON]]) -> Tool:
        schemas: dict[str, Mapping[str, Any]] = {}
        for path, value in scalars:
            schemas.setdefault(pattern_of(path), self._schema(value))
        return tool_of(call.tool, call.does, schemas)

    def _schema(self, value: JSON) -> dict[str, Any]:
        schema = schema_of(value)
        if isinstance(value, str) and value not in self._plain:
            label = label_of(value)
            if label != value and label in self._plain:
                schema["enum"] = [value]
        return schema


def _forms(value: JSON) -> tuple[str, ...]:
    """How a value may stand among those that have to be said, folded."""
    if not isinstance(value, str):
        return (_folded(str(value)), _folded(write("number", value)))
    forms = [_folded(value)]
    for transform in _MOMENTS if value[:1].isdigit() else ():
        try:
            forms.append(_folded(write(transform, value)))
        except (ValueError, IndexError):
            continue
    return tuple(forms)


def _folded(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()
