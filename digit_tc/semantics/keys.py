"""Which parameters say which existing thing, or whose things, are meant."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from digit_tc.language.words import singular, split_identifier, words_in
from digit_tc.records.profile import Effect
from digit_tc.semantics.names import Route
from digit_tc.semantics.roles import Part, is_amount, is_span, is_time_or_place
from digit_tc.semantics.vocabulary import words_of

_ENDS = frozenset(("from", "to", "base", "target", "source", "origin", "destination", "pair"))
_OF = re.compile(r"^[\w ]*?\bof (?:the|an?) (\w+(?: \w+)?)")
_HANDLES = frozenset(("name", "title", "username", "email", "url", "path", "symbol", "slug", "key"))
_OWNERS = frozenset(("user", "customer", "account", "member", "patient", "client", "owner"))
FRESH = frozenset(("new", "to", "target", "updated", "desired"))
_DIRECTIONS = frozenset(("from", "to", "source", "target", "origin", "destination"))


@dataclass(frozen=True, slots=True)
class Signature:
    """The parameters of one tool that say something of things, with what each is."""

    parts: Mapping[str, Part]
    named: Mapping[str, str]
    """The entity that each names; empty where that is the tool's own."""
    required: tuple[str, ...]
    nouns: frozenset[str]
    """Nouns of the tool's own thing."""
    parents: frozenset[str]
    """Nouns of what the thing belongs to: "the comments of a post"."""
    filtered: bool
    """Whether the description says that the parameters are criteria."""
    answer: bool
    """Whether the tool tells a weather, a rate: what depends on a place or a symbol."""
    schemas: Mapping[str, Mapping[str, Any]]

    def of(self, *parts: Part) -> list[str]:
        return [name for name, part in self.parts.items() if part in parts]

    def is_parent(self, name: str) -> bool:
        """Whether the parameter names, or is said to be of, what the things belong to."""
        words = frozenset(map(singular, words_in(name, said_of(self.schemas[name]))))
        if words & self.parents:
            return True
        return bool(words & _HANDLES) and bool(self.belongs(name))

    def belongs(self, name: str) -> str:
        """What the things belong to, where the parameter is said to be of it: "Title of the movie";
        else empty."""
        own = frozenset(map(singular, words_in(name)))
        said = _OF.search(said_of(self.schemas[name]).lower())
        parents = self.parents - own - words_of("parameters", "times_and_places")
        words = map(singular, said[1].split() if said else ())
        return next((word for word in words if word in parents), "")

    def parent_of(self, name: str) -> str:
        """The noun of what the things belong to that the parameter names, or empty."""
        own = map(singular, words_in(name))
        return next((word for word in own if word in self.parents), "") or self.belongs(name)


def find_keys(told: Signature, effect: Effect, route: Route | None) -> list[str]:
    """The parameters that say which one, or whose, is meant."""
    if effect == "get":
        return _keys_of_one(told)
    if effect in ("list", "search"):
        return _keys_of_many(told, effect)
    if effect in ("create", "send"):
        return _keys_of_new(told, effect, route)
    return [] if effect == "session" else _keys_of_changed(told, route)


def _keys_of_one(told: Signature) -> list[str]:
    """What one must say to get one thing: its id, else all that is required, else a handle."""
    ids = told.of("identifier")
    found = [name for name in ids if name in told.required] or ids
    if not found:
        needed = [
            name for name in told.required
            if not is_span(name, told.schemas[name]) and not is_amount(name)
            and (told.parts[name] in ("handle", "value")
                 or (told.answer and told.parts[name] == "text"))
        ]  # fmt: skip
        if needed or told.required:
            return needed
        if told.answer:
            return _ends(told) or (list(told.parts) if len(told.parts) == 1 else [])
        lone = len(told.parts) == 1
        return [
            name for name, part in told.parts.items()
            if not is_time_or_place(name)
            and ((part == "handle" and lone) or (part != "text" and told.is_parent(name)))
        ]  # fmt: skip
    handles = [
        name for name in told.required
        if (told.parts[name] == "handle" or told.is_parent(name))
        and not is_span(name, told.schemas[name])
    ]  # fmt: skip
    return found + [name for name in handles if name not in found]


