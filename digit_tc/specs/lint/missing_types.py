"""A parameter without a type gets one: from its values, else from its words, else `string`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from digit_tc.language.words import split_identifier
from digit_tc.records import JSON, Finding
from digit_tc.specs.lint.coerce import NOTHING, coerced
from digit_tc.specs.lint.rule import Place, Schema
from digit_tc.specs.lint.told import told_default, told_values
from digit_tc.specs.schema.combine import kind_of

_STRING, _INTEGER, _NUMBER = {"type": "string"}, {"type": "integer"}, {"type": "number"}
_BOOLEAN, _ARRAY, _OBJECT = {"type": "boolean"}, {"type": "array"}, {"type": "object"}


def _array(item: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": item}


_WORDS: tuple[tuple[str, dict[str, Any]], ...] = (
    (r"\bas a string\b|\bin string format\b|\bstring (?:of|representing|containing)\b", _STRING),
    (r"comma[- ]separated|separated (?:by|with|list)|comma[- ]delimited|csv", _STRING),
    (r"^(?:list|array|matrix|table)? ?.*\blists? of lists\b|\b2d (?:list|array)\b"
     r"|\b\dx\d\b.*\blist", _array(_array(_NUMBER))),
    (r"\b(?:list|array|sequence|set) of (?:\w+ )?(?:integers?|ints?)\b", _array(_INTEGER)),
    (r"\b(?:list|array|sequence|set) of (?:\w+ )?(?:numbers?|floats?|numeric\w*|prices|weights|"
     r"quantities|scores|temperatures|rates|values? to average)\b", _array(_NUMBER)),
    (r"\b(?:list|array|sequence) of (?:\w+ )?(?:dict\w*|objects?|records?|tuples?)\b",
     _array(_OBJECT)),
    (r"^(?:an? |the |optional )*(?:\w+ )?(?:list|array|sequence) of\b"
     r"|^(?:a |the )?(?:input )?list\b", _array(_STRING)),
    (r"^(?:an? |the )*(?:\w+ )?(?:dictionary|json object|mapping|dict|object) "
     r"(?:of|with|containing|that|mapping|where)\b", _OBJECT),
    (r"^(?:optional\W+)?(?:a |the )?(?:whether|boolean|bool\b|flag)"
     r"|^(?:set (?:this )?to|if(?: set)?(?: to)?|when|use|enter) ['\"`]?true\b"
     r"|\bif (?:set to )?(?:true|false)\b"
     r"|^indicates? (?:if|whether)"
     r"|^specif(?:y|ies) (?:if|whether)|^determines? (?:if|whether)|\btrue (?:or|/) false\b"
     r"|\bboolean (?:flag|value|indicating)\b", _BOOLEAN),
    (r"^(?:the )?units?\b", _STRING),
    (r"\bin pixels\b", _INTEGER),
    (r"\b(?:phone|telephone|flight|account|serial|tracking|passport|model|plate|license|card|order"
     r"|invoice|reference|registration|routing|room|part|vat|tax|isbn|ticket|train|contact|mobile"
     r"|catalog|identification|security|zip|postal|version) numbers?\b", _STRING),
    (r"\b(?:identifier|uuid|guid|slug|username|url|uri|hash|token|postcode)\b|\bid\b|\bcode\b",
     _STRING),
    (r"y{4}|\bdate\b.*\bformat|\biso 8601\b|\bformatted as\b|\bhh:mm\b", _STRING),
    (r"^(?:the |optional\W+)*(?:latitude|longitude)(?! ?[/,]| and)|\b(?:latitude|longitude) "
     r"(?:coordinate|of|in degrees)(?!.*\b(?:and|comma)\b)", _NUMBER),
    (r"\bin (?:kilomet\w+|met(?:er|re)s|miles|feet|inches|kg|kilograms?|pounds?|degrees|"
     r"celsius|percent\w*|usd|dollars|light years|cm|centimet\w+)\b", _NUMBER),
    (r"\b(?:an? )?integer\b|\bnumber of\b|\bpage (?:number|index)\b"
     r"|^(?:the )?(?:page|offset|index)\b|\bmaximum (?:number|count|results|items)\b|\bhow many\b"
     r"|\bcount of\b|\bper page\b"
     r"|\bunix (?:time|timestamp)\b|\b(?:page|result) size\b|"
     r"\byear\b.{0,30}\b(?:19|20)\d\d\b", _INTEGER),
    (r"^(?:the |an? |optional\W+|target |specific |desired )*(?:calendar |season )?year\b(?! and)",
     _INTEGER),
    (r"\b(?:a |decimal |floating[- ]point )number\b(?! or)|\bfloat\b|\bdecimal\b(?! places)"
     r"|^(?:the |an? |minimum |maximum |total |initial |annual |monthly )*(?:amount|price|"
     r"interest rate|principal|percentage|probability|ratio|radius|distance|temperature|salary|"
     r"balance|budget|weight|height|width|speed|mass)\b", _NUMBER),
)  # fmt: skip
_TABLE = tuple((re.compile(pattern, re.IGNORECASE), kind) for pattern, kind in _WORDS)

_NAMES: tuple[tuple[frozenset[str], dict[str, Any]], ...] = (
    (frozenset(("latitude", "longitude", "lat", "lng", "lon")), _NUMBER),
    (frozenset(("price", "amount", "radius", "percentage", "probability", "temperature")), _NUMBER),
    (frozenset(("limit", "offset", "count", "page", "skip", "size", "year", "pagesize", "perpage",
                "quantity")), _INTEGER),
)  # fmt: skip
_FLAG_NAMES = ("is", "has", "should", "include", "enable", "disable", "show", "allow", "with")
_LIST_NAMES = ("nums", "lst", "arr", "numbers", "array")
_BOUND = re.compile(r"\d|\bm(?:in|ax)imum\b", re.IGNORECASE)
_SWITCH = re.compile(
    r"$|(?:include|show|only|return|enable|disable|allow|has|is|can|should|with|filter)\b", re.I
)


def missing_types(schema: Schema, place: Place) -> Iterator[Finding]:
    """Gives a type where there is none, and says what it was taken from."""
    if "type" in schema:
        return
    if place.pointer == f"/{place.role}":
        schema["type"] = (_from_schema(schema) or (_OBJECT, ""))[0]["type"]
        return
    told = len(schema.get("enum", ()))
    fragment, reason = _inferred(schema, place.name)
    if lost := told - len(schema.get("enum", ())):
        detail = f"{lost} of {told} values are of another type than the first and were removed."
        yield place.found("enum-misfit", "repaired", detail)
    for key, value in fragment.items():
        schema.setdefault(key, value)
    yield place.found(
        "missing-type", "repaired", f"No type was told; {fragment['type']} follows from {reason}."
    )


def _inferred(schema: Schema, name: str) -> tuple[dict[str, Any], str]:
    return _from_schema(schema) or (
        _from_words(name, schema.get("description", "")) if name else (_STRING, "nothing else told")
    )


def _from_schema(schema: Schema) -> tuple[dict[str, Any], str] | None:
    values = schema.get("enum") or [schema[key] for key in ("default",) if key in schema]
    values = values or schema.get("examples") or []
    kinds = {kind_of(value) for value in values if value is not None}
    if kinds == {"integer", "number"}:
        return _NUMBER, "its values"
    if len(kinds) == 1:
        return {"type": kinds.pop()}, "its values"
    if kinds and "enum" in schema:  # `Literal["all", 3]`: values of one type are kept as they are
        first = kind_of(values[0])
        schema["enum"] = [value for value in values if kind_of(value) == first]
        return {"type": first}, "the first of its values"
    if "properties" in schema or isinstance(schema.get("additionalProperties"), dict):
        return _OBJECT, "its properties"
    if schema.keys() & {"items", "prefixItems"}:
        return _ARRAY, "its items"
    if schema.keys() & {"pattern", "format", "minLength", "maxLength"}:
        return _STRING, "its keywords"
    if schema.keys() & {"minItems", "maxItems", "uniqueItems"}:
        return _ARRAY, "its keywords"
    bounds = [schema[key] for key in ("minimum", "maximum") if key in schema]
    if bounds:
        whole = all(isinstance(bound, int) for bound in bounds)
        return (_INTEGER if whole else _NUMBER), "its bounds"
    return None


def _from_words(name: str, description: str) -> tuple[dict[str, Any], str]:
    if told_values(description, name):
        return _STRING, "the values that its description lists"
    told = told_default(description, name)
    default = told.value if told else None
    word = default.lower() if isinstance(default, str) else default
    if isinstance(word, bool) or word in ("true", "false"):
        return _BOOLEAN, "the default that its description tells"
    for pattern, kind in _TABLE:
        if pattern.search(description):
            # A described number or list whose default is none is told by its default.
            if default is not None and coerced(default, kind) is NOTHING:
                return _STRING, "the default that its description tells"
            return kind, "its description"
    if isinstance(default, (int, float)):
        return {"type": kind_of(default)}, "the default that its description tells"
    return _from_name(name, description, default)


def _from_name(name: str, description: str, default: JSON) -> tuple[dict[str, Any], str]:
    words = split_identifier(name)
    last = words[-1] if words else ""
    if default is None or _numeric(default):
        for names, kind in _NAMES:
            if last in names:
                return kind, "its name"
        if words[:1] in (("max",), ("min",)) and _BOUND.search(description):
            return _NUMBER, "its name"
    flag = len(words) > 1 and words[0] in _FLAG_NAMES and last not in ("id", "name", "code")
    if default is None and flag and _SWITCH.match(description):
        return _BOOLEAN, "its name"
    if default is None and last in _LIST_NAMES and not description.lower().startswith("the name"):
        item = _NUMBER if last in ("nums", "numbers") else _STRING
        return _array(item), "its name"
    return _STRING, "nothing else told"


def _numeric(default: JSON) -> bool:
    if default is None or isinstance(default, (int, float)):
        return True
    return isinstance(default, str) and bool(re.fullmatch(r"-?\d{1,15}(\.\d+)?", default))
