"""One call as something a person asks for: the goal with its values woven in."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from digit_tc.writers.grammar.attaching import (
    pattern_pieces,
    value_pieces,
    with_attachments,
)
from digit_tc.writers.grammar.meaning import (
    noun_of_parameter,
    place_behind,
    put_in_words,
    sentence_about,
    unsaid,
)
from digit_tc.writers.grammar.phrasing import attached, stated
from digit_tc.writers.grammar.saying import said_boolean
from digit_tc.writers.grammar.spoken_tool import Template
from digit_tc.writers.grammar.text import Piece, Said, listed
from digit_tc.writers.grammar.voice import Ask, Group, Meant, Voice
from digit_tc.writers.grammar.weaving import woven

_GETTING = frozenset(
    ("get", "pull up", "look up", "find", "list", "show me", "get me", "give me", "check")
)
_WORKING_OUT = frozenset(
    ("calculate", "work out", "figure out", "compute", "estimate", "find out", "search for")
)
_NO_PHRASE = re.compile(r"^(?:if|whether|for|up|about|out|that|how|on|to|by|and)\b")
_LEARNING = re.compile(
    r"(?:check|find out|see|tell me|look up)\s+"
    r"(?=(?:which|what|who|whom|whose|when|where|how|whether)\b)"
)
_MOST_VALUES = 3
_ENDS = {"starting": "from", "leaving": "from", "until": "to", "ending": "to"}
_WITH_ENDS = ("city", "airport", "country", "date", "time")


@dataclass(slots=True)
class Goal:
    """A call in words: a verb, what follows it, and the values that go into a sentence behind."""

    verb: str
    """Empty where the words are the owner's own and begin with a verb themselves."""
    rest: list[Piece]
    left: list[Group]
    about: list[list[Piece]]
    """Sentences for what is meant and found no place in the goal."""
    whole: bool = False
    """Whether `rest` is a sentence that asks by itself: "How much is left in my account?"."""

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

    @property
    def question(self) -> list[Piece] | None:
        """`which doors are open`, where the goal is to learn that; else None."""
        first = self.rest[0] if self.rest else ""
        text = f"{self.verb} {first}".lstrip() if isinstance(first, str) else ""
        found = _LEARNING.match(text)
        return [text[found.end() :], *self.rest[1:]] if found else None


def goal(ask: Ask, voice: Voice) -> Goal:
    """One call as a goal; values that would make the sentence too long are left for later."""
    groups = {group.field.path: group for group in ask.groups}
    if len(groups) < len(ask.groups):  # items of arrays of objects share a path
        groups = {f"{g.field.path}#{place}": g for place, g in enumerate(ask.groups)}
    ask.meant = _merge(ask.meant)
    template = _best_phrase(ask, groups, voice)
    filled = _filled(template, groups, ask, voice) if template is not None else ([], [])
    if template is not None and template.whole and len(filled[1]) < len(ask.meant):
        template = _best_phrase(ask, groups, voice, whole=False)
        filled = _filled(template, groups, ask, voice) if template is not None else ([], [])
    if template is not None:
        verb, (pieces, placed) = "", filled
        used = {path for slot in template.slots if (path := _slot_path(slot, groups))}
    else:
        verb, pieces, used, placed = woven(ask, groups, voice)
    rest = [group for path, group in groups.items() if path not in used]
    room = max(1, _MOST_VALUES - len(used) - len(placed))
    unplaced = [one for one in ask.meant if one not in placed]
    if len(unplaced) == 1:
        pieces += place_behind(ask, unplaced.pop(), voice)
    about = [sentence_about(one.pieces, voice.rng.choice) for one in unplaced]
    pieces += unsaid(ask, pieces, voice)
    whole = template is not None and template.whole
    return Goal(verb, *with_attachments(pieces, rest, room, voice), about, whole)


def again(ask: Ask, voice: Voice) -> list[Piece]:
    """Only the values of a call, for "and the same for ..."."""
    return listed([value_pieces(group, voice) for group in ask.groups])


def statements(groups: list[Group], voice: Voice) -> list[list[Piece]]:
    """Sentences, without capital and full stop, that give values on their own."""
    sentences: list[list[Piece]] = []
    ends = find_ends(groups, voice)
    if ends is not None:
        start, stop = ends
        during = start.field.kind in ("date", "time")
        lead, joint = ("it's between ", " and ") if during else ("it's from ", " to ")
        sentences.append([lead, *value_pieces(start, voice), joint, *value_pieces(stop, voice)])
    for group in groups:
        if ends is not None and group in ends:
            continue
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


