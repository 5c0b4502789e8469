"""What one parameter is by its own name, type and description."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any, Literal

from digit_tc.language.kept import Kept
from digit_tc.language.kinds import meaning_of
from digit_tc.language.words import singular, split_identifier, words_in
from digit_tc.records.profile import Operator
from digit_tc.semantics.vocabulary import words_of

Part = Literal["control", "session", "identifier", "handle", "text", "criterion", "value"]
"""`handle`: what people call a thing by; `criterion`: what narrows a set, such as a category."""

RENAMED = frozenset(("is", "body", "query"))
"""Prefixes that keep apart names which would clash: `is_id`, `body_name`."""
NUMBERS = frozenset(
    ("number", "num", "no", "nr", "code", "reference", "ref", "sku", "isbn", "symbol", "ticker",
     "asin")
)  # fmt: skip
_CREDENTIAL = re.compile(
    r"^(?:the |your |an? )*(?:\w+ ){0,2}(?:(?:api|access|auth|authentication|secret) (?:key|token))"
)
_PAGED = re.compile(
    r"\bstarting index\b|^(?:the )?page\b|\bpage (?:number|index|size|token)\b|\bresults per page\b"
    r"|\bnumber of (?:\w+ ){1,2}(?:to (?:return|retrieve|fetch|skip|display)|per page|returned)\b"
)
_AMBIGUOUS = frozenset(("size", "count", "max", "num", "take", "start"))
"""Names that say how many rows are wanted, unless the description speaks of something else."""
_OF_PAGES = re.compile(
    r"page|result|item|record|row|return|retrieve|fetch|entr(?:y|ies)|number of|index"
)
_NUMBER = re.compile(r"^(?:the )?\w+ number\b")
_MOMENT = re.compile(r"\b(?:date|time|timestamp|epoch|day)s?\b")
_COIN = re.compile(r"\b(?:contract|crypto\w*|coin|symbol|blockchain)\b")
_IDENTIFYING = re.compile(
    r"^(?:the |an? )?(?:(?!for |of |to |filter|search|whether|if )[\w-]+ ){0,3}"
    r"(?:identifier|id|slug|uuid|guid)s?\b(?! type| number of)"
)
_NARROWS = re.compile(
    r"^(?:optional[.:,]? )?"
    r"(?:filter|only (?:return|include|show|get)|narrow|limit (?:the )?results to)"
    r"|\bto filter\b|\bfilter (?:the )?(?:results?|by|for|on|criteria)\b"
)
_SEARCHED = re.compile(
    r"^(?:the |an? )?(?:\w+ )?(?:search|query) (?:query|term|keyword|string|phrase|text)s?\b"
    r"|^(?:the |an? )?(?:\w+ )?(?:topic or )?keywords?\b|\bto search (?:for|within|by)\b"
    r"(?!.*\b(?:location|currency|lang))"
)


def part_of(name: str, schema: Mapping[str, Any]) -> Part:
    """What a parameter is by its name, type and description alone."""
    known = _known_parts(schema)
    if name not in known:
        meaning = meaning_of(name, schema)
        said = str(schema.get("description", ""))[:200]
        known[name] = _part(name, canonical_type(schema), said, meaning.kind, meaning.words)
    return known[name]


_known_parts: Kept[Mapping[str, Any], dict[str, Part]] = Kept(lambda _: {})


def narrows(schema: Mapping[str, Any]) -> bool:
    """Whether a description says that the parameter narrows a set: "Filter criteria for flows"."""
    return _NARROWS.search(str(schema.get("description", ""))[:200].lower()) is not None


def canonical_type(schema: Mapping[str, Any]) -> str:
    """The JSON type of a schema, the first one of several; "string" where none is told."""
    told = schema.get("type", "string")
    if isinstance(told, list):
        told = next((one for one in told if one != "null"), "string")
    return str(told)


@lru_cache(maxsize=100_000)
def _part(name: str, json_type: str, description: str, kind: str, words: tuple[str, ...]) -> Part:
    said = description.lower()
    joined = "".join(split_identifier(name))
    if joined in _squeezed("credential") or joined in _squeezed("transport"):
        return "identifier" if joined == "token" and _COIN.search(said) else "session"
    vague = joined in _AMBIGUOUS and said and not _OF_PAGES.search(said)
    if not vague and any(joined in _squeezed(group) for group in ("paging", "sorting", "format")):
        return "control"
    if _CREDENTIAL.search(said):
        return "session"
    if _PAGED.search(said) and json_type != "boolean":
        return "control"
    if kind in ("credential", "password"):
        return "session"
    if _NARROWS.search(said):
        return "criterion"
    last = singular(words[-1]) if words else ""
    numbered = len(words) > 1 and last in NUMBERS and json_type != "boolean"
    if joined.endswith(("no", "nr")) and _NUMBER.search(said):
        return "identifier"  # `titleno`: "The title number"
    placed = numbered and singular(words[-2]) in words_of("parameters", "times_and_places")
    if kind == "identifier" or (numbered and not placed):
        return "identifier"
    if joined in _squeezed("free_text"):
        return "text"
    named = [word for word in words if word not in RENAMED]
    if json_type != "boolean" and _IDENTIFYING.search(said):
        return "identifier"
    if json_type == "string" and _SEARCHED.search(said):
        return "text"
    if named and singular(named[-1]) in words_of("parameters", "criteria"):
        return "criterion"
    if json_type == "boolean":
        return "value"
    if placed or (named and singular(named[-1]) in words_of("parameters", "handles")):
        return "handle"
    return "value"


@cache
def _squeezed(group: str) -> frozenset[str]:
    """The names of a group without their separators: `page_size`, `pageSize`, `pagesize`."""
    return frozenset(name.replace("_", "") for name in words_of("parameters", group))


def is_paging(name: str, schema: Mapping[str, Any]) -> bool:
    """Whether a parameter cuts a set into pages, so that there is a set."""
    if "".join(split_identifier(name)) not in _squeezed("paging"):
        said = str(schema.get("description", ""))[:200].lower()
        if _PAGED.search(said) is None:
            return False
    return part_of(name, schema) == "control"


def is_time_or_place(name: str) -> bool:
    """Whether a parameter says when or where, as filters do."""
    return not words_of("parameters", "times_and_places").isdisjoint(words_in(name))


def is_amount(name: str) -> bool:
    """Whether a parameter says how much or how finely, and never which: `interval`, `amount`."""
    words = words_in(name)
    return bool(words) and singular(words[-1]) in words_of("parameters", "amounts")


def is_span(name: str, schema: Mapping[str, Any]) -> bool:
    """Whether a parameter is one end of a range: `start_date`."""
    return compared(name, str(schema.get("description", ""))[:200])[1] != "="


@lru_cache(maxsize=50_000)
def compared(name: str, description: str = "") -> tuple[str, Operator]:
    """The attribute that a filter speaks of and how: `min_price` → ("price", ">=")."""
    words = words_in(name)
    if words[:1] == ("is",):
        words = words[1:]
    signs: tuple[tuple[str, Operator], ...] = (("lower", ">="), ("upper", "<="))
    for group, sign in signs:
        bounds, ends = words_of("parameters", group), words_of("parameters", f"{group}_ends")
        if len(words) == 1:
            bare = words[0] in bounds or words[0] in ends
            if bare and _MOMENT.search(description.lower()):
                return "date", sign
            continue
        for at, rest in ((0, words[1:]), (-1, words[:-1])):
            # `from_city` is no bound, `from_date` is.
            temporal = not words_of("parameters", "times").isdisjoint(rest)
            if rest and (words[at] in bounds or (words[at] in ends and temporal)):
                return "_".join(rest), sign
    return "_".join(words), "="
