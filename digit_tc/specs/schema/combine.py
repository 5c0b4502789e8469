"""`allOf` merged, `anyOf` and `oneOf` narrowed.

Narrowing rule: what the simplified schema allows, the original allows too. So where alternatives
cannot be said in one plain schema, the first one that is not null is kept.
"""

from __future__ import annotations

from typing import Any

from digit_tc.records import JSON

Schema = dict[str, Any]

_LARGEST = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties")
_SMALLEST = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties")


def merge_all(parts: list[Schema]) -> Schema:
    """One schema that asks for everything the parts ask for."""
    merged: Schema = {}
    for part in parts:
        for key, value in part.items():
            merged[key] = _merged_keyword(key, merged[key], value) if key in merged else value
    return merged


def _merged_keyword(key: str, old: JSON, new: JSON) -> JSON:
    if key == "properties" and isinstance(old, dict) and isinstance(new, dict):
        return old | {
            name: {"allOf": [old[name], schema]} if name in old else schema
            for name, schema in new.items()
        }
    if key == "required" and isinstance(old, list) and isinstance(new, list):
        return old + [name for name in new if name not in old]
    if key == "enum" and isinstance(old, list) and isinstance(new, list):
        return [value for value in old if value in new] or old
    if key in ("$defs", "definitions") and isinstance(old, dict) and isinstance(new, dict):
        return old | new
    if _is_number(old) and _is_number(new):
        if key in _LARGEST:
            return max(old, new)
        if key in _SMALLEST:
            return min(old, new)
    return new


def narrow(alternatives: list[Schema], choice: int = 0) -> tuple[Schema, str]:
    """One schema for several alternatives, and what was given up ("" where nothing was).

    `choice` is the number, from 0 on, of the alternative to take where they differ.
    """
    kept = [option for option in alternatives if not is_null(option)]
    if not kept:
        return {}, ""
    if len(kept) == 1:
        return kept[0], ""
    values = [value for option in kept for value in _values_of(option)]
    if all(_values_of(option) for option in kept):
        kinds = {kind_of(value) for value in values}
        if len(kinds) == 1:
            return {"type": kinds.pop(), "enum": values}, ""
    types = [option.get("type") for option in kept]
    if all(isinstance(kind, str) for kind in types) and set(types) == {"integer", "number"}:
        return kept[types.index("number")], ""
    names = ", ".join(_name_of(option) for option in kept[:6])
    more = f" and {len(kept) - 6} more" if len(kept) > 6 else ""
    taken = choice % len(kept)
    number = f"number {taken + 1}" if taken else "the first"
    return kept[taken], f"of the {len(kept)} alternatives {names}{more}: {number} is used"


def _name_of(option: Schema) -> str:
    parts = [option, *(part for part in option.get("allOf") or () if isinstance(part, dict))]
    references = [part["$ref"] for part in parts if isinstance(part.get("$ref"), str)]
    names = [reference.rpartition("/")[2] for reference in references]
    asked = option.get("required")
    told = [option.get("title"), " + ".join(map(str, asked)) if isinstance(asked, list) else ""]
    told += [option.get(key) for key in ("type", "description")]
    return next((name[:40] for name in (*names, *told) if isinstance(name, str) and name), "one")


def places_of(places: list[Schema], array: Schema) -> Schema:
    """An array whose places have schemas of their own: one for all where they are alike.

    Where they are not, all places are asked for, and no more.
    """
    said = [{key: part[key] for key in part if key != "description"} for part in places]
    if any(part.get("type") in ("object", "array") for part in places):
        return {"items": places[0]}  # old documents list the kinds of items so, not their places
    if all(part == said[0] for part in said):
        return {
            "items": places[0],
            "maxItems": min(len(places), array.get("maxItems", len(places))),
        }
    return {"prefixItems": places, "minItems": len(places), "maxItems": len(places)}


def is_null(schema: JSON) -> bool:
    """True for a schema that allows nothing but null."""
    if not isinstance(schema, dict):
        return False
    return schema.get("type") in ("null", ["null"]) or (
        "const" in schema and schema["const"] is None
    )


def kind_of(value: JSON) -> str:
    """The JSON Schema type of a value."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int):
        return "integer"
    if isinstance(value, float):
        return "number"
    if isinstance(value, str):
        return "string"
    return "array" if isinstance(value, list) else "object"


def _values_of(schema: Schema) -> list[JSON]:
    if "const" in schema and isinstance(schema["const"], (str, int, float)):
        return [schema["const"]]
    enum = schema.get("enum")
    if isinstance(enum, list):
        return [value for value in enum if isinstance(value, (str, int, float))]
    return []


def _is_number(value: JSON) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
