"""Readings told apart: one thing, those of a parent, those that fit, or a calculation.

A name and a description rarely say which: "get news" lists, "find the user by email" gets one. The
number of the noun and the part that each parameter plays decide.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from digit_tc.language.words import split_identifier
from digit_tc.records.profile import READING_EFFECTS, Effect
from digit_tc.records.tool import Tool
from digit_tc.semantics.effects import Judgement
from digit_tc.semantics.names import Name, Route
from digit_tc.semantics.parameters import Parts, is_time_or_place, part_of
from digit_tc.semantics.sentence import Sentence
from digit_tc.semantics.vocabulary import words_of

_FORMAL = re.compile(r"\b(?:valid|validity|palindrome|prime|leap|strong|even|odd)\b")
"""What a form is asked about, and nothing stored: "check if an address is valid"."""
_STRICT = frozenset(("calculate", "compute", "convert"))
_LOOKING = frozenset(("check", "find", "identify", "detect", "determine", "inspect", "examine"))
_STORED = frozenset(("domain", "ip", "username", "symbol", "ticker"))
_IDS = frozenset(("id", "ids", "uuid"))
_MAKING = frozenset(("generate", "make", "build", "produce"))


def refine_effect(
    judged: Judgement, tool: Tool, name: Name, sentence: Sentence, route: Route | None
) -> Effect:
    """Tell readings apart: one thing, those of a parent, those that fit, or a calculation."""
    effect = judged.effect
    if any(ground.source == "spec key" for ground in judged.evidence):
        return effect
    if effect == "create" and _is_made_up(judged, sentence, route):
        return "compute"
    if effect == "update" and judged.verb == "set" and _sets_up(tool, sentence, route):
        return "create"
    if effect not in READING_EFFECTS:
        return effect
    identified = _is_identified(tool, route)
    if effect == "compute":
        kept = route is not None and route.method == "GET"
        return "get" if kept or _looks_up(tool, judged.verb) else "compute"
    if (
        not identified
        and route is None
        and (
            (judged.verb in _LOOKING and _holds_its_answer(tool))
            or (sentence.whether and _FORMAL.search(sentence.text))
        )
    ):
        return "compute"
    if sentence.whether or counts(name, sentence):
        return "get"
    if route is not None and route.method == "GET" and route.ends_in_slot:
        return "get"
    many = _is_plural(name, sentence)
    if effect == "search":
        one = identified or "by" in name.words or _is_addressed(tool)
        return "get" if one and not many else "search"
    return "list" if many or effect == "list" else "get"


def counts(name: Name, sentence: Sentence) -> bool:
    """Whether the number of things is asked for, and not the things."""
    return sentence.counted or "count" in (*name.words[:1], *name.words[-1:])


def settle_reading(effect: Effect, judged: Judgement, parts: Parts, tool: Tool) -> Effect:
    """A set that is narrowed is searched; one that belongs to something, or is whole, is listed."""
    if any(ground.source == "spec key" for ground in judged.evidence):
        return effect
    properties, required = _properties(tool), _needed(tool)
    narrow = [one for one in parts.filters if properties[one.parameter].get("type") != "boolean"]
    ranges = sum(one.operator in (">=", "<=", "text") for one in narrow)
    needed = any(one.parameter in required and is_time_or_place(one.parameter) for one in narrow)
    if effect == "list" and narrow and (not parts.keys or ranges > 1 or needed):
        return "search"
    if effect == "get" and not parts.keys and len(parts.filters) > 1:
        return "search"
    if effect == "search" and not parts.filters:
        return "list" if not parts.keys or judged.effect == "list" else "search"
    return effect


def _is_plural(name: Name, sentence: Sentence) -> bool:
    if name.words[-1:] in (("list",), ("all",)) or "list" in name.words[:1]:
        return True
    if sentence.words:
        if sentence.head in words_of("nouns", "facets") or _ends_in_facet(name):
            return False
        return sentence.plural or sentence.head in words_of("nouns", "masses")
    return name.plural and not _ends_in_facet(name)


def _ends_in_facet(name: Name) -> bool:
    """Whether a plural tells of one thing: the specifications of a car."""
    return name.rest[-1:] != () and name.rest[-1] in words_of("nouns", "facets")


def _is_addressed(tool: Tool) -> bool:
    """Whether all that is needed are names of one thing: a title, an e-mail address."""
    needed = _needed(tool)
    return bool(needed) and all(
        part_of(name, _properties(tool)[name]) == "handle" and not is_time_or_place(name)
        for name in needed
    )


def _looks_up(tool: Tool, verb: str) -> bool:
    """Whether a calculation is about something stored: `analyze_domain(domain)`."""
    properties = _properties(tool)
    if any(_last_word(name) in _IDS for name in properties):
        return True
    return verb not in _STRICT and any(
        _last_word(name) in _STORED or part_of(name, schema) == "identifier"
        for name, schema in properties.items()
    )


def _is_identified(tool: Tool, route: Route | None) -> bool:
    """Whether a parameter is the id of something stored."""
    return (route is not None and bool(route.slots)) or any(
        part_of(name, schema) == "identifier" for name, schema in _properties(tool).items()
    )


def _holds_its_answer(tool: Tool) -> bool:
    """Whether the answer lies in what is given: a text, a picture, a row of numbers."""
    subjects = words_of("parameters", "subjects")
    needed = {name: _properties(tool)[name] for name in _needed(tool)}
    given = {
        name for name, schema in needed.items()
        if _is_numeric(schema) or subjects & set(split_identifier(name)[:1])
    }  # fmt: skip
    if any(needed[name].get("type") == "array" and _is_numeric(needed[name]) for name in given):
        return True
    others = [schema for name, schema in needed.items() if name not in given]
    return bool(given) and all(schema.get("enum") for schema in others)


def _is_numeric(schema: Mapping[str, object]) -> bool:
    items = schema.get("items")
    inner = items if schema.get("type") == "array" and isinstance(items, Mapping) else schema
    return inner.get("type") in ("number", "integer")


def _is_made_up(judged: Judgement, sentence: Sentence, route: Route | None) -> bool:
    """Whether what is generated is an answer and nothing that is kept: a password, a QR code."""
    return (
        judged.verb in _MAKING
        and route is None
        and (sentence.head in words_of("nouns", "made_up") or "random" in sentence.text)
    )


def _sets_up(tool: Tool, sentence: Sentence, route: Route | None) -> bool:
    """Whether something new is set: a reminder, an alarm; not the price of what exists."""
    return (
        route is None
        and re.match(r"sets? (?:up )?an? ", sentence.text) is not None
        and not _is_identified(tool, route)
    )


def _last_word(name: str) -> str:
    return (split_identifier(name) or ("",))[-1]


def _needed(tool: Tool) -> list[str]:
    """The required parameters."""
    required = tool.parameters.get("required", ())
    return [name for name in _properties(tool) if name in required]


def _properties(tool: Tool) -> Mapping[str, Mapping[str, object]]:
    properties: Mapping[str, Mapping[str, object]] = tool.parameters.get("properties", {})
    return properties
