"""What kind of value a field holds: a city, an order's id, a price, a check-in date.

A kind is a short name. It decides how values are invented, how people say them, and which fields
can feed which. Rules are tried in order and the first that fits wins; a rule looks at the words of
the field's name, at its JSON Schema type, and where that is not enough at its description.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from digit_tc.language.words import singular, words_in


class Meaning(NamedTuple):
    """The kind of a field with the words that it is called by."""

    kind: str
    """From `KINDS`, such as `city`, `identifier` or `price`; `text` where nothing fits."""
    entity: str
    """For an identifier the thing identified, such as `order`; else empty."""
    words: tuple[str, ...]
    """Words of the field's name."""


_BY_FORMAT = {
    "date": "date", "date-time": "datetime", "time": "time", "email": "email", "uri": "url",
    "url": "url", "uuid": "uuid", "ipv4": "ip_address", "hostname": "domain", "phone": "phone",
    "password": "password", "duration": "iso_duration", "timedelta": "iso_duration",
}  # fmt: skip

_TABLE = Path(__file__).with_name("kinds.yaml")


class _Rule(NamedTuple):
    kind: str
    types: tuple[str, ...]
    """JSON types that the field may have; none for any."""
    pattern: re.Pattern[str]


def _rules(entries: list[dict[str, Any]], flags: int = 0) -> tuple[_Rule, ...]:
    return tuple(
        _Rule(
            entry["kind"],
            tuple(entry.get("types", "").split()),
            re.compile("|".join("".join(rule) for rule in entry["rules"]), flags),
        )
        for entry in entries
    )


_RULES = yaml.load(_TABLE.read_text("utf-8"), Loader=yaml.SafeLoader)
_FIRST_RULES = _rules(_RULES["first"], re.IGNORECASE)
_NAME_RULES = _rules(_RULES["name"])
_DESCRIPTION_RULES = _rules(_RULES["description"], re.IGNORECASE)

KINDS: tuple[str, ...] = tuple(
    dict.fromkeys(
        ["identifier", "boolean", "choice", "number", "integer", "text", *_BY_FORMAT.values()]
        + [rule.kind for rule in (*_FIRST_RULES, *_NAME_RULES, *_DESCRIPTION_RULES)]
    )
)
_IDENTIFIER = re.compile(
    r"^(?:(?P<before>.+) )?(?:ids?|identifiers?|uids?|number id|key id|slug|reference|ref|"
    r"sku|asin)$"
    r"|^ids? (?:of )?(?P<after>.+)$"
)
_NUMBERED = re.compile(
    r"^(?P<entity>order|invoice|tracking|confirmation|account|booking|ticket|case|reservation|"
    r"flight|policy|reference|card|license|passport|transaction|serial|shipment|"
    r"routing)( (?:number|no|num|code))$"
)


def meaning_of(name: str, schema: Mapping[str, Any], owner: str = "") -> Meaning:
    """The meaning of one scalar field, or of the items of an array of scalars.

    `owner` is the noun of the tool or collection that holds the field: `id` of an `order` is an
    order's id.
    """
    json_type = schema.get("type", "string")
    if isinstance(json_type, list):
        json_type = next((one for one in json_type if one != "null"), "string")
    return _meaning(
        name,
        str(json_type),
        str(schema.get("format", "")),
        str(schema.get("description", ""))[:400],
        bool(schema.get("enum")) or "const" in schema,
        owner,
    )


@lru_cache(maxsize=100_000)
def _meaning(
    name: str, json_type: str, form: str, description: str, listed: bool, owner: str
) -> Meaning:
    words = words_in(name, description)
    if json_type == "boolean":
        return Meaning("boolean", "", words)
    if len(words) > 1 and words[0] == "is":
        words = words[1:]  # `is_from` and `is_id` stand for names that Python reserves
    text = " ".join(words)
    if listed:
        return Meaning("choice", "", words)
    kind = _BY_FORMAT.get(form, "")
    if kind and json_type == "string" and kind != "uuid":
        return Meaning(kind, "", words)
    for told, types, rule in _FIRST_RULES:
        if json_type in types and rule.search(description):
            return Meaning(told, "", words)
    entity = _entity(text, owner)
    if entity is not None and text in _BARE:
        # "The flow run id" tells better what `id` identifies than the name of the tool does.
        entity = _entity_in_description(description) or entity
    if entity is not None and json_type in ("string", "integer", "number", "array"):
        return Meaning("identifier", entity, words)
    if kind:
        return Meaning(kind, "", words)
    for kind, types, rule in _NAME_RULES:
        if (not types or json_type in types) and rule.search(text):
            return Meaning(kind, "", words)
    for kind, types, rule in _DESCRIPTION_RULES:
        if (not types or json_type in types) and rule.search(description):
            found = _entity_in_description(description) if kind == "identifier" else ""
            return Meaning(kind, found or owner if kind == "identifier" else "", words)
    if json_type in ("integer", "number"):
        return Meaning(json_type, "", words)
    return Meaning("text", "", words)


_BARE = frozenset(("id", "ids", "identifier", "uid", "uuid", "ids list", "slug", "reference"))


def _entity(text: str, owner: str) -> str | None:
    found = _IDENTIFIER.match(text)
    if found:
        if text in ("reference", "ref", "key id", "ids list"):
            return owner or text
        entity = found["before"] or found["after"] or owner
        entity = re.sub(r"^(is|the|by|external|unique|internal) ", "", entity)
        return singular(entity.split()[-1]) if entity else ""
    numbered = _NUMBERED.match(text)
    return numbered["entity"] if numbered else None


_AFTER = re.compile(
    r"\b(?:ids?|identifiers?|uuids?|slugs?) (?:of|for|to) (?:the |an? |your |one |each )?"
    r"(?:specific |given |specified |unique )?(?P<phrase>[a-z]+(?: [a-z]+){0,2})",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    r"(?<![-\w])(?P<phrase>[a-z]+(?: [a-z]+){0,2})(?:'s)? (?:unique )?(?:ids?|identifiers?)\b",
    re.IGNORECASE,
)
_NO_ENTITY = frozenset(
    """
    the a an unique is of your this which by its their internal external numeric string integer
    specific given specified valid optional required corresponding desired for with to in and or on
    from all each any comma separated list as be that desc object item resource
    """.split()
)
_PHRASE_END = frozenset(
    """
    to for in on that which whose you we where when is are be being from by with as and or used
    returned obtained can must should will i e g via
    """.split()
)


def _entity_in_description(description: str) -> str:
    """The last word of what an id is said to identify: "The flow run id" gives `run`."""
    phrase = described_entity(description)
    return singular(phrase.split()[-1]) if phrase else ""


@lru_cache(maxsize=50_000)
def described_entity(description: str) -> str:
    """What an id is said to identify, in words: "The flow run id" gives `flow run`."""
    found = [(True, one["phrase"]) for one in _AFTER.finditer(description)]
    found += [(False, one["phrase"]) for one in _BEFORE.finditer(description)]
    for after, phrase in found:
        words = phrase.lower().split()
        if after:
            stop = next((i for i, word in enumerate(words) if word in _PHRASE_END), len(words))
            words = words[:stop]
        else:
            while words and words[0] in _NO_ENTITY | _PHRASE_END:
                words = words[1:]
            if any(word in _PHRASE_END for word in words):
                continue
        words = [word for word in words if word not in _NO_ENTITY]
        if words and all(word.isalpha() for word in words):
            return " ".join([*words[:-1], singular(words[-1])])
    return ""
