"""The grammar writer: every role of a conversation without a model."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from digit_tc.records import (
    JSON,
    Call,
    Leaf,
    Persona,
    Pick,
    PlannedCall,
    Provenance,
    Reference,
    Tool,
)
from digit_tc.records.paths import generalise
from digit_tc.semantics import profile_of
from digit_tc.semantics.facts import removed_by
from digit_tc.values.fields import Field
from digit_tc.values.setting import Setting
from digit_tc.world.choices import Choice
from digit_tc.writers.grammar.arguments import Scalars, arguments_for, said_key
from digit_tc.writers.grammar.modifying import Need, name_own_and_new, place_needs
from digit_tc.writers.grammar.outcome import Outcome
from digit_tc.writers.grammar.request import Request, request
from digit_tc.writers.grammar.spoken_tool import spoken_tool
from digit_tc.writers.grammar.summary import summarise
from digit_tc.writers.grammar.text import Key, LeafKey, Span
from digit_tc.writers.grammar.things import Telling, Things
from digit_tc.writers.grammar.voice import Ask, Group, Voice

NAME = "grammar/1"
"""Name and version; the version rises when the same seed gives other words."""

_SHARED = frozenset(
    [
        "city",
        "country",
        "date",
        "datetime",
        "time",
        "currency",
        "email",
        "identifier",
    ]
)
_PERSONS = frozenset("user customer profile account member me self owner employee".split())
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_SAME_AGAIN = frozenset(["city", "date", "ticker", "currency", "company"])


@dataclass(frozen=True, slots=True)
class Earlier:
    """Where an earlier turn said a value."""

    turn: int
    span: Span


Memory = tuple[set[str], dict[tuple[str, JSON], tuple[str, Earlier]], dict[str, list[JSON]], Things]
"""Stock sentences used, places of values, values by kind, things spoken of."""


@dataclass(frozen=True, slots=True)
class Written:
    """A request with the place of every literal: in this turn's text or in an earlier one's."""

    text: str
    here: dict[Key, Span]
    before: dict[Key, Earlier]
    otherwise: Mapping[LeafKey, Provenance] = field(default_factory=dict)
    """Sources that are no words of the user's: a default, the date of the system message."""
    picks: Mapping[tuple[int, str], Pick] = field(default_factory=dict)
    """(call id, path of the argument) → what singles its row out, with the words that say it."""


