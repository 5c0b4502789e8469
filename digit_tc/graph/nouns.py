"""What a tool is about and what it does to it: `list_orders_for_customer` lists orders."""

from __future__ import annotations

import re
from dataclasses import dataclass

from digit_tc.graph.vocabulary import (
    ADJECTIVES,
    ATTRIBUTES,
    CONTAINERS,
    PAGE_WORDS,
    PREPOSITIONS,
    SAME_ENTITY,
    TRAILING_VERBS,
    VERBS,
)
from digit_tc.language.words import singular, split_identifier
from digit_tc.records import Tool

_ROUTE = re.compile(r"^[A-Z]+ (/\S*)")
_JOINED = {
    ("check", "in"): "checkin", ("check", "out"): "checkout", ("pick", "up"): "pickup",
    ("drop", "off"): "dropoff", ("e", "mail"): "email", ("time", "zone"): "timezone",
    ("web", "site"): "website", ("file", "name"): "filename",
}  # fmt: skip

_MANY = frozenset({"schedule", "review", "rating", "report", "record", "location", "value"})


@dataclass(frozen=True, slots=True)
class Topic:
    """A tool's verb and noun."""

    verb: str
    """Its first word where that is a verb, else empty."""
    noun: tuple[str, ...]
    """The entity it is about, singular: `("flow", "run")`; empty where the name tells none."""
    by_route: dict[str, tuple[str, ...]]
    """For each `{parameter}` of an HTTP route, the entity of the segment before it."""


def topic_of(tool: Tool) -> Topic:
    """Verb and noun of a tool, from its HTTP route where it has one, else from its name."""
    words = name_words(tool.name)
    if words[:1] == ("bulk",):
        words = words[1:]
    verb = words[0] if words and words[0] in VERBS else ""
    noun = _noun_of_name(words)
    route = _ROUTE.match(tool.source.item)
    by_route: dict[str, tuple[str, ...]] = {}
    if route:
        from_route, by_route = _read_route(route.group(1))
        noun = from_route or noun
    if not noun:
        noun = _noun_of_name(name_words(tool.namespace.rsplit("/", 1)[-1]))
    return Topic(verb, noun, by_route)


def name_words(name: str) -> tuple[str, ...]:
    """Singular words of a name, with `check_in` and its like as one word."""
    words = [singular(word) for word in split_identifier(name)]
    joined: list[str] = []
    for word in words:
        if joined and (joined[-1], word) in _JOINED:
            joined[-1] = _JOINED[joined[-1], word]
        else:
            joined.append(word)
    return tuple(SAME_ENTITY.get(word, word) for word in joined)


def entity_of_container(name: str, title: str) -> tuple[str, ...]:
    """The entity that a collection or object holds; empty where it is a mere wrapper.

    A schema's title (`FlowRunResponse`) is used where the property's own name says nothing.
    """
    words = tuple(word for word in name_words(name) if word not in ADJECTIVES)
    if words and words[-1] in CONTAINERS:
        words = words[:-1]
    if words and words[-1] not in CONTAINERS:
        return words
    words = name_words(title)
    while words and words[-1] in PAGE_WORDS | ATTRIBUTES:
        words = words[:-1]
    return words if words and words[-1] not in CONTAINERS else ()


def same_entity(one: tuple[str, ...], other: tuple[str, ...]) -> float:
    """How surely two nouns mean the same: 1 equal, 0.9 where one only says more, else 0."""
    if not one or not other:
        return 0.0
    if one == other:
        return 1.0
    shorter, longer = sorted((one, other), key=len)
    return 0.9 if longer[-len(shorter) :] == shorter and len(longer) > len(shorter) else 0.0


def _noun_of_name(words: tuple[str, ...]) -> tuple[str, ...]:
    rest = list(words)
    if len(rest) > 1 and rest[0] in VERBS:
        rest = rest[1:]
    elif len(rest) == 1 and rest[0] in VERBS:
        return ()
    for position, word in enumerate(rest):
        if word in PREPOSITIONS and position > 0:
            rest = rest[:position]
            break
    rest = [word for word in rest if word not in ADJECTIVES and word not in PREPOSITIONS]
    while len(rest) > 1 and (rest[-1] in ATTRIBUTES or rest[-1] in TRAILING_VERBS):
        rest = rest[:-1]
    return tuple(rest)


def _read_route(route: str) -> tuple[tuple[str, ...], dict[str, tuple[str, ...]]]:
    noun: tuple[str, ...] = ()
    by_route: dict[str, tuple[str, ...]] = {}
    segments = route.split("/")
    for segment, following in zip(segments, [*segments[1:], ""], strict=True):
        if segment.startswith("{") and segment.endswith("}"):
            by_route[segment[1:-1].split(":")[0]] = noun
            continue
        words = name_words(segment)
        if not words or re.fullmatch(r"api|v\d+.*", segment):
            continue
        if noun and following == f"{{{segment}}}":
            continue  # in `/flows/name/{name}` the name is still that of a flow
        if words[0] in VERBS and not _is_plural(segment):
            noun = _noun_of_name(words) or noun  # `create_order` behind `/carts/{id}`
            continue
        if words[-1] in ATTRIBUTES and noun and not (_is_plural(segment) and words[-1] in _MANY):
            continue  # an order's details are the order, but its reviews are things of their own
        noun = words
    return noun, by_route


def _is_plural(segment: str) -> bool:
    """Whether a segment is one word in the plural: the `orders` of a customer order nothing."""
    words = split_identifier(segment)
    return len(words) == 1 and singular(words[0]) != words[0]