def _ends(told: Signature) -> list[str]:
    """What a rate or a distance lies between, also where it need not be told: `from`, `to`."""
    return [
        name for name in told.parts
        if told.answer and told.parts[name] != "criterion"
        and not is_span(name, told.schemas[name])
        and not _ENDS.isdisjoint(split_identifier(name))
    ]  # fmt: skip


def _keys_of_many(told: Signature, effect: Effect) -> list[str]:
    """Whose things are listed, or where they are searched."""
    ids = [one for one in told.of("identifier") if not told.filtered or told.is_parent(one)]
    found = [name for name in ids if name in told.required]
    if effect == "list" and not found and len(told.parts) == 1:
        found = ids
    others = [
        name for name in told.required
        if name not in found and told.parts[name] in ("handle", "value")
        and not is_span(name, told.schemas[name]) and not is_amount(name)
    ]  # fmt: skip
    apart = {
        name for name in others
        if told.answer or told.belongs(name) or not is_time_or_place(name)
        or (effect == "list" and told.is_parent(name) and words_in(name)[-1:] == ("code",))
    }  # fmt: skip
    if effect == "search":
        ranges = [
            name for name in told.parts
            if is_span(name, told.schemas[name]) or told.parts[name] == "text"
        ]  # fmt: skip
        more = [
            name for name in others
            if name in apart and (ranges or told.belongs(name))
            and (told.answer or told.is_parent(name)
                 or not words_of("parameters", "scopes").isdisjoint(split_identifier(name)[-1:]))
        ]  # fmt: skip
        return found + more + [name for name in _ends(told) if name not in more]
    found += [
        name for name in others
        if name in apart and (told.parts[name] == "handle" or told.is_parent(name))
    ]  # fmt: skip
    if not found and len(told.parts) == 1:
        return [name for name in told.of("handle") if not is_time_or_place(name)]
    return found


def _keys_of_new(told: Signature, effect: Effect, route: Route | None) -> list[str]:
    """Whose thing is made, or what it is made of: a booking of a hotel. Bodies of HTTP calls hold
    attributes."""
    if route is not None:
        return []
    found = []
    for name in told.required:
        words = without_direction(split_identifier(name)) or ("",)
        about = frozenset(words[:-1]) & told.nouns
        known = told.parts[name] == "identifier"
        places = words_of("parameters", "times_and_places")
        if (
            (known and (effect == "send" or words[0] in _OWNERS or about))
            or (about and len(words) > 1 and words[-1] == "name")
            or (effect == "create" and told.parts[name] in ("handle", "value")
                and words[-1] in told.parents - places)
        ):  # fmt: skip
            found.append(name)
    return found


def _keys_of_changed(told: Signature, route: Route | None) -> list[str]:
    """What is changed: its id, else its name or number."""
    fresh = {
        name for name in told.parts
        if split_identifier(name)[:1] and split_identifier(name)[0] in FRESH
    }  # fmt: skip
    ids = [name for name in told.of("identifier") if name not in fresh]
    own = [
        name for name in ids
        if not told.named[name] or told.named[name].split()[-1] in told.nouns
    ]  # fmt: skip
    if own:
        return own
    single = route is not None and route.method in ("PUT", "PATCH")
    if single:
        return []
    handled = [
        name for name in [one for one in told.required or told.parts if one not in fresh]
        if told.parts[name] != "criterion"
        and told.schemas[name].get("type") not in ("integer", "number", "boolean", "object")
        and not _is_new(told.schemas[name])
    ]  # fmt: skip
    called = [
        name for name in handled
        if split_identifier(name)[-1:] and singular(split_identifier(name)[-1]) in _HANDLES
    ]  # fmt: skip
    after = [name for name in handled if set(map(singular, split_identifier(name))) & told.nouns]
    return [name for name in ids if name in told.required][:1] or (called or after)[:1]


def _is_new(schema: Mapping[str, Any]) -> bool:
    """Whether the description says that a value is given to the thing: "The state to set"."""
    said = said_of(schema).lower()
    return said.endswith((" to set", " to set.")) or said.startswith(("new ", "the new "))


def without_direction(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words of an id without those that say which way: `to_account_id` names an account."""
    while len(words) > 2 and words[0] in _DIRECTIONS:
        words = words[1:]
    return words


def said_of(schema: Mapping[str, Any]) -> str:
    """The description of a parameter, or empty."""
    return str(schema.get("description", ""))
