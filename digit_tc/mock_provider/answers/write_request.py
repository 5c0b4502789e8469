"""Writes the user's request with the grammar writer."""

from __future__ import annotations

import random
import re
import zlib
from collections.abc import Mapping
from operator import eq
from typing import Any

from digit_tc.language.locate import locate
from digit_tc.language.transforms import label_of, write
from digit_tc.language.words import split_identifier
from digit_tc.mock_provider.answers.plan_values import parse_today
from digit_tc.mock_provider.call_references import parse_reference
from digit_tc.mock_provider.memory import Memory
from digit_tc.mock_provider.prompt_tools import build_tool, infer_scalar_schema
from digit_tc.mock_provider.used_words import UsedWords
from digit_tc.prompts.parts import CallBrief
from digit_tc.prompts.write_request import WriteRequest
from digit_tc.records import JSON, Tool, scalars_of
from digit_tc.records.paths import generalise
from digit_tc.writers.grammar.arguments import said_key
from digit_tc.writers.grammar.request import request
from digit_tc.writers.grammar.saying import said
from digit_tc.writers.grammar.spoken_tool import spoken_tool
from digit_tc.writers.grammar.text import LeafKey, Piece
from digit_tc.writers.grammar.voice import Ask, Group, Voice

_SHARED = frozenset("city country date datetime time currency email person_name identifier".split())
_DAY_FIRST_IN_TEN = 4
_MOST_TRIES = 4
_MOST_WORDS = 110
_BRACKETS = re.compile(r"\s*[(\[][^)\]]*[)\]]?")
_MOMENTS = ("date_long", "time_12h", "datetime_long", "datetime_long_utc")


def answer(prompt: WriteRequest, draw: int, memory: Memory) -> JSON:
    """`{"request": text}`; the calls behind it are remembered for the solver."""
    before = [turn.user for turn in prompt.history]
    calls = sorted((*prompt.explicit, *prompt.hidden), key=lambda call: call.id)
    text = ""
    plainly: set[str] = set()
    for attempt in range(_MOST_TRIES):
        writer = _Writer(prompt, draw + attempt, before, plainly, short=attempt > 1)
        text = writer.text()
        if writer.is_fit(text):
            break
    else:
        text = writer.text(listing=True)
    memory.remember(text, before, tuple(calls))
    return {"request": text}


class _Writer:
    def __init__(
        self, prompt: WriteRequest, draw: int, before: list[str], plainly: set[str], *, short: bool
    ) -> None:
        self._prompt = prompt
        person = zlib.crc32(f"{prompt.persona}\0{prompt.today}".encode())
        manner = "terse" if short and prompt.manner != "typos" else prompt.manner
        self._voice = Voice(random.Random(draw), person % 10 < _DAY_FIRST_IN_TEN, manner)
        self._short = short
        self._before = before
        self._today = parse_today(prompt.today)
        self._truths: list[tuple[str, bool]] = []
        self._plainly = plainly
        """Paths of truth values that are said with their own name, having been misunderstood."""
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

    def text(self, *, listing: bool = False) -> str:
        """The words of the turn; with `listing` all values in a row, where there are too many to
        say what each is for."""
        shared: dict[tuple[str, JSON], Group] = {}
        asks: list[Ask] = []
        context: list[Group] = []
        for call in (*self._asked, *self._context):
            fresh, tool, fed = self._groups(call)
            hidden = call.id in self._hidden
            fresh = [group for group in fresh if not self._joins(group, shared, hidden=hidden)]
            if hidden:
                context.extend(fresh)
            else:
                asks.append(Ask(call.id, spoken_tool(tool), fresh, fed))
        used = UsedWords(self._before)
        first = not self._before
        if not listing:
            about: list[list[Piece]] = [[thing] for thing in self._prompt.things]
            return request(asks, context, self._voice, first=first, used=used, about=about).text
        groups = [group for ask in asks for group in ask.groups] + context
        truths = [group for group in groups if isinstance(group.leaves[0][1], bool)]
        bare = [Ask(ask.call, ask.profile, [], ask.fed) for ask in asks]
        goals = request(bare, truths, self._voice, first=first, used=used).text
        values = [piece for group in groups for piece in self._said(group)]
        said = [*values, *self._prompt.things]
        return f"{goals} Go with {', '.join(dict.fromkeys(said))}." if said else goals

    def _said(self, group: Group) -> list[str]:
        day_first = self._voice.day_first
        forms = [said(group.field, one, self._voice.rng, day_first) for _key, one in group.leaves]
        return [one[0] for one in forms if one is not None]

    def is_fit(self, text: str) -> bool:
        """Whether the text is short enough, has its brackets and quotes in pairs, doubles no word,
        and says every truth value so that it can be read back."""
        if len(text.split()) > _MOST_WORDS or text.count('"') % 2:
            return False
        if text.count("(") != text.count(")") or text.count("[") != text.count("]"):
            return False
        words = text.lower().split()
        if any(map(eq, words, words[1:])):
            return False
        return all(self._reads(path, value, text) for path, value in self._truths)

    def _reads(self, path: str, value: bool, text: str) -> bool:
        words = _words_of(path)
        if locate(value, text, {"type": "boolean"}, today=self._today, words=words):
            return True
        self._plainly.add(path)
        return False

    def _joins(self, group: Group, shared: dict[tuple[str, JSON], Group], *, hidden: bool) -> bool:
        """Whether the same words give this value for another call already."""
        key, value = group.leaves[0]
        if len(group.leaves) != 1 or isinstance(value, bool):
            return False
        place = (said_key(group.field), value)
        twin = shared.setdefault(place, group)
        if twin is group or not (hidden or group.field.kind in _SHARED):
            return False
        twin.aliases.append(key)
        return True

    def _groups(self, call: CallBrief) -> tuple[list[Group], Tool, dict[str, str]]:
        scalars = scalars_of(call.arguments)
        tool = self._tool(call, scalars)
        fields = spoken_tool(tool).fields
        groups: dict[str, Group] = {}
        fed: dict[str, str] = {}
        for path, value in scalars:
            pattern = generalise(path)
            pointer = parse_reference(value)
            if pointer is not None:
                fed[pattern] = self._tell_source(pointer.call)
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
            if isinstance(value, bool):
                self._truths.append((path, value))
            if self._to_be_said(value):
                groups[place] = Group(field, [leaf])
        return list(groups.values()), tool, fed

    def _tell_source(self, call: int) -> str:
        if call in self._hidden:
            return "hidden"
        return "now" if call in self._now else "earlier"

    def _to_be_said(self, value: JSON) -> bool:
        """Whether it is among the values; what the schema leaves no choice about is not."""
        return isinstance(value, bool) or any(form in self._values for form in _forms(value))

    def _tool(self, call: CallBrief, scalars: list[tuple[str, JSON]]) -> Tool:
        schemas: dict[str, Mapping[str, Any]] = {}
        for path, value in scalars:
            schemas.setdefault(generalise(path), self._schema(path, value))
        does = _BRACKETS.sub("", call.does) if self._short else call.does
        return build_tool(call.tool, does, schemas)

    def _schema(self, path: str, value: JSON) -> dict[str, Any]:
        schema = infer_scalar_schema(value)
        if path in self._plainly:
            schema["description"] = f"Whether to use {' '.join(_words_of(path)[-3:])}"
        if isinstance(value, str) and value not in self._plain:
            label = label_of(value)
            if label != value and label in self._plain:
                schema["enum"] = [value]
        return schema


def _words_of(path: str) -> tuple[str, ...]:
    return tuple(word for word in split_identifier(path) if not word.isdigit())


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
