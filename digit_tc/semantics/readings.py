"""Readings told apart: one thing, those of a parent, those that fit, or a calculation.

A name and a description rarely say which: "get news" lists, "find the user by email" gets one. The
number of the noun and the part that each parameter plays decide.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from digit_tc.language.words import singular, split_identifier
from digit_tc.records.profile import READING_EFFECTS, Effect
from digit_tc.records.tool import Tool
from digit_tc.semantics.effects import Judgement
from digit_tc.semantics.names import Name, Route
from digit_tc.semantics.parameters import Parts
from digit_tc.semantics.roles import is_paging, is_span, is_time_or_place, part_of
from digit_tc.semantics.sentence import Sentence
from digit_tc.semantics.vocabulary import words_of

_FORMAL = re.compile(
    r"\b(?:valid|validity|palindrome|prime|leap|strong|even|odd|anagrams?|divisible|numeric|subset|superset|perfect|"
    r"armstrong|fibonacci|symmetric|sorted|substring|permutation|isomorphic|balanced|rotation)\b"
)
_LINGUISTIC = frozenset(("spelling", "spell", "grammar", "syntax", "palindrome", "anagram"))
"""What a form is asked about, and nothing stored: "check if an address is valid"."""
_LOOKING = frozenset(
    (
        "check",
        "find",
        "identify",
        "detect",
        "determine",
        "inspect",
        "examine",
        "search",
        "count",
        "filter",
    )
)
_STORED = frozenset(("domain", "ip", "username", "symbol", "ticker", "website"))
_EXPLAINING = frozenset(("decode", "parse", "verify", "validate", "analyze"))
_GIVEN = re.compile(
    r"^(?:the |an? )?(?:(?:input|given|original) (?:string|text|list|array|number|sequence)"
    r"|(?:list|array|set) of (?:\w+ )?(?:numbers|integers|strings|words|elements|values))\b"
)
_TOLD = re.compile(r"\b(?:details?|information|metadata|status)\b")
_FILTERED = re.compile(
    r"\b(?:filter(?:s|ed|ing)?|criteria)\b|"
    r"\b(?:search|query|various|given|input|specified) parameters\b"
)
_IDS = frozenset(("id", "ids", "uuid"))
_SEEKING = frozenset(("search", "find", "filter"))
_ADDING = frozenset(("add", "increment", "decrement", "increase", "decrease", "reduce"))
_KEEPING = frozenset(("track", "monitor"))
_MAKING = frozenset(("generate", "make", "build", "produce"))


def refine_effect(
    judged: Judgement, tool: Tool, name: Name, sentence: Sentence, route: Route | None
) -> Effect:
    """Tell readings apart: one thing, those of a parent, those that fit, or a calculation."""
    effect = judged.effect
    if any(ground.source == "spec key" for ground in judged.evidence):
        return effect
    if effect == "create" and _is_made_up(judged, sentence, route):
        drawn = sentence.head in words_of("nouns", "answers") or any(
            part_of(one, _properties(tool)[one]) == "identifier" for one in _needed(tool)
        )
        effect = "get" if drawn else "compute"
        if effect == "compute":
            return effect
    if effect in ("create", "update") and _is_arithmetic(judged, tool, sentence, route):
        return "compute"
    if effect == "update" and judged.verb == "set" and _sets_up(tool, sentence, route):
        return "create"
    if effect not in READING_EFFECTS:
        return effect
    identified = _is_identified(tool, route)
    if effect == "compute":
        kept = route is not None and route.method == "GET"
        if not kept and not _looks_up(tool, judged.verb, sentence):
            return "compute"
        return _read_stored(effect, tool, name, sentence, identified)
    looking = judged.verb in _LOOKING and not _TOLD.search(sentence.text)
    if (
        not identified
        and route is None
        and (
            (looking and _holds_its_answer(tool, judged.verb, sentence))
            or not _LINGUISTIC.isdisjoint((*name.rest, *sentence.words))
            or (sentence.whether and _FORMAL.search(sentence.text))
        )
    ):
        return "compute"
    if sentence.whether or counts(name, sentence) or (judged.verb == "check" and identified):
        return "get"
    if effect == "get" and judged.verb in _KEEPING and _gives_values(tool):
        return "create"
    if route is not None and route.method == "GET" and route.ends_in_slot:
        return "get"
    return _read_stored(effect, tool, name, sentence, identified)


def _read_stored(
    effect: Effect, tool: Tool, name: Name, sentence: Sentence, identified: bool
) -> Effect:
    """One thing, a set, or those that fit."""
    if is_filtered(tool, sentence):
        return "search"
    many = _is_plural(name, sentence) or (
        not _TOLD.search(sentence.text)
        and words_of("nouns", "attributes").isdisjoint(name.direct[-1:])
        and any(is_paging(one, schema) for one, schema in _properties(tool).items())
    )
    if effect == "search":
        one = identified or "by" in name.words or _is_addressed(tool)
        one = one or ("lookup" in name.words and len(_needed(tool)) == 1)
        return "get" if one and not many else "search"
    return "list" if many or effect == "list" else "get"


def is_filtered(tool: Tool, sentence: Sentence) -> bool:
    """Whether a description says that there are criteria: "with optional filter parameters"."""
    found = _FILTERED.findall(sentence.text)
    if not found or len(_properties(tool)) < 2:
        return False
    # "the given parameters" of a tool that takes an id are no criteria.
    told = any(not one.startswith(("given", "input", "specified")) for one in found)
    return told or not any(
        part_of(one, _properties(tool)[one]) == "identifier" for one in _needed(tool)
    )


def counts(name: Name, sentence: Sentence) -> bool:
    """Whether the number of things is asked for, and not the things."""
    return sentence.counted or "count" in (*name.words[:1], *name.words[-1:], *name.direct[-1:])


def settle_reading(effect: Effect, judged: Judgement, parts: Parts, tool: Tool) -> Effect:
    """A set that is narrowed is searched; one that belongs to something, or is whole, is listed."""
    if any(ground.source == "spec key" for ground in judged.evidence):
        return effect
    properties, required = _properties(tool), _needed(tool)
    narrow = [one for one in parts.filters if properties[one.parameter].get("type") != "boolean"]
    ranges = sum(one.operator in (">=", "<=", "text") for one in narrow)
    needed = any(one.parameter in required and is_time_or_place(one.parameter) for one in narrow)
    text = any(one.operator == "text" and one.parameter in required for one in narrow)
    if effect == "list" and narrow and (not parts.keys or ranges > 1 or needed or text):
        return "search"
    said = all(is_time_or_place(key.parameter) for key in parts.keys) and any(
        one.operator == "text" or part_of(one.parameter, properties[one.parameter]) == "criterion"
        for one in narrow
    )
    if effect == "get" and (said or (not parts.keys and len(parts.filters) > 1) or ranges > 2):
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
        mass = sentence.head in words_of("nouns", "masses") and not sentence.detailed
        return sentence.plural or mass
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


def _looks_up(tool: Tool, verb: str, sentence: Sentence) -> bool:
    """Whether a calculation is about something stored: `analyze_domain(domain)`."""
    properties = _properties(tool)
    if any(_last_word(name) in _IDS for name in properties):
        return True
    if verb in _EXPLAINING and sentence.joined and _TOLD.search(sentence.text):
        return True  # "Decodes a VIN and returns information about the vehicle"
    if verb in words_of("verbs", "formulas"):
        return False
    if any(
        not _STORED.isdisjoint(split_identifier(name)) or part_of(name, schema) == "identifier"
        for name, schema in properties.items()
    ):
        return True
    # "Extracts data from the directory for a place": no parameter can hold the answer.
    subjects = words_of("parameters", "subjects")
    asked = {
        name: properties[name] for name in _needed(tool) or properties
        if part_of(name, properties[name]) not in ("control", "session")
    }  # fmt: skip
    return any(
        part_of(name, schema) == "text" or is_span(name, schema) or _last_word(name) == "name"
        for name, schema in asked.items()
    ) and not any(
        _is_numeric(schema) or subjects & set(split_identifier(name))
        for name, schema in asked.items()
    )


def _is_identified(tool: Tool, route: Route | None) -> bool:
    """Whether a parameter is the id of something stored."""
    return (route is not None and bool(route.slots)) or any(
        part_of(name, schema) == "identifier" for name, schema in _properties(tool).items()
    )


def _holds_its_answer(tool: Tool, verb: str, sentence: Sentence) -> bool:
    """Whether the answer lies in what is given: a text, a picture, a row of numbers."""
    subjects = words_of("parameters", "subjects")
    needed = {name: _properties(tool)[name] for name in _needed(tool)}
    given = {
        name for name, schema in needed.items()
        if (_is_numeric(schema) and not is_span(name, schema) and not is_time_or_place(name))
        or singular(_first_word(name)) in subjects
        or _GIVEN.search(str(schema.get("description", "")).lower())
    }  # fmt: skip
    if any(needed[name].get("type") == "array" and _is_numeric(needed[name]) for name in given):
        return True
    sought = words_of("parameters", "sought")
    others = {name: schema for name, schema in needed.items() if name not in given}
    if verb in _SEEKING and not any(
        _GIVEN.search(str(needed[name].get("description", "")).lower())
        or needed[name].get("type") in ("array", "integer", "number")
        or (subjects & set(split_identifier(name)) & set(sentence.context))
        for name in given
    ):
        return False  # `search_comics(text)` looks for comics
    return bool(given) and all(
        schema.get("enum") or _last_word(name) in sought for name, schema in others.items()
    )


def _is_arithmetic(judged: Judgement, tool: Tool, sentence: Sentence, route: Route | None) -> bool:
    """Whether numbers or days are worked upon and nothing stored: "Adds two numbers"."""
    return (
        route is None
        and not _ADDING.isdisjoint((judged.verb, sentence.verb))
        and bool(sentence.words)
        and words_of("nouns", "operands").issuperset(sentence.words)
        and bool(_needed(tool))
        and (_holds_its_answer(tool, "", sentence) or sentence.head == "day")
    )


def _gives_values(tool: Tool) -> bool:
    """Whether what is needed are numbers to be kept and nothing that names a thing."""
    needed = [_properties(tool)[name] for name in _needed(tool)]
    return (
        len(needed) > 1
        and all(_is_numeric(schema) for schema in needed)
        and not (_is_identified(tool, None))
    )


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


def _first_word(name: str) -> str:
    return (split_identifier(name) or ("",))[0]


def _last_word(name: str) -> str:
    return (split_identifier(name) or ("",))[-1]


def _needed(tool: Tool) -> list[str]:
    """The required parameters."""
    required = tool.parameters.get("required", ())
    return [name for name in _properties(tool) if name in required]


def _properties(tool: Tool) -> Mapping[str, Mapping[str, object]]:
    properties: Mapping[str, Mapping[str, object]] = tool.parameters.get("properties", {})
    return properties
