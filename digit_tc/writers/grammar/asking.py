"""One call as something a person asks for: the goal with its values woven in."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass, field as dataclass_field
from functools import lru_cache

from digit_tc.language.clauses import Mention
from digit_tc.language.words import singular
from digit_tc.records import JSON
from digit_tc.writers.grammar.fields import Field
from digit_tc.writers.grammar.phrasing import attached, entity_noun, quoted_kind, stated
from digit_tc.writers.grammar.profile import Template, ToolProfile
from digit_tc.writers.grammar.saying import said, said_boolean
from digit_tc.writers.grammar.text import LeafKey, Piece, Said, listed


@dataclass(slots=True)
class Group:
    """The values of one field in one call: one value, or all items of an array of scalars."""

    field: Field
    leaves: list[tuple[LeafKey, JSON]]
    aliases: list[LeafKey] = dataclass_field(default_factory=list)
    """Leaves of other calls that the same words give; only for a single value."""
    said_before: bool = False
    """True where an earlier turn has said the value and this one says "the same"."""


@dataclass(slots=True)
class Ask:
    """A call that the user asks for, with the values that the user has to give."""

    call: int
    profile: ToolProfile
    groups: list[Group]
    fed: dict[str, str] = dataclass_field(default_factory=dict)
    """Path pattern of each parameter that takes a result → `hidden`, `now` or `earlier`."""


@dataclass(slots=True)
class Voice:
    """How the person of a conversation writes."""

    rng: random.Random
    day_first: bool
    manner: str


_VERBS = {
    "retrieve": ("get", "pull up", "look up", "find"),
    "fetch": ("get", "pull up", "look up", "find"),
    "get": ("get", "pull up", "look up", "find", "check"),
    "read": ("pull up", "look up", "read"),
    "list": ("list", "show me", "get me", "pull up"),
    "display": ("show me", "display"), "show": ("show me",), "view": ("show me", "pull up"),
    "obtain": ("get", "find"), "query": ("look up", "check"), "return": ("get",),
    "calculate": ("calculate", "work out", "figure out"),
    "compute": ("calculate", "work out", "compute"), "determine": ("find out", "work out"),
    "generate": ("generate", "create", "make"), "create": ("create", "set up", "make"),
    "search": ("search", "look"), "delete": ("delete", "remove"), "remove": ("remove", "delete"),
    "estimate": ("estimate", "work out"), "verify": ("verify", "check"),
    "validate": ("validate", "check"), "provide": ("get", "give me"), "give": ("give me",),
    "suggest": ("suggest",), "recommend": ("recommend",), "tell": ("tell me",),
}  # fmt: skip
_DIRECT = frozenset(
    """
    city country country_code region us_state date year datetime time person_name company ticker
    currency crypto email url team league pokemon movie book song address ip_address domain airport
    query month genre game sport language word product postal_code username weekday wallet_address
    coordinates animal car_model name vin isbn phone cuisine job_title
    """.split()
)
_HEADS = {
    "city": "location city place area town destination",
    "country": "country nation",
    "country_code": "country",
    "region": "region area location",
    "us_state": "state",
    "date": "date day",
    "datetime": "time date moment",
    "year": "year season",
    "month": "month",
    "ticker": "stock company symbol instrument ticker security share equity asset",
    "crypto": "coin cryptocurrency crypto token",
    "username": "user profile account username",
    "url": "url webpage website page image video link site file picture photo",
    "domain": "domain website site",
    "person_name": "person name artist author actor player user customer employee patient",
    "query": "keyword query topic term phrase subject word",
    "ip_address": "address ip",
    "word": "word string phrase text",
    "team": "team club",
    "pokemon": "pokemon",
    "currency": "currency",
    "movie": "movie film show",
    "book": "book",
    "song": "song track",
    "game": "game",
    "sport": "sport",
    "genre": "genre",
    "airport": "airport",
    "postal_code": "code zipcode",
    "company": "company brand business organization",
    "product": "product item",
    "wallet_address": "address wallet contract",
    "language": "language",
    "address": "address location place",
    "email": "email address",
    "animal": "animal breed pet",
    "league": "league competition tournament",
}
_HEAD_SETS = {kind: frozenset(heads.split()) for kind, heads in _HEADS.items()}


def goal(ask: Ask, voice: Voice) -> list[Piece]:
    """The imperative of one call, without capital and full stop."""
    groups = {group.field.path: group for group in ask.groups}
    template = _best_phrase(ask, groups, voice.rng)
    if template is not None:
        pieces = _filled(template, groups, voice)
        used = {_slot_path(slot, groups) for slot in template.slots}
    else:
        pieces, used = _clause_pieces(ask, groups, voice)
    rest = [group for path, group in groups.items() if path not in used]
    return _with_attachments(pieces, rest, voice)


def again(ask: Ask, voice: Voice) -> list[Piece]:
    """Only the values of a call, for "and the same for ..."."""
    items = [_value_pieces(group, voice) for group in ask.groups]
    return listed(items)


def statements(groups: list[Group], voice: Voice) -> list[list[Piece]]:
    """Sentences, without capital and full stop, that give values on their own."""
    sentences: list[list[Piece]] = []
    for group in groups:
        if isinstance(group.leaves[0][1], bool):
            words, transform = said_boolean(group.field, bool(group.leaves[0][1]))
            text = words.removeprefix("with:")
            lead = "please have " if words.startswith("with:") else "please "
            sentences.append([lead, Said(text, transform, _keys(group))])
        else:
            sentences.append(_pattern_pieces(stated(group.field, voice.rng), group, voice))
    return sentences


def _keys(group: Group) -> tuple[LeafKey, ...]:
    return (*(key for key, _value in group.leaves), *group.aliases)


# --- x-phrases ------------------------------------------------------------------------------------


@lru_cache(maxsize=20_000)
def _points_back(words: tuple[str, ...]) -> bool:
    return bool(re.search(r"\b(?:that|those|this|these|it|them)\b", " ".join(words)))


def _best_phrase(ask: Ask, groups: Mapping[str, Group], rng: random.Random) -> Template | None:
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
    return rng.choice(best) if best else None


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
            pieces.extend(_value_pieces(groups[path], voice, plain=words.endswith('"')))
    return pieces


# --- the clause from the description --------------------------------------------------------------


def _clause_pieces(
    ask: Ask, groups: Mapping[str, Group], voice: Voice
) -> tuple[list[Piece], set[str]]:
    clause = ask.profile.clause
    verb = voice.rng.choice(_VERBS.get(clause.verb, (clause.verb,)))
    if verb == "look" and clause.parts and not str(_text_of(clause.parts[0])).startswith("for"):
        verb = "search"
    pieces: list[Piece] = [verb]
    used: set[str] = set()
    pointed = False
    for part in clause.parts:
        if isinstance(part, str):
            pieces.append(f" {part}")
            continue
        path = _mentioned(part, groups, used)
        if path is not None:
            used.add(path)
            pieces.extend(_mention_pieces(part, groups[path], voice))
        elif kind := _mentions_fed(part, ask):
            pointed = True
            lead = f" {part.preposition}" if part.preposition else ""
            pieces.append(f"{lead} {'the' if kind == 'hidden' else 'that'} {part.noun}")
        elif part.vague and part.preposition:
            continue
        else:
            pieces.append(f" {part.text}")
    if not pointed:
        pieces.extend(_pointer(ask, voice))
    return pieces, used


def _text_of(part: str | Mention) -> str:
    return part if isinstance(part, str) else part.text


def _mentioned(mention: Mention, groups: Mapping[str, Group], used: set[str]) -> str | None:
    words = mention.noun.lower().split()
    head = singular(re.sub(r"[^a-z]", "", words[-1]))
    for path, group in groups.items():
        field = group.field
        if path in used or len(group.leaves) != 1 or isinstance(group.leaves[0][1], bool):
            continue
        if field.kind == "identifier":
            entity = entity_noun(field).split()
            if (
                entity
                and singular(entity[-1].lower()) in (head, *words)
                and (mention.preposition or not mention.vague or True)
            ):
                return path
            continue
        if not mention.preposition or not (mention.vague or mention.article in ("a", "an", "the")):
            continue
        if field.kind in _DIRECT and head in _HEAD_SETS.get(field.kind, frozenset()):
            return path
        if mention.vague and singular(field.noun.lower().split()[-1]) == head:
            return path
    return None


def _mention_pieces(mention: Mention, group: Group, voice: Voice) -> list[Piece]:
    lead = f" {mention.preposition} " if mention.preposition else " "
    field = group.field
    if group.said_before:
        return [lead, f"the same {field.noun}"]
    value = _value_pieces(group, voice)
    if field.kind == "identifier":
        return [f"{lead}{'' if mention.preposition else 'the '}{mention.noun} ", *value]
    if field.kind in _DIRECT and field.kind not in ("username", "name"):
        return [lead, *value]
    return [f"{lead}the {mention.noun} ", *value]


def _mentions_fed(mention: Mention, ask: Ask) -> str | None:
    head = singular(mention.noun.lower().split()[-1])
    for path, kind in ask.fed.items():
        field = ask.profile.fields.get(path)
        if field is None:
            continue
        entity = (entity_noun(field) or field.noun).lower().split()
        if entity and singular(entity[-1]) == head:
            return kind
    return None


def _pointer(ask: Ask, voice: Voice) -> list[Piece]:
    """Words that point at what an earlier result gives, where the clause has none."""
    for path, kind in ask.fed.items():
        field = ask.profile.fields.get(path)
        if field is None or kind == "hidden":
            continue
        entity = entity_noun(field) if field.kind == "identifier" else field.noun
        return [
            voice.rng.choice(
                (f" for that {entity}", f" using that {entity}", f" with that {entity}")
            )
        ]
    return []


# --- attachments ----------------------------------------------------------------------------------


def _with_attachments(pieces: list[Piece], rest: list[Group], voice: Voice) -> list[Piece]:
    spoken = " ".join(p if isinstance(p, str) else "" for p in pieces)
    prepositions = set(re.findall(r"\b(?:for|in|at|on|to|from|by)\b", spoken[-60:]))
    withs: list[list[Piece]] = []
    orders: list[list[Piece]] = []
    latitude = False
    for group in rest:
        if group.said_before:
            pieces.append(f" for the same {group.field.noun}")
            continue
        if isinstance(group.leaves[0][1], bool):
            words, transform = said_boolean(group.field, bool(group.leaves[0][1]))
            piece = Said(words.removeprefix("with:"), transform, _keys(group))
            (withs if words.startswith("with:") else orders).append([piece])
            continue
        pattern = attached(group.field, voice.rng)
        first = pattern.partition(" ")[0]
        if (
            first in prepositions
            and not pattern.startswith("with:")
            and first in ("for", "by", "at")
        ):
            noun = group.field.noun
            if group.field.kind == "identifier" and entity_noun(group.field):
                noun = f"{entity_noun(group.field)} ID"
            pattern = f"with:{{v}} as the {noun}"
        if pattern.startswith("with:"):
            withs.append(_pattern_pieces(pattern.removeprefix("with:"), group, voice))
            continue
        if pattern.startswith("at longitude") and latitude:
            pattern = pattern.replace("at longitude", "and longitude")
        latitude = pattern.startswith("at latitude")
        prepositions.add(first)
        pieces.append(" ")
        pieces.extend(_pattern_pieces(pattern, group, voice))
    if withs:
        pieces.append(" with " if not re.search(r"\bwith [^,]*$", spoken[-40:]) else ", using ")
        pieces.extend(listed(withs))
    for order in orders:
        pieces.append(", and ")
        pieces.extend(order)
    return pieces


def _pattern_pieces(pattern: str, group: Group, voice: Voice) -> list[Piece]:
    quote = "{q}" in pattern
    before, _, after = pattern.partition("{q}" if quote else "{v}")
    return [before, *_value_pieces(group, voice, quote=quote), after]


def _value_pieces(
    group: Group, voice: Voice, *, quote: bool = False, plain: bool = False
) -> list[Piece]:
    """The value or values of a group, each a span of its own; `plain` never adds quotes."""
    if group.said_before:
        return [f"the same {group.field.noun}"]
    items: list[list[Piece]] = []
    for key, value in group.leaves:
        written = said(group.field, value, voice.rng, voice.day_first)
        if written is None:
            words, transform = said_boolean(group.field, bool(value))
            written = words.removeprefix("with:"), transform
        text, transform = written
        needs = quote or quoted_kind(group.field) or text.endswith((".", "!", "?")) or "," in text
        piece = Said(text, transform, (key, *group.aliases))
        bare = plain or transform in ("date_long", "datetime_long", "datetime_long_utc")
        items.append(['"', piece, '"'] if needs and not bare and '"' not in text else [piece])
    return listed(items)
