"""What each parameter of a tool is for: a key, a filter, a value that is set, or the session's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Literal

from digit_tc.language.kinds import meaning_of
from digit_tc.language.words import singular, split_identifier
from digit_tc.records.profile import Assignment, Effect, Filter, Key, Operator
from digit_tc.records.tool import Tool
from digit_tc.semantics.names import Route
from digit_tc.semantics.vocabulary import words_of

Part = Literal["control", "session", "identifier", "handle", "text", "value"]

_FRESH = frozenset(("new", "to", "target", "updated", "desired"))
_NUMBERS = frozenset(
    ("number", "code", "reference", "ref", "sku", "isbn", "symbol", "ticker", "asin")
)
_HANDLES = frozenset(("name", "title", "username", "email", "url", "path", "symbol", "slug", "key"))
_RENAMED = frozenset(("is", "body", "query"))
"""Prefixes that keep apart names which would clash: `is_id`, `body_name`."""


@dataclass(frozen=True, slots=True)
class Parts:
    """The parameters of one tool by what they are for."""

    keys: tuple[Key, ...]
    filters: tuple[Filter, ...]
    sets: tuple[Assignment, ...]
    session: tuple[str, ...]


def part_of(name: str, schema: Mapping[str, Any]) -> Part:
    """What a parameter is by its name and type alone."""
    words = split_identifier(name)
    joined = "".join(words)
    if joined in _squeezed("credential") or joined in _squeezed("transport"):
        return "session"
    if any(joined in _squeezed(group) for group in ("paging", "sorting", "format")):
        return "control"
    meaning = meaning_of(name, schema)
    if meaning.kind in ("credential", "password"):
        return "session"
    if meaning.kind == "identifier" or (len(words) > 1 and words[-1] in _NUMBERS):
        return "identifier"
    if joined in _squeezed("free_text"):
        return "text"
    named = [word for word in meaning.words or words if word not in _RENAMED]
    if named and singular(named[-1]) in words_of("parameters", "handles"):
        return "handle"
    return "value"


@cache
def _squeezed(group: str) -> frozenset[str]:
    """The names of a group without their separators: `page_size`, `pageSize`, `pagesize`."""
    return frozenset(name.replace("_", "") for name in words_of("parameters", group))


def sort_parameters(
    tool: Tool, effect: Effect, entity: str, nouns: frozenset[str], route: Route | None
) -> Parts:
    """Each parameter in its place. Compute tools have neither keys nor filters."""
    properties: Mapping[str, Any] = tool.parameters.get("properties", {})
    required = frozenset(tool.parameters.get("required", ()))
    parts = {
        name: part_of(name, schema) for name, schema in properties.items()
        if isinstance(schema, Mapping)
    }  # fmt: skip
    session = tuple(
        name for name, part in parts.items() if part == "session" or name in tool.session
    )
    told = {name: part for name, part in parts.items() if part != "control" and name not in session}
    slots = route.slots if route else {}
    named = {name: _named_by(name, properties[name], slots) for name in told}
    if effect == "compute":
        return Parts((), (), (), session)
    spoken = tool.hints.get("x-key")
    listed = spoken if isinstance(spoken, list) else [spoken]
    keys = [name for name in told if name in listed or (spoken is None and name in slots)]
    keys = keys or _keys(told, named, effect, nouns, required)
    rest = [name for name in told if name not in keys]
    found = tuple(Key(parameter=name, entity=named[name] or entity) for name in keys)
    if effect in ("list", "search", "get"):
        filters = tuple(_filter(name, properties[name], told[name]) for name in rest)
        return Parts(found, filters, (), session)
    sets = tuple(Assignment(parameter=name, attribute=_attribute(name)) for name in rest)
    return Parts(found, (), sets, session)


def _keys(
    told: Mapping[str, Part], named: Mapping[str, str], effect: Effect, nouns: frozenset[str],
    required: frozenset[str],
) -> list[str]:  # fmt: skip
    """The parameters that say which one, or whose, is meant."""
    fresh = {
        name for name in told if split_identifier(name)[:1] and split_identifier(name)[0] in _FRESH
    }
    ids = [name for name, part in told.items() if part == "identifier" and name not in fresh]
    needed = [name for name in told if name in required]
    if effect in ("get", "list", "search"):
        found = [name for name in ids if name in required] or (ids if effect != "search" else [])
        if effect == "get" and not found:
            return [name for name in needed if not _is_span(name)]
        if effect != "search":
            handles = [name for name in needed if told[name] == "handle" and not _is_span(name)
                       and (effect == "get" or not is_time_or_place(name))]  # fmt: skip
            found += [name for name in handles if name not in found]
        if effect != "search" and not found and len(told) == 1:
            return [
                name
                for name, part in told.items()
                if part == "handle" and not is_time_or_place(name)
            ]
        return found
    own = [name for name in ids if not named[name] or named[name].split()[-1] in nouns]
    if own or effect in ("create", "send", "session"):
        return own if effect != "create" else []
    named_after = [
        name for name in [one for one in needed or told if one not in fresh]
        if (split_identifier(name)[-1:] and split_identifier(name)[-1] in _HANDLES)
        or set(map(singular, split_identifier(name))) & nouns
    ]  # fmt: skip
    return [name for name in ids if name in required][:1] or named_after[:1]


def is_time_or_place(name: str) -> bool:
    """Whether a parameter says when or where, as filters do."""
    words = split_identifier(name)
    return bool(words) and not words_of("parameters", "times_and_places").isdisjoint(words)


def _is_span(name: str) -> bool:
    """Whether a parameter is one end of a range: `start_date`."""
    return compared(name)[1] != "="


def _named_by(name: str, schema: Mapping[str, Any], slots: Mapping[str, tuple[str, ...]]) -> str:
    """The entity that a parameter names, or empty where that is the tool's own."""
    if slots.get(name):
        return " ".join(slots[name])
    meaning = meaning_of(name, schema)
    if meaning.kind == "identifier":
        words = [word for word in meaning.words if word not in _RENAMED]
        entity = tuple(singular(word) for word in words[:-1])
        return " ".join(entity) or meaning.entity
    words = list(split_identifier(name))
    if len(words) > 1 and words[-1] in _NUMBERS | {"name", "title"}:
        return " ".join(singular(word) for word in words[:-1] if word not in _RENAMED)
    return ""


def _filter(name: str, schema: Mapping[str, Any], part: Part) -> Filter:
    attribute, operator = compared(name)
    if part == "text":
        operator = "text"
    elif operator == "=" and schema.get("type") == "array":
        operator = "in"
    return Filter(parameter=name, attribute=attribute, operator=operator)


@lru_cache(maxsize=50_000)
def compared(name: str) -> tuple[str, Operator]:
    """The attribute that a filter speaks of and how: `min_price` → ("price", ">=")."""
    words = split_identifier(name)
    signs: tuple[tuple[str, Operator], ...] = (("lower", ">="), ("upper", "<="))
    for group, sign in signs:
        bounds, ends = words_of("parameters", group), words_of("parameters", f"{group}_ends")
        for at, rest in ((0, words[1:]), (-1, words[:-1])):
            # `from_city` is no bound, `from_date` is.
            temporal = not words_of("parameters", "times").isdisjoint(rest)
            if rest and (words[at] in bounds or (words[at] in ends and temporal)):
                return "_".join(rest), sign
    return "_".join(words), "="


def _attribute(name: str) -> str:
    words = split_identifier(name)
    while len(words) > 1 and words[0] in _FRESH | _RENAMED:
        words = words[1:]
    return "_".join(words)
