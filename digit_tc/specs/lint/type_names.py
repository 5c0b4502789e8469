"""Types as people write them, as schemas: `str`, `List[int]`, `number|string`, `int, optional`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from digit_tc.records import JSON, Finding
from digit_tc.specs.lint.rule import Place, Schema
from digit_tc.specs.schema.combine import places_of

JSON_TYPES = ("string", "integer", "number", "boolean", "array", "object")
_SPELLINGS = (
    ("string", "str text varchar char character password bytes base64 time enum"),
    ("integer", "int int32 int64 long short uint bigint"),
    ("number", "float double decimal numeric num real float32 float64"),
    ("boolean", "bool flag"),
    ("array", "list tuple set sequence iterable frozenset collection"),
    ("object", "dict map mapping json hash struct record dictionary"),
)
_FORMATS = (
    ("date", "date datetime.date"),
    ("date-time", "datetime date-time datetime.datetime timestamp"),
    ("uuid", "uuid"),
    ("email", "email"),
    ("uri", "url uri"),
    ("binary", "file"),
)
_SIMPLE: dict[str, dict[str, Any]] = {
    **{name: {"type": name} for name in JSON_TYPES},
    **{word: {"type": kind} for kind, words in _SPELLINGS for word in words.split()},
    **{
        word: {"type": "string", "format": form}
        for form, words in _FORMATS
        for word in words.split()
    },
}
_NOTHING = ("none", "null", "nonetype", "undefined", "")
_SEQUENCES = ("list", "sequence", "set", "tuple", "iterable", "array", "collection", "frozenset")
_GENERIC = re.compile(r"(?:typing\.)?([A-Za-z.]+)\s*[\[<(](.*)[\]>)]", re.DOTALL)
_OPTIONAL = re.compile(r"[,;\s]*\(?\b(optional|required)\b\)?\s*$", re.IGNORECASE)
_LONGEST = 200


def type_names(schema: Schema, place: Place) -> Iterator[Finding]:
    """Makes `type` one of the six JSON types, or removes it where it says nothing."""
    if "type" not in schema:
        return
    told = schema["type"]
    if isinstance(told, str) and told in JSON_TYPES:
        return
    del schema["type"]
    found = fragment_of(told)
    if found is None:
        if not (isinstance(told, str) and told.lower() in (*_NOTHING, "any", "type_unspecified")):
            yield place.found("unknown-type", "repaired", f"The type {_shown(told)} is unknown.")
        return
    for key, value in found.items():
        schema.setdefault(key, value)
    if isinstance(told, list):
        several = sum(kind != "null" for kind in told) > 1
        if several:
            yield place.found("alternatives", "note", f"Of the types {_shown(told)} one is kept.")
        return
    yield place.found("type-name", "repaired", f"The type {_shown(told)} became {found['type']}.")


def fragment_of(told: JSON) -> dict[str, Any] | None:
    """`type` and what else a told type says, or None where it says nothing known."""
    if isinstance(told, list):
        kinds = [kind for kind in told if isinstance(kind, str) and kind.lower() not in _NOTHING]
        if {"integer", "number"} == set(kinds):
            return {"type": "number"}
        return fragment_of(kinds[0]) if kinds else None
    return _parse(told, 0) if isinstance(told, str) and len(told) <= _LONGEST else None


def says_optional(told: JSON) -> bool:
    """True for `Optional[str]`, `int, optional`, `str | None` and the like."""
    if isinstance(told, list):
        return "null" in told
    if not isinstance(told, str) or len(told) > _LONGEST:
        return False
    text = told.strip().lower().removeprefix("typing.")
    alternatives = [part.strip() for part in _split(text, "|")]
    return (
        text.startswith("optional[")
        or text.endswith(("optional", "optional)"))
        or any(part in ("none", "null") for part in alternatives)
    )


def _parse(text: str, depth: int) -> dict[str, Any] | None:
    text = _OPTIONAL.sub("", text.strip()).strip().strip("`'\"")
    lower = text.lower().removeprefix("typing.")
    if depth > 6:
        return None
    if lower in _SIMPLE:
        return dict(_SIMPLE[lower])
    if lower.endswith("[]"):
        return _array(text[:-2], depth)
    if generic := _GENERIC.fullmatch(text):
        return _generic(generic[1].lower(), generic[2], depth)
    for separator in ("|", " or ", "/", ","):
        parts = [part for part in _split(text, separator) if part.strip().lower() not in _NOTHING]
        if len(_split(text, separator)) > 1:
            return _first(parts, depth)
    if of := re.fullmatch(r"(?:list|array|sequence) of (\w+?)s?", lower):
        return _array(of[1], depth)
    return None


def _generic(outer: str, inner: str, depth: int) -> dict[str, Any] | None:
    outer = outer.rsplit(".", 1)[-1]
    parts = [part.strip() for part in _split(inner, ",")]
    if outer == "tuple" and len(parts) > 1 and parts[-1] != "...":
        places = [_parse(part, depth + 1) or {"type": "string"} for part in parts]
        return {"type": "array", **places_of(places, {})}
    if outer in _SEQUENCES:
        return _array(_split(inner, ",")[0], depth)
    if outer in ("dict", "mapping", "map", "defaultdict", "ordereddict"):
        return {"type": "object"}
    if outer in ("optional", "union", "annotated", "required", "notrequired"):
        parts = [part for part in _split(inner, ",") if part.strip().lower() not in _NOTHING]
        return _first(parts, depth)
    if outer in ("literal", "enum"):
        values = [part.strip().strip("'\"") for part in _split(inner, ",")]
        return {"type": "string", "enum": list(dict.fromkeys(values))}
    return dict(_SIMPLE[outer]) if outer in _SIMPLE else None


def _array(inner: str, depth: int) -> dict[str, Any]:
    items = _parse(inner, depth + 1)
    return {"type": "array", "items": items} if items else {"type": "array"}


def _first(parts: list[str], depth: int) -> dict[str, Any] | None:
    found = [fragment for part in parts if (fragment := _parse(part, depth + 1))]
    if {"integer", "number"} == {fragment["type"] for fragment in found}:
        return {"type": "number"}
    return found[0] if found else None


def _split(text: str, separator: str) -> list[str]:
    """Parts between separators that stand outside all brackets."""
    parts, level, start = [], 0, 0
    for position, letter in enumerate(text):
        level += (letter in "[<(") - (letter in "]>)")
        if level == 0 and text.startswith(separator, position) and position >= start:
            parts.append(text[start:position])
            start = position + len(separator)
    return [*parts, text[start:]]


def _shown(told: JSON) -> str:
    return repr(told)[:60]
