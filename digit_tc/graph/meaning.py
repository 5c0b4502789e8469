"""What a field means: an identifier of something, a semantic kind, or an attribute of a noun."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from digit_tc.graph.fields import Field
from digit_tc.graph.kinds import (
    BY_NAME,
    CODES,
    DESCRIBED,
    DESCRIBED_ROLES,
    NO_STREET,
    PLACES,
    TRADED,
)
from digit_tc.graph.nouns import Topic, entity_of_container, name_words
from digit_tc.graph.vocabulary import (
    ADJECTIVES,
    GENERIC,
    ID_CLASSES,
    QUALIFIERS,
    ROLES,
    word_set,
)

Sort = Literal["id", "kind", "generic", "specific"]

_PURE_ROLES = word_set(
    "from to origin destination source target parent child old new previous next departure "
    "arrival start end first last"
)
_HEAD_ROLES = word_set("width height length depth weight")
_BARE_IDS = word_set("id uuid guid identifier")
_ID_OF = re.compile(
    r"\b(?:id|identifier|uuid)s? (?:of|for) (?:the|a|an|this|that|each) ([a-z]+(?:[ -][a-z]+)?)"
)
_ENTITY_ID = re.compile(r"\b([a-z]+)(?:'s)?[ _](?:id|identifier|uuid)s?\b")
_TRADED_SIGN = re.compile(r"\b(?:stock|ticker)s?\b")
_LIST_OF = re.compile(
    r"\blists? (?:containing |with )?of (?:all |the |available )*(names? of )?(?:all |the )*"
    r"([a-z]+(?:[ _](?!(?:in|on|at|of|to|for|from|by|with|that|which|and|or|the)\b)[a-z]+)?)\b"
)
_LISTED_BY_NAME = word_set("file image photo category group class model subject topic tag zone")
"""General words that, in the plural, call the things whose names are listed."""
_CODES = tuple((kind, re.compile(rf"(?:the |a |an )?(?:\w+ )?{sign}\b")) for kind, sign in CODES)
_CONTENTS = re.compile(r"\bcontents? of (?:the |a |an )?(?:\w+ )?(?:directory|folder)\b")
_TRAVEL = word_set("travel trip fly journey ride drive")
_LISTS = word_set("list array collection")
_NAME_OF = re.compile(r"\bname of (?:the|a|an) ([a-z]+)\b")
_ONE_OF_SEVERAL = re.compile(r"[a-d]|[1-9]|one|two")
_SAYS_ID = re.compile(r"\b(?:id|ids|identifier|identifiers|uuid)\b")
_NO_ENTITY = word_set(
    "the a an unique this that of your their its valid numeric string internal external with by "
    "and or new existing specific corresponding optional to be has which given whose public"
)


_FORMAT_KINDS = {"email": "email", "ipv4": "ip address"}


@dataclass(frozen=True, slots=True)
class Meaning:
    """A field's meaning, comparable with another's."""

    sort: Sort
    key: str
    """Class of identifier, semantic kind, generic head, or the specific words joined."""
    entity: tuple[str, ...]
    """The noun behind it: its own words, else its container, else its tool's noun."""
    explicit: bool
    """True where the field's own name says the entity, as `order_id` does."""
    roles: frozenset[str]
    """The part it plays: `from`, `departure`, `max`, ..."""
    around: tuple[str, ...]
    """The noun that the field stands at, whatever its own words say: container or tool."""
    label: str
    """How people would call it: `order id`."""


def meaning_of(field: Field, topic: Topic, near: frozenset[str] = frozenset()) -> Meaning:
    """The meaning of a field of a tool with this topic.

    `near` are the semantic kinds of the fields beside it: a `state` beside a city is a region.
    """
    words = name_words(field.name)
    if words[-1:] == ("filename",):
        words = (*words[:-1], "file", "name")
    around = _surrounding_entity(field, topic)
    described = field.description.lower()
    listed = field.path.endswith("[]") and field.type == "string"
    kind = BY_NAME.get(words)
    if words == ("state",) and near & PLACES:
        kind = "region"
    if kind:
        return _kind(field, kind, around, frozenset(), " ".join(words))
    if field.path.endswith("[]") and len(words) > 1 and words[-1] in _LISTS:
        words = words[:-1]  # `cost_list[]` is a cost
        kind = BY_NAME.get(words)
        if kind:
            return _kind(field, kind, around, frozenset(), " ".join(words))
    if field.path.endswith("[]") and field.type != "number":
        told = _told_by_list(described)
        if told and words[-1] not in ID_CLASSES and (listed or told[-1] in ID_CLASSES):
            words = told
    core, roles = _without_roles(words)
    if field.schema.get("format") in _FORMAT_KINDS:
        kind = _FORMAT_KINDS[field.schema["format"]]
        return Meaning("kind", kind, around, False, roles, around, " ".join(words))
    if not core:
        return _role_only(field, words, around)
    if core[-1] in ID_CLASSES and (len(core) > 1 or core[0] in _BARE_IDS):
        found = BY_NAME.get(core)
        if found:
            return Meaning("kind", found, around, False, roles, around, found)
        return _identifier(field, core, roles, around, topic)
    if len(core) <= 2 and core[-1] not in GENERIC and _SAYS_ID.search(described):
        return Meaning("id", "id", core, True, roles, around, " ".join((*core, "id")))
    if BY_NAME.get(core):
        return _kind(field, BY_NAME[core], around, roles, " ".join((*sorted(roles), *core)))
    return _attribute(core, roles, around, described, listed=listed)


