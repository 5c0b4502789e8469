"""The clause of a tool's description with the values of a call in it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from digit_tc.semantics.clauses import Mention
from digit_tc.writers.grammar.attaching import same_again, value_pieces
from digit_tc.writers.grammar.meaning import lead_of
from digit_tc.writers.grammar.mentions import (
    filled_by,
    from_one_to_another,
    goes_alone,
    pair_in,
    points_to,
)
from digit_tc.writers.grammar.phrasing import coded, entity_noun
from digit_tc.writers.grammar.text import Piece, Said, listed
from digit_tc.writers.grammar.voice import Ask, Group, Meant, Voice

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
_KINDS = frozenset((("of", "a"), ("of", "an")))
_ANOTHER = re.compile(r"^to another(?: (?:one|unit|form|currency|language))?")


def woven(
    ask: Ask, groups: Mapping[str, Group], voice: Voice
) -> tuple[str, list[Piece], set[str], list[Meant]]:
    """Verb, what follows it, and the paths of the groups and the rows that stand in it."""
    weaver = _Weaver(ask, groups, voice)
    weaver.weave()
    pieces = weaver.pieces + _pointers(ask, weaver.pointed, voice)
    unplaced = [one for one in ask.meant if one not in weaver.placed]
    if len(unplaced) == 1 and not weaver.placed:
        weaver.placed += unplaced
        pieces += [f" {voice.rng.choice(('for', 'for', 'using', 'with'))} ", *unplaced[0].pieces]
    if pieces and isinstance(pieces[0], str):
        pieces[0] = pieces[0].lstrip()
    return _verb(ask, voice), pieces, weaver.used, weaver.placed


def _verb(ask: Ask, voice: Voice) -> str:
    clause = ask.profile.clause
    verb = voice.rng.choice(_VERBS.get(clause.verb, (clause.verb,)))
    first = clause.parts[0] if clause.parts else ""
    opening = first if isinstance(first, str) else first.text
    if verb == "look" and not opening.startswith("for"):
        return "search"
    if opening.startswith("for ") and verb.endswith((" up", " me")):
        return "look"
    if verb == "check" and opening.split(" ", 1)[0] in ("all", "a", "an"):
        return "find"
    return verb


class _Weaver:
    def __init__(self, ask: Ask, groups: Mapping[str, Group], voice: Voice) -> None:
        self._ask = ask
        self._groups = groups
        self._voice = voice
        self._parts = list(ask.profile.clause.parts)
        self.pieces: list[Piece] = []
        self.used: set[str] = set()
        self.pointed = {path for one in ask.meant for path in one.paths}
        self.placed: list[Meant] = []

    def weave(self) -> None:
        for place in range(len(self._parts)):
            part = self._parts[place]
            if isinstance(part, str):
                self._words(part)
            elif not self._ends(part, place):
                self._mention(part, place)

    def _value(self, path: str) -> list[Piece]:
        return value_pieces(self._groups[path], self._voice)

    def _words(self, part: str) -> None:
        pair = pair_in(part, self._groups, self.used)
        if pair is None:
            if part:
                self.pieces.append(part if part.startswith((",", "'", ".")) else f" {part}")
            return
        before, one, other, after = pair
        self.used.update((one, other))
        self.pieces.extend([f" {before}", *listed([self._value(one), self._value(other)]), after])

    def _ends(self, part: Mention, place: int) -> bool:
        """Whether `from one unit to another` stands here; then both units are put in."""
        following = self._following(place)
        ends = from_one_to_another(part, following, self._groups, self.used)
        if ends is None:
            return False
        amount, source, target = ends
        if amount and self._ask.profile.clause.verb == "convert":
            self.used.add(amount)
            self.pieces = [" ", *self._value(amount)]
        self.used.update((source, target))
        self.pieces.extend([" from ", *self._value(source), " to ", *self._value(target)])
        self._parts[place + 1] = _ANOTHER.sub("", str(following)).strip()
        return True

    def _skip_kind(self, place: int) -> None:
        """Leave out what a thing that is known is of: "reservation R-1", not "of a room"."""
        after = self._following(place)
        if isinstance(after, Mention) and (after.preposition, after.article) in _KINDS:
            self._parts[place + 1] = ""

    def _following(self, place: int) -> str | Mention:
        return self._parts[place + 1] if place + 1 < len(self._parts) else ""

    def _mention(self, part: Mention, place: int) -> None:
        path = filled_by(part, self._groups, self.used, self._ask.profile.clause.verb)
        if path is not None:
            self.used.add(path)
            following = self._following(place)
            kind_of = re.match(r"of [\w-]+", following) if isinstance(following, str) else None
            words = ""
            if kind_of and len(self._groups[path].leaves) > 1:
                self._parts[place + 1] = str(following)[kind_of.end() :].strip()
                words = f" {kind_of[0]}"
            self.pieces.extend(_mention_pieces(part, self._groups[path], self._voice, words))
            if self._groups[path].field.kind == "identifier":
                self._skip_kind(place)
        elif target := points_to(part, self._ask):
            meant = next((one for one in self._ask.meant if target[0] in one.paths), None)
            if meant is not None and meant not in self.placed:
                self.placed.append(meant)
                lead = f" {part.preposition} " if part.preposition else " "
                self.pieces += [lead, *meant.pieces]
                return
            self._skip_kind(place)
            self.pointed.add(target[0])
            self.pieces.append(_pointed(part, target[1]))
        elif not (part.vague and part.preposition):
            self.pieces.append(f" {part.text}")


def _mention_pieces(mention: Mention, group: Group, voice: Voice, behind: str) -> list[Piece]:
    lead = f" {mention.preposition} " if mention.preposition else " "
    field = group.field
    if group.said_before:
        return [lead, same_again(field)]
    value = value_pieces(group, voice)
    if len(group.leaves) > 1:
        return [f"{lead}the {mention.noun}{behind} ", *value]
    if field.kind == "identifier":
        return [f"{lead}{'' if mention.noun.islower() else 'the '}{mention.noun} ", *value]
    told = next((one for one in value if isinstance(one, Said)), None)
    if told is not None and told.text.split()[-1:] == mention.noun.split()[-1:]:
        return [f"{lead}the ", *value]  # "the music room", not "the room music room"
    number = isinstance(group.leaves[0][1], int | float)
    if number and not mention.preposition and mention.noun.split()[-1] in field.meaning.words:
        return [f" {mention.noun} ", *value]  # "unassign shelf 2"
    noun = coded(field, group.leaves[0][1])
    if noun:
        return [f"{lead}the {noun} ", *value]
    return [lead, *value] if goes_alone(group) else [f"{lead}the {mention.noun} ", *value]


# --- what an earlier result gives -----------------------------------------------------------------


def _pointed(mention: Mention, source: str) -> str:
    lead = f" {mention.preposition}" if mention.preposition else ""
    return f"{lead} {'the' if source == 'hidden' else 'that'} {mention.noun}"


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
        words = f"{lead_of(ask, field, noun, voice)} that {noun}"
        if words not in told:
            told.append(words)
    if not told or (pointed and len(told) > 1):
        return []
    return [f" {' '.join(told[:2])}"]
