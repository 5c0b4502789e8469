"""Values behind the goal: `in Lisbon`, `with 5 as the limit`; no more than one can follow."""

from __future__ import annotations

import re

from digit_tc.language.words import singular
from digit_tc.records import JSON
from digit_tc.values.fields import Field
from digit_tc.writers.grammar.phrasing import attached, entity_noun, quoted_kind
from digit_tc.writers.grammar.saying import said, said_boolean
from digit_tc.writers.grammar.text import LeafKey, Piece, Said, listed
from digit_tc.writers.grammar.voice import Group, Voice

_PREPOSITIONS = re.compile(r"\b(?:for|in|at|on|to|from|by|with|about|as)\b")
_BARE_TRANSFORMS = ("date_long", "datetime_long", "datetime_long_utc")
_BARE_KINDS = frozenset(("coordinates", "city", "address"))
_COORDINATES = ("latitude", "longitude")
_TOGETHER = 3
_MANY = 4
_TRIES = 4
_MORE = 2
"""So many more values may follow where each has a preposition of its own: "on May 4 for two"."""


def with_attachments(
    pieces: list[Piece], rest: list[Group], room: int, voice: Voice
) -> tuple[list[Piece], list[Group]]:
    """The goal with up to `room` values behind it, and the values that found no room."""
    spoken = " ".join(p if isinstance(p, str) else "" for p in pieces)
    taken = set(_PREPOSITIONS.findall(spoken[-60:]))
    phrases: list[list[Piece]] = []
    withs: list[list[Piece]] = []
    orders: list[list[Piece]] = []
    left: list[Group] = []
    for group in _sorted(rest):
        value = group.leaves[0][1]
        half = group.field.kind == "longitude" and bool(phrases) and "latitude" in str(phrases[-1])
        if len(phrases) + len(withs) + len(orders) >= room + _MORE and not half:
            left.append(group)
            continue
        if group.said_before:
            phrases.append([f"for {same_again(group.field)}"])
            continue
        if isinstance(value, bool):
            words, transform = said_boolean(group.field, value)
            piece = Said(words.removeprefix("with:"), transform, keys_of(group))
            (withs if words.startswith("with:") else orders).append([piece])
            continue
        pattern = first = ""
        for _try in range(_TRIES):  # another preposition, where one is taken
            pattern = attached(group.field, value, voice.rng, many=len(group.leaves) > 1)
            first = pattern.partition(" ")[0]
            if first not in taken:
                break
        counted = re.fullmatch(r"for \{v\} \w+", pattern) and group.field.kind != "identifier"
        if first in taken and not half and not counted and not pattern.startswith("with:"):
            pattern = f"with:{{v}} as the {spoken_noun(group)}"
        if pattern.startswith("with:") and len(phrases) + len(withs) + len(orders) >= room:
            left.append(group)
            continue
        if pattern.startswith("with:"):
            withs.append(pattern_pieces(pattern.removeprefix("with:"), group, voice))
            continue
        if half:
            pattern = "and longitude {v}"
        taken.add(first)
        phrases.append(pattern_pieces(pattern, group, voice))
    for phrase in phrases:
        pieces.extend([" ", *phrase])
    if withs:
        pieces.append(" with " if "with" not in taken else ", using ")
        pieces.extend(listed(withs))
    for order in orders:
        pieces.extend([", and ", *order])
    return pieces, left


def details(left: list[Group], voice: Voice, *, brief: bool = False) -> list[list[Piece]]:
    """Sentences, without capital and full stop, for the values that the goal had no room for.

    `brief` puts all of them into one, as people do who have a lot to say.
    """
    brief = brief or len(left) > _MANY
    truths = [group for group in left if isinstance(group.leaves[0][1], bool)]
    rest = [group for group in left if not isinstance(group.leaves[0][1], bool)]
    sentences: list[list[Piece]] = []
    together = len(rest) if brief else _TOGETHER
    for start in range(0, len(rest), max(1, together)):
        lead, pattern = _BRIEFLY if brief else voice.rng.choice(_DETAILS)
        items = [
            pattern_pieces(_agree(pattern, spoken_noun(group)), group, voice)
            for group in rest[start : start + together]
        ]
        sentences.append([lead, *listed(items)])
    settings: dict[str, list[list[Piece]]] = {}
    for group in truths:
        words, transform = said_boolean(group.field, bool(group.leaves[0][1]))
        lead = "please have " if words.startswith("with:") else "please "
        said_so = Said(words.removeprefix("with:"), transform, keys_of(group))
        settings.setdefault(lead, []).append([said_so])
    sentences.extend([lead, *listed(orders)] for lead, orders in settings.items())
    return sentences


