"""Which objects are entities: an id of their own makes them one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from digit_tc.language.words import singular, split_identifier
from digit_tc.records.base import JSON

Entity = tuple[str, str]
"""(type, id): `("booking", "B1")`. Ids are compared as text: 12 and "12" are one id."""

_ID_WORDS = frozenset({"id", "ids", "uuid", "guid"})
_WRAPPERS = frozenset(
    "result results data items list response content contents rows records entries payload body "
    "output outputs values hits".split()
)
_NUMBER_WORDS = frozenset({"number", "code", "reference", "ref", "sku", "isbn", "key"})


def entity_of(noun: str, value: Mapping[str, JSON]) -> Entity | None:
    """The entity that an object in a container called `noun` is, or None where it has no id.

    `("flight", {"flight_id": "F1"})` and `("flights", {"id": "F1"})` are both `("flight", "F1")`.
    """
    return own_entity((singular(noun),), value)


def own_entity(nouns: tuple[str, ...], value: Mapping[str, JSON]) -> Entity | None:
    """The entity of an object whose own id may be named by any of `nouns`, or be a bare `id`."""
    # The noun's own id is looked for first: `{"id": "row-1", "order_id": "O1"}` in `orders`.
    numbered: Entity | None = None
    plain: Entity | None = None
    beside: Entity | None = None
    for key, item in value.items():
        if not is_id_value(item):
            continue
        noun = id_noun(key)
        if noun == "" and nouns and plain is None:
            plain = (nouns[0], str(item))
        elif noun and nouns and noun == nouns[0] and speaks_of(key, nouns):
            return (noun, str(item))
        elif noun and noun in nouns and beside is None:
            # A flow run with an `id` of its own also carries its `flow_id`.
            beside = (noun, str(item))
        elif noun is None and numbered is None:
            words = split_identifier(key)
            if len(words) > 1 and words[-1] in _NUMBER_WORDS and words[-2] in nouns:
                numbered = (words[-2], str(item))
    return plain or beside or numbered


@lru_cache(maxsize=50_000)
def speaks_of(key: str, nouns: tuple[str, ...]) -> bool:
    """Whether an id's name has no word besides the nouns: not `parent_task_run_id` of a run."""
    return all(singular(word) in nouns for word in split_identifier(key)[:-1])


def foreign_entity(value: Mapping[str, JSON]) -> Entity | None:
    """The entity that an object's only id points to, or None where there are several or none."""
    found = [
        (noun, str(item))
        for key, item in value.items()
        if is_id_value(item) and (noun := id_noun(key))
    ]
    return found[0] if len(found) == 1 else None


def ids_in(value: JSON) -> frozenset[str]:
    """Every value that stands under an id-like name, at any depth, as text."""
    return frozenset(_ids(value, named=False))


@lru_cache(maxsize=50_000)
def id_noun(name: str) -> str | None:
    """`booking_id` → "booking", `id` → "", `price` → None."""
    words = split_identifier(name)
    if not words or words[-1] not in _ID_WORDS:
        return None
    return singular(words[-2]) if len(words) > 1 else ""


def is_wrapper(key: str) -> bool:
    """Whether a field's name says nothing of what it holds: `result`, `items`."""
    return key.lower() in _WRAPPERS


@lru_cache(maxsize=50_000)
def container_nouns(key: str, outer: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The nouns that a field may lend to the objects in it: `open_orders` → ("order", "open").

    A mere wrapper (`result`, `data`) holds what `outer` says, the nouns of the object around it.
    """
    if outer and is_wrapper(key):
        return outer
    words = tuple(singular(word) for word in split_identifier(key))
    return words[::-1][:2]


@lru_cache(maxsize=50_000)
def plain_name(name: str) -> str:
    """One spelling for all: `checkIn`, `check-in` and `check_in` are `check_in`."""
    return "_".join(split_identifier(name))


def is_id_value(value: JSON) -> bool:
    """Whether a value can identify anything: text or a whole number."""
    return (isinstance(value, str) and value != "") or type(value) is int


def id_typed_as(other: JSON, identity: str) -> JSON:
    """An id, which entities keep as text, in the type of another value; None where it has none.

    What is numbered in one result is named in the next: `EVN-74601` is nothing for a place that
    holds 17.
    """
    if isinstance(other, bool):
        return None
    if isinstance(other, int):
        return int(identity) if re.fullmatch(r"-?[0-9]{1,300}", identity) else None
    return identity


def is_plain(value: JSON) -> bool:
    """Whether a value is a scalar or a list of scalars, and not null."""
    if isinstance(value, list):
        return not any(isinstance(item, dict | list) for item in value)
    return not isinstance(value, dict) and value is not None


def _ids(value: JSON, *, named: bool) -> Iterator[str]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _ids(item, named=_is_id_like(key))
    elif isinstance(value, list):
        for item in value:
            yield from _ids(item, named=named)
    elif named and is_id_value(value):
        yield str(value)


@lru_cache(maxsize=50_000)
def _is_id_like(name: str) -> bool:
    words = split_identifier(name)
    return bool(words) and (
        words[-1] in _ID_WORDS or (len(words) > 1 and words[-1] in _NUMBER_WORDS)
    )
