"""A tool's name and its HTTP route, read as verb and object."""

from __future__ import annotations

import re
from dataclasses import dataclass

from digit_tc.language.words import singular, split_identifier, words_in
from digit_tc.semantics.vocabulary import effects_by_verb, infinitive, words_of

_ROUTE = re.compile(r"^[A-Z]+ (/\S*)")
_SLOT = re.compile(r"\{([^{}:]+)[^{}]*\}")
_JOINTS = frozenset(("to", "by", "for"))
_VERSION = re.compile(r"(?<=[a-z_-])[vV]\d+$|^[vV]\d+_(?=\w)")
_USUAL = "get list find search fetch read add all of the by to "
"""Words that a name written without separators may hold, beside those of its description."""
_BULK = frozenset(("bulk", "batch", "mass"))
_PARTICLES: dict[tuple[str, ...], str] = {
    ("check", "in"): "check in", ("check", "out"): "check out", ("sign", "up"): "register",
    ("sign", "in"): "login", ("sign", "out"): "logout", ("log", "in"): "login",
    ("log", "out"): "logout", ("look", "up"): "lookup",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Name:
    """A name as verb and object."""

    words: tuple[str, ...]
    """All its words in lower case."""
    verb: str
    """The infinitive of the verb in it, or empty."""
    sure: bool
    """Whether the verb is no noun as well (`order_status`) and stands first or last."""
    direct: tuple[str, ...]
    """The object's words up to the first preposition, in the singular."""
    rest: tuple[str, ...]
    """All words but the verb, prepositions and numbers, in the singular."""
    plural: bool
    """Whether the object's head is a plural."""
    has_preposition: bool
    """Whether something stands behind a preposition: `remove_item_from_cart`."""


def parse_name(name: str, description: str = "", verb: str | None = None) -> Name:
    """The name of a tool: `list_open_orders` → the verb `list` and the object `open order`.

    Words written together are cut into those of the description. `verb` is what the description has
    settled: the first word, or "" where the name has no verb.
    """
    words = words_in(_VERSION.sub("", name), _USUAL + description[:300])
    if verb is None:
        verb, spared, sure = _find_verb(words)
    else:
        spared, sure = frozenset((0,)) if verb else frozenset(), bool(verb)
    prepositions = words_of("names", "prepositions")
    rest = [word for at, word in enumerate(words) if at not in spared and not word.isdigit()]
    direct: list[str] = []
    for word in rest:
        if word in prepositions and direct:
            break
        if word not in prepositions:
            direct.append(word)
    head = direct[-1] if direct else ""
    return Name(
        words=words,
        verb=verb,
        sure=sure,
        direct=tuple(singular(word) for word in direct),
        rest=tuple(singular(word) for word in rest if word not in prepositions),
        plural=bool(head) and singular(head) != head,
        has_preposition=not prepositions.isdisjoint(rest),
    )


def _find_verb(words: tuple[str, ...]) -> tuple[str, frozenset[int], bool]:
    """The verb, where it stands with what belongs to it, and whether it can be nothing else."""
    if words[:1] and words[0] in _BULK and len(words) > 1:
        verb, spared, sure = _find_verb(words[1:])
        return verb, frozenset({0, *(at + 1 for at in spared)}), sure
    if particle := _PARTICLES.get(words[:2]):
        return particle, frozenset((0, 1)), True
    if words[-2:] == ("auto", "complete"):
        return "autocomplete", frozenset((len(words) - 2, len(words) - 1)), True
    nouns = words_of("verbs", "also_nouns")
    first = words[0] if words and words[0] in effects_by_verb() else None
    if not first and len(words) > 1 and words[0].endswith("ing"):
        doing = infinitive(words[0])
        if doing and doing not in nouns:
            return doing, frozenset((0,)), True  # `retrieving_assets`
    if first and first not in nouns:
        return first, frozenset((0,)), len(words) > 1
    last = words[-1] if len(words) > 1 and words[-1] in effects_by_verb() else None
    if last and last not in nouns and not first:
        return last, frozenset((len(words) - 1,)), True
    if first:
        return first, frozenset((0,)), False
    for at, word in enumerate(words[1:3], 1):
        if word in effects_by_verb() and word not in nouns and words[at - 1] not in _JOINTS:
            # `repos_list_for_org`: what stands before the verb says whose room it is in.
            return word, frozenset((at,)), False
    return "", frozenset(), False


@dataclass(frozen=True, slots=True)
class Route:
    """The path of an HTTP operation."""

    method: str
    """In capitals."""
    noun: tuple[str, ...]
    """The thing that its last segment with a noun names, in the singular: ("flow", "run")."""
    slots: dict[str, tuple[str, ...]]
    """For each `{parameter}` the thing that the segment before it names."""
    ends_in_slot: bool
    """Whether one thing is addressed: `/orders/{id}`."""
    action: str
    """A verb at its end: `/flows/{id}/pause` → `pause`; empty where there is none."""


def parse_route(item: str) -> Route | None:
    """The route of a tool's source item (`GET /flows/{id}`); None where it is no HTTP operation."""
    found = _ROUTE.match(item)
    if not found:
        return None
    attributes = words_of("nouns", "attributes")
    nouns = words_of("verbs", "also_nouns")
    noun: tuple[str, ...] = ()
    action = ""
    slots: dict[str, tuple[str, ...]] = {}
    segments = [part for part in re.split(r"[/:](?![^{]*\})", found[1]) if part]
    for segment, following in zip(segments, [*segments[1:], ""], strict=False):
        if slot := _SLOT.fullmatch(segment):
            slots[slot[1]] = noun
            action = ""
            continue
        words = tuple(
            singular(word)
            for word in split_identifier(_VERSION.sub("", segment))
            if word not in _BULK
        )
        if not words or re.fullmatch(r"api|v\d+.*", segment):
            continue
        if noun and following == f"{{{segment}}}":
            continue  # in `/flows/name/{name}` the name is still that of a flow
        verb = infinitive(words[0])
        many = len(split_identifier(segment)) == 1 and words[0] != segment
        if (
            verb
            and effects_by_verb()[verb]
            and words[0] == verb
            and not many
            and (noun or verb not in nouns)
        ):
            action = verb
            own = words[1:]
            if own and own[0] in words_of("names", "prepositions"):
                own = ()  # `/slots/increment-with-lease`
            noun = tuple(word for word in own if word not in attributes) or noun
            continue
        if words[0] in words_of("nouns", "qualifiers") and len(words) == 1 and noun:
            continue  # `/artifacts/latest`
        if noun and len(words) == 1 and words[0] in attributes:
            continue
        if words[-1] in words_of("names", "prepositions"):
            continue  # `/automations/related-to/{resource_id}`
        noun, action = words, ""
    addressed = bool(segments) and _SLOT.fullmatch(segments[-1]) is not None
    if addressed and len(segments) > 1 and split_identifier(segments[-2]):
        # `/automations/related-to/{id}` addresses what they are related to.
        addressed = split_identifier(segments[-2])[-1] not in words_of("names", "prepositions")
    return Route(
        method=item.partition(" ")[0],
        noun=noun,
        slots=slots,
        ends_in_slot=addressed,
        action=action,
    )