def _agree(pattern: str, noun: str) -> str:
    """A pattern about a noun, with the verb in its number: "the people are"."""
    head = noun.rsplit(maxsplit=1)[-1]
    are = head == "people" or singular(head) != head
    return pattern.replace("{n}", noun).replace(" is {v}", " are {v}" if are else " is {v}")


_BRIEFLY = ("for the rest, go with this: ", "{n} {v}")
_DETAILS = (
    ("use ", "{v} as the {n}"), ("", "the {n} is {v}"), ("take ", "{v} for the {n}"),
    ("I'd go with ", "{v} for the {n}"), ("", "the {n} should be {v}"),
    ("put down ", "{v} as the {n}"),
)  # fmt: skip


def _sorted(rest: list[Group]) -> list[Group]:
    """What people say first, first; latitude and longitude next to each other."""

    def rank(group: Group) -> int:
        if isinstance(group.leaves[0][1], bool):
            return 9
        if group.field.kind in _COORDINATES:
            return 1 + _COORDINATES.index(group.field.kind)
        return _RANKS.get(group.field.kind, 5)

    starts = re.compile(r"\b(?:from|start|base|source|origin|min|check in)\b")
    return sorted(
        rest,
        key=lambda group: (rank(group), not starts.search(" ".join(group.field.meaning.words))),
    )


_RANKS = {
    kind: rank
    for rank, kinds in (
        (
            0,
            "query person_name company ticker crypto team username movie song book identifier name",
        ),
        (3, "city country region us_state airport address"),
        (4, "date datetime time year month duration"),
        (6, "page limit sort output_format"),
        (7, "language timezone unit"),
        (8, "credential password"),
    )
    for kind in kinds.split()
}


def same_again(field: Field) -> str:
    """What was said before, said again: "the same date", whatever the date is for."""
    noun = _SAME.get(field.kind)
    return f"the same {noun or field.noun}"


_SAME = {"date": "date", "time": "time", "city": "city"}


def spoken_noun(group: Group) -> str:
    """The noun of a group's field as it stands after "the"."""
    field = group.field
    if field.kind == "identifier":
        entity = entity_noun(field)
        return f"{entity} {'IDs' if len(group.leaves) > 1 else 'ID'}" if entity else field.noun
    return field.noun


def pattern_pieces(pattern: str, group: Group, voice: Voice) -> list[Piece]:
    """A pattern with the value in place of `{v}`, or of `{q}` in quotation marks."""
    quote = "{q}" in pattern
    before, _, after = pattern.partition("{q}" if quote else "{v}")
    pieces = [before, *value_pieces(group, voice, quote=quote), after]
    return [piece for piece in pieces if piece != ""]


def value_pieces(
    group: Group, voice: Voice, *, quote: bool = False, plain: bool = False
) -> list[Piece]:
    """The value or values of a group, each a span of its own; `plain` never adds quotes."""
    if group.said_before:
        return [same_again(group.field)]
    items: list[list[Piece]] = []
    for key, value in group.leaves:
        text, transform = _written(group, value, voice)
        piece = Said(text, transform, (key, *group.aliases))
        needs = quote or quoted_kind(group.field) or text.endswith((".", "!", "?")) or "," in text
        bare = plain or transform in _BARE_TRANSFORMS or group.field.kind in _BARE_KINDS
        items.append(['"', piece, '"'] if needs and not bare and '"' not in text else [piece])
    return listed(items)


def _written(group: Group, value: JSON, voice: Voice) -> tuple[str, str]:
    written = said(group.field, value, voice.rng, voice.day_first)
    if written is not None:
        return written
    words, transform = said_boolean(group.field, bool(value))
    return words.removeprefix("with:"), transform


def keys_of(group: Group) -> tuple[LeafKey, ...]:
    """All leaves that the words for a group give."""
    return (*(key for key, _value in group.leaves), *group.aliases)