def find_ends(groups: list[Group], voice: Voice) -> tuple[Group, Group] | None:
    """Where or when something starts and where or when it ends, if these are among the values."""
    ends: dict[tuple[str, str], Group] = {}
    for group in groups:
        kind = group.field.kind
        if len(group.leaves) == 1 and not group.said_before and kind in _WITH_ENDS:
            lead = attached(group.field, group.leaves[0][1], voice.rng).partition(" ")[0]
            ends.setdefault((kind, _ENDS.get(lead, lead)), group)
    for kind in _WITH_ENDS:
        start, stop = ends.get((kind, "from")), ends.get((kind, "to"))
        if start is not None and stop is not None:
            return start, stop
    return None


# --- x-phrases ------------------------------------------------------------------------------------


@lru_cache(maxsize=20_000)
def _points_back(words: tuple[str, ...]) -> bool:
    """Whether a phrase speaks of what is known before it has named anything itself."""
    return bool(re.search(r"\b(?:that|those|this|these|it|them)\b", words[0]))


def _best_phrase(
    ask: Ask, groups: Mapping[str, Group], voice: Voice, *, whole: bool = True
) -> Template | None:
    best: list[Template] = []
    most = -1
    back = any(kind != "hidden" for kind in ask.fed.values())
    fed = {path.removesuffix("[]") for path in ask.fed}
    for template in ask.profile.phrases:
        slots = {_slot_path(slot, groups) or _slot_meant(slot, ask) for slot in template.slots}
        if None in slots or (_points_back(template.words) and not back):
            continue
        if not fed.issuperset(template.things):
            continue
        if template.whole and not whole:
            continue
        if template.whole and not {*fed, *groups} <= {*template.things, *slots}:
            continue  # nothing can be put behind it
        score = (len(slots) + len(template.things)) * 2 + (
            1 if back and _points_back(template.words) else 0
        )
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


def _slot_meant(slot: str, ask: Ask) -> str | None:
    """The path of a slot that stands for a thing that is meant."""
    return next(
        (
            path
            for one in ask.meant
            for path in one.paths
            if slot in (path, path.removesuffix("[]"))
        ),
        None,
    )


def _filled(
    template: Template, groups: Mapping[str, Group], ask: Ask, voice: Voice
) -> tuple[list[Piece], list[Meant]]:
    """The words of a template, and the rows that they name."""
    pieces: list[Piece] = []
    slots = {_slot_meant(slot, ask) for slot in template.slots}
    placed = [one for one in ask.meant if not slots.isdisjoint(one.paths)]
    for words, slot in zip(template.words, (*template.slots, ""), strict=True):
        spoken: list[Piece] = [words]
        for one in ask.meant:
            told = None if one in placed else put_in_words(spoken, one, _nouns_of(one, ask))
            if told is not None:
                spoken = told
                placed.append(one)
        pieces += spoken
        path = _slot_path(slot, groups) if slot else None
        if path is not None:
            pieces.extend(value_pieces(groups[path], voice, plain=words.endswith('"')))
        elif slot:
            named = _slot_meant(slot, ask)
            meant = next(one for one in ask.meant if named in one.paths)
            # "the cards of account {account_id}" → "the cards of", "the savings account".
            heads = "|".join(re.escape(noun.split()[-1]) for noun in _nouns_of(meant, ask))
            if isinstance(pieces[-1], str):
                before = rf"(?:\b(?:the|my) )?\b(?:{heads}) $"
                pieces[-1] = re.sub(before, "", pieces[-1], flags=re.I)
            pieces.extend(meant.pieces)
    return pieces, placed


def _nouns_of(meant: Meant, ask: Ask) -> list[str]:
    """What the words of a phrase may call a thing: "payment", or what is taken from it."""
    fields = [ask.profile.fields[path] for path in meant.paths if path in ask.profile.fields]
    return [meant.noun, *(noun_of_parameter(field) for field in fields)]


def _merge(meant: Sequence[Meant]) -> list[Meant]:
    """Several things for one list of ids as one: "the lease and the smallest photo"."""
    merged: dict[tuple[str, ...], list[Meant]] = {}
    for one in meant:
        merged.setdefault(one.paths, []).append(one)
    return [
        Meant(paths, ones[0].noun, listed([one.pieces for one in ones]), ones[0].source)
        for paths, ones in merged.items()
    ]
