"""One call as something a person asks for: the goal with its values woven in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from digit_tc.writers.grammar.attaching import (
    pattern_pieces,
    value_pieces,
    with_attachments,
)
from digit_tc.writers.grammar.phrasing import stated
from digit_tc.writers.grammar.saying import said_boolean
from digit_tc.writers.grammar.spoken_tool import Template
from digit_tc.writers.grammar.text import Piece, Said, listed
from digit_tc.writers.grammar.voice import Ask, Group, Voice
from digit_tc.writers.grammar.weaving import woven

_GETTING = frozenset(
    ("get", "pull up", "look up", "find", "list", "show me", "get me", "give me", "check")
)
_WORKING_OUT = frozenset(
    ("calculate", "work out", "figure out", "compute", "estimate", "find out", "search for")
)
_NO_PHRASE = re.compile(r"^(?:if|whether|for|up|about|out|that|how|on|to|by|and)\b")
_MOST_VALUES = 3


@dataclass(slots=True)
class Goal:
    """A call in words: a verb, what follows it, and the values that go into a sentence behind."""

    verb: str
    """Empty where the words are the owner's own and begin with a verb themselves."""
    rest: list[Piece]
    left: list[Group]

    @property
    def imperative(self) -> list[Piece]:
        """`get the weather in Lisbon`."""
        return [f"{self.verb} " if self.verb else "", *self.rest]

    @property
    def phrase(self) -> list[Piece] | None:
        """`the weather in Lisbon`, where the goal is to get that; else None."""
        first = self.rest[0] if self.rest else ""
        if self.verb not in _GETTING | _WORKING_OUT or not isinstance(first, str):
            return None
        return None if not first.strip() or _NO_PHRASE.match(first) else self.rest


def goal(ask: Ask, voice: Voice) -> Goal:
    """One call as a goal; values that would make the sentence too long are left for later."""
    groups = {group.field.path: group for group in ask.groups}
    if len(groups) < len(ask.groups):  # items of arrays of objects share a path
        groups = {f"{g.field.path}#{place}": g for place, g in enumerate(ask.groups)}
    template = _best_phrase(ask, groups, voice)
    if template is not None:
        verb, pieces = "", _filled(template, groups, voice)
        used = {path for slot in template.slots if (path := _slot_path(slot, groups))}
    else:
        verb, pieces, used = woven(ask, groups, voice)
    rest = [group for path, group in groups.items() if path not in used]
    room = max(1, _MOST_VALUES - len(used))
    return Goal(verb, *with_attachments(pieces, rest, room, voice))


def again(ask: Ask, voice: Voice) -> list[Piece]:
    """Only the values of a call, for "and the same for ..."."""
    return listed([value_pieces(group, voice) for group in ask.groups])


def statements(groups: list[Group], voice: Voice) -> list[list[Piece]]:
    """Sentences, without capital and full stop, that give values on their own."""
    sentences: list[list[Piece]] = []
    for group in groups:
        value = group.leaves[0][1]
        if isinstance(value, bool):
            words, transform = said_boolean(group.field, value)
            text = words.removeprefix("with:")
            lead = "please have " if words.startswith("with:") else "please "
            keys = (*(key for key, _value in group.leaves), *group.aliases)
            sentences.append([lead, Said(text, transform, keys)])
        else:
            many = len(group.leaves) > 1
            sentences.append(
                pattern_pieces(stated(group.field, value, voice.rng, many=many), group, voice)
            )
    return sentences


# --- x-phrases ------------------------------------------------------------------------------------


@lru_cache(maxsize=20_000)
def _points_back(words: tuple[str, ...]) -> bool:
    return bool(re.search(r"\b(?:that|those|this|these|it|them)\b", " ".join(words)))


def _best_phrase(ask: Ask, groups: Mapping[str, Group], voice: Voice) -> Template | None:
    best: list[Template] = []
    most = -1
    back = any(kind != "hidden" for kind in ask.fed.values())
    for template in ask.profile.phrases:
        slots = {_slot_path(slot, groups) for slot in template.slots}
        if None in slots or (_points_back(template.words) and not back):
            continue
        score = len(slots) * 2 + (1 if back and _points_back(template.words) else 0)
        if score > most:
            best, most = [template], score
        elif score == most:
            best.append(template)
    return voice.rng.choice(best) if best else None


def _slot_path(slot: str, groups: Mapping[str, Group]) -> str | None:
    first, second = slot.replace("[]", "[0]"), slot.replace("[]", "[1]")
    alone: tuple[str, ...] = (first,) if first != slot and second not in groups else ()
    for path in (slot, f"{slot}[]", *alone):
        if path in groups and not isinstance(groups[path].leaves[0][1], bool):
            return path
    return None


def _filled(template: Template, groups: Mapping[str, Group], voice: Voice) -> list[Piece]:
    pieces: list[Piece] = []
    for words, slot in zip(template.words, (*template.slots, ""), strict=True):
        pieces.append(words)
        path = _slot_path(slot, groups) if slot else None
        if path is not None:
            pieces.extend(value_pieces(groups[path], voice, plain=words.endswith('"')))
    return pieces
