"""One call as something a person asks for: the goal with its values woven in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from digit_tc.language.clauses import Mention
from digit_tc.writers.grammar.attaching import (
    pattern_pieces,
    value_pieces,
    with_attachments,
)
from digit_tc.writers.grammar.mentions import (
    filled_by,
    from_one_to_another,
    goes_alone,
    pair_in,
    points_to,
)
from digit_tc.writers.grammar.phrasing import coded, entity_noun, stated
from digit_tc.writers.grammar.profile import Template
from digit_tc.writers.grammar.saying import said_boolean
from digit_tc.writers.grammar.text import Piece, Said, listed
from digit_tc.writers.grammar.voice import Ask, Group, Voice

_VERBS = {
    "retrieve": ("get", "pull up", "look up", "find"),
    "fetch": ("get", "pull up", "look up", "find"),
    "get": ("get", "pull up", "look up", "find", "check"),
    "read": ("pull up", "look up", "check"), "query": ("look up", "check"),
    "list": ("list", "show me", "get me", "pull up"),
    "display": ("show me", "display"), "show": ("show me",), "view": ("show me", "pull up"),
    "obtain": ("get", "find"), "return": ("get",), "access": ("pull up", "get"),
    "calculate": ("calculate", "work out", "figure out"),
    "compute": ("calculate", "work out", "compute"), "determine": ("find out", "work out"),
    "generate": ("generate", "create", "make"), "create": ("create", "set up", "make"),
    "search": ("search", "look"), "delete": ("delete", "remove"), "remove": ("remove", "delete"),
    "estimate": ("estimate", "work out"), "verify": ("verify", "check"),
    "validate": ("validate", "check"), "provide": ("get", "give me"), "give": ("give me",),
    "suggest": ("suggest",), "recommend": ("recommend",), "tell": ("tell me",),
    "lookup": ("look up",), "paginate": ("list", "show me"),
}  # fmt: skip
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
        verb, pieces, used = _clause_pieces(ask, groups, voice)
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
    for path in (slot, f"{slot}[]"):
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


# --- the clause from the description --------------------------------------------------------------


def _clause_pieces(
    ask: Ask, groups: Mapping[str, Group], voice: Voice
) -> tuple[str, list[Piece], set[str]]:
    clause = ask.profile.clause
    verb = voice.rng.choice(_VERBS.get(clause.verb, (clause.verb,)))
    first = clause.parts[0] if clause.parts else ""
    opening = first if isinstance(first, str) else first.text
    if verb == "look" and not opening.startswith("for"):
        verb = "search"
    if opening.startswith("for ") and verb.endswith((" up", " me")):
        verb = "look"
    if verb == "check" and opening.split(" ", 1)[0] in ("all", "a", "an"):
        verb = "find"
    pieces: list[Piece] = []
    used: set[str] = set()
    pointed: set[str] = set()
    parts = list(clause.parts)
    for place, part in enumerate(parts):
        if isinstance(part, str):
            pair = pair_in(part, groups, used)
            if pair is None:
                if part:
                    pieces.append(part if part.startswith((",", "'", ".")) else f" {part}")
                continue
            before, one, other, after = pair
            used.update((one, other))
            values = [value_pieces(groups[path], voice) for path in (one, other)]
            pieces.extend([f" {before}", *listed(values), after])
            continue
        following = parts[place + 1] if place + 1 < len(parts) else ""
        ends = from_one_to_another(part, following, groups, used)
        if ends is not None:
            amount, one, other = ends
            used.update(path for path in ends if path)
            if amount and clause.verb == "convert":
                pieces = [" ", *value_pieces(groups[amount], voice)]
            else:
                used.discard(amount)
            source, target = (value_pieces(groups[path], voice) for path in (one, other))
            pieces.extend([" from ", *source, " to ", *target])
            parts[place + 1] = re.sub(r"^to another(?: (?:one|unit|form|currency|language))?", "",
                                      str(following)).strip()  # fmt: skip
            continue
        path = filled_by(part, groups, used, clause.verb)
        if path is not None:
            used.add(path)
            kind_of = re.match(r"of [\w-]+", following) if isinstance(following, str) else None
            if kind_of and len(groups[path].leaves) > 1:
                parts[place + 1] = str(following)[kind_of.end() :].strip()
            words = f" {kind_of[0]}" if kind_of and len(groups[path].leaves) > 1 else ""
            pieces.extend(_mention_pieces(part, groups[path], voice, words))
        elif target := points_to(part, ask):
            pointed.add(target[0])
            pieces.append(_pointed(part, target[1]))
        elif part.vague and part.preposition:
            continue
        else:
            pieces.append(f" {part.text}")
    pieces.extend(_pointers(ask, pointed, voice))
    if pieces and isinstance(pieces[0], str):
        pieces[0] = pieces[0].lstrip()
    return verb, pieces, used


def _mention_pieces(mention: Mention, group: Group, voice: Voice, behind: str) -> list[Piece]:
    lead = f" {mention.preposition} " if mention.preposition else " "
    field = group.field
    if group.said_before:
        return [lead, f"the same {field.noun}"]
    value = value_pieces(group, voice)
    if len(group.leaves) > 1:
        return [f"{lead}the {mention.noun}{behind} ", *value]
    if field.kind == "identifier":
        bare = mention.preposition and mention.noun.islower()
        return [f"{lead}{'' if bare else 'the '}{mention.noun} ", *value]
    noun = coded(field, group.leaves[0][1])
    if noun:
        return [f"{lead}the {noun} ", *value]
    return [lead, *value] if goes_alone(group) else [f"{lead}the {mention.noun} ", *value]


# --- what an earlier result gives -----------------------------------------------------------------


def _pointed(mention: Mention, source: str) -> str:
    lead = f" {mention.preposition}" if mention.preposition else ""
    word = "the" if source == "hidden" else "the first" if source.endswith("-first") else "that"
    return f"{lead} {word} {mention.noun}"


def _pointers(ask: Ask, pointed: set[str], voice: Voice) -> list[Piece]:
    """Words that point at what earlier results give, where the clause has none."""
    told: list[str] = []
    kinds = {f.kind for path in ask.fed if (f := ask.profile.fields.get(path)) is not None}
    for path, source in ask.fed.items():
        field = ask.profile.fields.get(path)
        if field is None or source == "hidden" or path in pointed:
            continue
        if field.kind in ("latitude", "longitude"):
            both = {"latitude", "longitude"} <= kinds
            noun = "location" if both else field.noun
        else:
            noun = (entity_noun(field) if field.kind == "identifier" else "") or field.noun
        first = source.endswith("-first") and field.kind == "identifier"
        words = f"the first {noun}" if first else f"that {noun}"
        if words not in told:
            told.append(words)
    if not told or (pointed and len(told) > 1):
        return []
    lead = voice.rng.choice(("for", "for", "using", "with"))
    return [f" {lead} {' and '.join(told[:2])}"]