class GrammarWriter:
    """Words and values for one conversation, all from one seeded stream."""

    def __init__(self, seed: int, today: object, persona: Persona) -> None:
        import datetime as dt

        assert isinstance(today, dt.date)  # noqa: S101
        self._rng = random.Random(seed)
        self.setting = Setting(self._rng, today)
        self.voice = Voice(self._rng, self._rng.random() < 0.4, persona.manner)
        self._used: set[str] = set()
        self._places: dict[tuple[str, JSON], tuple[str, Earlier]] = {}
        """(kind, value) → noun and place, of what the user has said."""
        self._things = Things()

    def memory(self) -> Memory:
        """What the user has said so far, to go back to where a request is refused."""
        return (
            set(self._used),
            dict(self._places),
            {kind: list(values) for kind, values in self.setting.said.items()},
            self._things.copy(),
        )

    def go_back(self, memory: Memory) -> None:
        """Forget what was said since; the stream of random numbers runs on."""
        used, places, said, things = memory
        self._things = things.copy()
        self._used, self._places = set(used), dict(places)
        self.setting.said = {kind: list(values) for kind, values in said.items()}

    def values(self, tool: Tool, fed: Sequence[str], optional_share: float) -> Scalars:
        """Literals for one call; `fed` are the concrete paths that earlier results serve."""
        return arguments_for(spoken_tool(tool), fed, self.setting, optional_share)

    def tell(
        self, turn: int, calls: Sequence[PlannedCall], fed: Mapping[int, Mapping[str, str]],
        choices: Mapping[tuple[int, str], Choice], seed: int,
    ) -> Telling:  # fmt: skip
        """The rows that a turn is about and how they may be called, for words of somebody else's.

        Raises UntoldError where there are no words for one of them.
        """
        voice = Voice(random.Random(seed), self.voice.day_first, "plain")
        told = Telling(turn, calls, choices, self._things, voice)
        for call in sorted(calls, key=lambda one: one.hidden):
            told.tell(call, dict(fed.get(call.id, {})))
        return told

    def remember_things(self, told: Telling) -> None:
        """Note what somebody else's words have told."""
        self._things = told.things

    def request(
        self, turn: int, calls: Sequence[PlannedCall], tools: Mapping[str, Tool],
        fields: Mapping[LeafKey, Field], fed: Mapping[int, Mapping[str, str]],
        choices: Mapping[tuple[int, str], Choice] = MappingProxyType({}),
        arguments: Mapping[int, JSON] = MappingProxyType({}),
    ) -> Written:  # fmt: skip
        """The user's words for the calls of a turn.

        `fields` gives the field of each literal, `fed` for each call its parameters that take a
        result, as `hidden`, `now` or `earlier`; `choices` the rows that arguments are taken from,
        and `arguments` what calls will be made with, by their ids.
        Raises UntoldError where there are no words for one of them.
        """
        silent = _silent(calls, tools)
        made = {
            profile_of(tools[call.tool]).entity: call.id
            for call in calls
            if not call.hidden and profile_of(tools[call.tool]).effect == "create"
        }
        told = Telling(turn, calls, choices, self._things, self.voice, made)
        before: dict[Key, Earlier] = {}
        shared: dict[tuple[str, JSON], Group] = {}
        asks: list[Ask] = []
        needs: list[Need] = []
        groups_of = {call.id: self._groups(call, fields, before) for call in calls}
        ids = count_ids(group for groups in groups_of.values() for group in groups)
        for call in sorted(calls, key=lambda one: one.hidden):
            groups = groups_of[call.id]
            takes = dict(fed.get(call.id, {}))
            meant = told.tell(call, takes)
            spoken = spoken_tool(tools[call.tool])
            if call.id in arguments:
                meant += self._things.by_id(
                    call, spoken.fields, arguments[call.id], choices, {one.id for one in calls}
                )
            own = frozenset(
                generalise(one.path)
                for one in call.bindings
                if isinstance(one.value, Reference) and one.value.call in silent
            )
            if not call.hidden:
                meant += name_own_and_new(call, spoken, calls, tools, own, told.nouns | set(ids))
            fresh = []
            for group in groups:
                key = (said_key(group.field), _hashable(group.leaves[0][1]))
                twin = shared.get(key)
                if (
                    twin is not None
                    and len(group.leaves) == 1
                    and (call.hidden or group.field.kind in _SHARED)
                ):
                    twin.aliases.append(group.leaves[0][0])
                    if call.hidden or group.said_before:
                        continue
                    if group.field.kind == "identifier" and ids[group.field.meaning.entity] == 1:
                        takes[group.field.path] = "now"
                        continue
                    # What another call of the turn was asked for is not understood of this one.
                    group.said_before = group.field.kind != "identifier"
                if len(group.leaves) == 1 and not group.said_before:
                    shared.setdefault(key, group)
                fresh.append(group)
            if call.hidden:
                new = [group for group in fresh if not group.said_before]
                needs.append(Need(call, spoken, new, meant))
            else:
                asks.append(Ask(call.id, spoken, fresh, takes, meant, own))
        place_needs(needs, asks, calls, self.voice)
        context = [group for need in needs for group in need.groups]
        about = [one.pieces for need in needs for one in need.meant]
        written = request(asks, context, self.voice, first=turn == 0, used=self._used, about=about)
        self._note(turn, written, calls, fields)
        picks = told.finish(written.spans)
        self.remember_things(told)
        return Written(written.text, written.spans, before, picks=picks)

    def _groups(
        self, call: PlannedCall, fields: Mapping[LeafKey, Field], before: dict[Key, Earlier]
    ) -> list[Group]:
        groups: dict[str, Group] = {}
        for binding in call.bindings:
            if not isinstance(binding.value, Leaf):
                continue
            key = LeafKey(call.id, binding.path)
            field = fields[key]
            if len(field.choices) == 1:
                continue
            value = binding.value.value
            pattern = generalise(binding.path)
            scalar_array = binding.path.endswith("]")
            place = pattern if scalar_array else binding.path
            if scalar_array and place in groups:
                groups[place].leaves.append((key, value))
                continue
            group = Group(field, [(key, value)])
            known = self._places.get((said_key(field), _hashable(value)))
            if (
                known
                and known[0] == field.noun
                and field.kind in _SAME_AGAIN
                and not scalar_array
                and (self._only_one(field) and self._rng.random() < 0.45)
            ):
                group.said_before = True
                before[key] = known[1]
            groups[place] = group
        return list(groups.values())

    def _only_one(self, field: Field) -> bool:
        if field.kind == "date":
            # "The same date" is that of an event as well as that of a flight.
            said = {one for values in self.setting.said.values() for one in values}
            return sum(_DATE.fullmatch(str(one)) is not None for one in said) == 1
        return len(self.setting.said.get(said_key(field), ())) == 1

    def plan_to_say(
        self, calls: Sequence[PlannedCall], fields: Mapping[LeafKey, Field],
        tools: Mapping[str, Tool],
    ) -> None:  # fmt: skip
        """Let the plans of later turns take up the values that these calls will say, but for the
        ids of what they remove."""
        for call in calls:
            said = {}
            for binding in call.bindings:
                if not isinstance(binding.value, Leaf):
                    continue
                said[binding.path] = binding.value.value
                if not isinstance(binding.value.value, bool):
                    field = fields[LeafKey(call.id, binding.path)]
                    self.setting.remember(said_key(field), binding.value.value)
            for _kind, identity in removed_by(said, tools[call.tool]):
                self.setting.forget(identity)

    def _note(
        self, turn: int, written: Request, calls: Sequence[PlannedCall],
        fields: Mapping[LeafKey, Field],
    ) -> None:  # fmt: skip
        for call in calls:
            for binding in call.bindings:
                if not isinstance(binding.value, Leaf) or isinstance(binding.value.value, bool):
                    continue
                key = LeafKey(call.id, binding.path)
                span = written.spans.get(key)
                if span is None:
                    continue
                field = fields[key]
                self.setting.remember(said_key(field), binding.value.value)
                place = (said_key(field), _hashable(binding.value.value))
                self._places.setdefault(place, (field.noun, Earlier(turn, span)))

    def summary(self, calls: Sequence[Call], tools: Mapping[str, Tool]) -> str:
        """The assistant's words about the executed calls of a turn."""
        outcomes = [
            Outcome(
                spoken_tool(tools[call.tool]), call.arguments, call.result, call.hidden, call.status
            )
            for call in calls
        ]
        text = summarise(outcomes, self.voice)
        self._things.see(calls, text)
        return text


def count_ids(groups: Iterable[Group]) -> Counter[str]:
    """How many different things of each kind are named by their ids."""
    named = {
        (group.field.meaning.entity, _hashable(value))
        for group in groups
        if group.field.kind == "identifier"
        for _key, value in group.leaves
    }
    return Counter(kind for kind, _value in named)


def _silent(calls: Sequence[PlannedCall], tools: Mapping[str, Tool]) -> set[int]:
    """The hidden calls that read who the user is, for which nothing is said."""
    return {
        call.id
        for call in calls
        if call.hidden
        and not call.bindings
        and not _PERSONS.isdisjoint(_names_of(tools[call.tool]))
    }


def _names_of(tool: Tool) -> tuple[str, ...]:
    return (*profile_of(tool).names, *profile_of(tool).objects)


def _hashable(value: JSON) -> JSON:
    return value if not isinstance(value, list | dict) else str(value)