def _kind(
    field: Field, kind: str, around: tuple[str, ...], roles: frozenset[str], label: str
) -> Meaning:
    """A semantic kind; a description may say that a place goes by its code."""
    described = field.description.lower()
    if kind in ("city", "location"):
        kind = next((code for code, sign in _CODES if sign.match(described)), kind)
    if kind == "address" and NO_STREET & {*re.findall("[a-z]+", described), *around}:
        return Meaning("specific", "_".join((*around, kind)), around, True, roles, around, label)
    return Meaning("kind", kind, around, False, roles, around, label)


def _told_by_list(described: str) -> tuple[str, ...]:
    """What the items of a list of texts are: "list of stock symbols" → ("stock", "symbol")."""
    match = _LIST_OF.search(described)
    if match is None:
        return ("file", "name") if _CONTENTS.search(described) else ()
    words = tuple(word for word in name_words(match.group(2)) if word not in ADJECTIVES)
    if match.group(1) and words and words[-1] not in ("name", "title"):
        words = (*words, "name")
    return words


def _without_roles(words: tuple[str, ...]) -> tuple[tuple[str, ...], frozenset[str]]:
    roles = {w for w in words if w in ROLES}
    if words and words[-1] in _HEAD_ROLES:
        roles.discard(words[-1])
    core = tuple(w for w in words if w not in roles and w not in QUALIFIERS)
    if roles & DESCRIBED_ROLES and len(core) == 1 and core[0] in _TRAVEL:
        core = ()  # `travel_from` says no more than `from`
    if len(core) > 1 and _ONE_OF_SEVERAL.fullmatch(core[-1]):
        core = core[:-1]  # `cityA` and `city_2` are cities
    if len(core) == 1 and core[0] in ID_CLASSES and roles - _PURE_ROLES:
        # `quote_id` is the id of a quote; `parent_id` is the id of whatever stands around.
        return tuple(w for w in words if w not in _PURE_ROLES), frozenset(roles & _PURE_ROLES)
    return core, frozenset(roles)


def _surrounding_entity(field: Field, topic: Topic) -> tuple[str, ...]:
    if field.path in topic.by_route:
        return topic.by_route[field.path] or topic.noun
    for name, title in reversed(field.containers):
        entity = entity_of_container(name, title)
        if entity:
            return entity
    return topic.noun


def _role_only(field: Field, words: tuple[str, ...], around: tuple[str, ...]) -> Meaning:
    roles = frozenset(words) & ROLES
    if roles & DESCRIBED_ROLES and set(words) <= roles | _TRAVEL:
        described = field.description.lower()
        for kind, signs in DESCRIBED:
            if any(sign in described for sign in signs):
                return Meaning("kind", kind, around, False, roles, around, f"{words[-1]} {kind}")
        named = _NAME_OF.search(described)
        if named:  # "name of the file to move" stands behind `source`
            entity = name_words(named.group(1))
            return Meaning("generic", "name", entity, True, roles, around, f"{entity[0]} name")
    head = words[-1] if words else ""
    return Meaning("generic", head, around, False, roles, around, " ".join(words))


def _identifier(
    field: Field,
    core: tuple[str, ...],
    roles: frozenset[str],
    around: tuple[str, ...],
    topic: Topic,
) -> Meaning:
    id_class = ID_CLASSES[core[-1]]
    entity = core[:-1]
    if entity:
        return Meaning("id", id_class, entity, True, roles, around, " ".join((*entity, id_class)))
    entity = topic.by_route.get(field.path) or _described_entity(field.description) or around
    return Meaning("id", id_class, entity, False, roles, around, " ".join((*entity, id_class)))


def _described_entity(description: str) -> tuple[str, ...]:
    text = description.lower()
    for pattern in (_ID_OF, _ENTITY_ID):
        match = pattern.search(text)
        if match and not set(match.group(1).split()) & _NO_ENTITY:
            words = name_words(match.group(1))
            # "the id of the order to cancel": only the noun counts.
            if len(words) == 1:
                return words
            if pattern is _ID_OF:
                return words[:1] if words[1] in _AFTER_NOUN else words
    return ()


_AFTER_NOUN = word_set(
    "to that for in being on which whose of from with this you we as is was by and or at"
)


def _attribute(
    core: tuple[str, ...],
    roles: frozenset[str],
    around: tuple[str, ...],
    described: str,
    *,
    listed: bool,
) -> Meaning:
    """An attribute of a noun; `listed` for an item of a list of plain texts."""
    for start in range(1, len(core)):
        kind = BY_NAME.get(core[start:])
        if kind == "address" and NO_STREET & set(core[:start]):
            continue
        if kind:  # `customer_email` is an email, of a customer
            owner, label = core[:start], " ".join(core)
            return Meaning("kind", kind, owner, True, roles, around, label)
    listed = listed and core[-1] in _LISTED_BY_NAME
    if core[-1] not in GENERIC or listed:
        return Meaning("specific", "_".join(core), around, False, roles, around, " ".join(core))
    start = len(core) - 1
    while start > 0 and core[start - 1] in GENERIC and core[-1] not in ("name", "title"):
        start -= 1  # `duration_minutes` is all attribute: neither word names an entity
    before, attribute = core[:start], core[start:]
    entity = before or around
    kind = BY_NAME.get((*entity[-1:], *attribute))
    if attribute == ("symbol",) and (TRADED & set(entity) or _TRADED_SIGN.search(described)):
        kind = "ticker"
    if kind and kind != "user name":  # a user's name is a person's, unless the field says otherwise
        return Meaning("kind", kind, around, False, roles, around, kind)
    label = " ".join((*entity, *attribute))
    return Meaning("generic", "_".join(attribute), entity, bool(before), roles, around, label)
