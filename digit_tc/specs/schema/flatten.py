"""One schema of any dialect → a flat one: references resolved, alternatives narrowed, size bounded.

What comes out holds known keywords only, each of a sane JSON type. Types may still be spelled in
Python's or a provider's way, and may be missing: that is for the lint.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from digit_tc.records import JSON, Finding
from digit_tc.specs.limits import ENUM_VALUES, SCHEMA_DEPTH, SCHEMA_NODES
from digit_tc.specs.schema.combine import (
    Schema,
    is_null,
    merge_all,
    narrow,
    places_of,
)
from digit_tc.specs.schema.misplaced import lift
from digit_tc.specs.schema.references import NOWHERE, References
from digit_tc.specs.schema.subtypes import discriminated, told_values

_NUMBERS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf")
_COUNTS = ("minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties")
_TEXTS = ("description", "format", "pattern", "contentEncoding", "contentMediaType")
_FLAGS = ("uniqueItems", "deprecated")
_STRUCTURE = ("type", "properties", "required", "items", "enum", "default", "examples")
_KNOWN = frozenset((*_STRUCTURE, *_NUMBERS, *_COUNTS, *_TEXTS, *_FLAGS))
_DROPPED = (
    "if", "not", "dependentRequired", "dependentSchemas", "dependencies", "patternProperties",
    "propertyNames", "contains", "unevaluatedProperties", "unevaluatedItems",
)  # fmt: skip
"""Keywords of JSON Schema that ask for something and are not used."""
_HINTS = _KNOWN | {"$ref", "allOf", "anyOf", "oneOf", "const", "additionalProperties", "nullable"}


class Flattener:
    """Flattens the schemas of one tool; findings gather in `findings`."""

    def __init__(
        self,
        references: References,
        findings: list[Finding],
        skip: str = "",
        choice: int = 0,
    ) -> None:
        """`skip` names the mark (`readOnly`, `writeOnly`) of properties that are left out.

        `choice` is the number of the alternative that is taken, from 0 on, where there are several
        kinds of objects; how many there are gathers in `forms`, by the pointer of the place.
        """
        self.forms: dict[str, int] = {}
        self._cuts: dict[str, list[str]] = defaultdict(list)
        self._choice = choice
        self._references = references
        self._findings = findings
        self._skip = skip
        self._nodes = 0
        self._steps = 0

    def flatten(self, schema: JSON, pointer: str) -> Schema:
        """The flat form of a schema that stands at `pointer` in its tool.

        Raises RejectedError where a reference names a document that cannot be read.
        """
        self._references = self._references.within(schema)
        self._nodes = self._steps = 0
        flat = self._flat(schema, pointer, 0, ())
        self._tell_cuts()
        return flat

    def shallow(self, schema: JSON, pointer: str) -> Schema:
        """The schema without `$ref`, `allOf` and alternatives at its own level only."""
        self._nodes = self._steps = 0
        resolved, _ = self._resolved(schema, pointer, (), 0)
        self._tell_cuts()
        return {} if resolved is None else resolved

    def _tell_cuts(self) -> None:
        for rule, places in self._cuts.items():
            others = len(places) - 1
            more = f" and at {others} more place{'s' * (others > 1)}" if others else ""
            self._note(rule, places[0], f"{_CUT[rule]}{more}")
        self._cuts.clear()

    def _flat(self, node: JSON, pointer: str, depth: int, path: tuple[str, ...]) -> Schema:
        self._nodes += 1
        schema, path = self._resolved(node, pointer, path, 0)
        if schema is None:
            return {"type": "object"}
        if dropped := [key for key in _DROPPED if schema.get(key)]:
            self._note("keyword-dropped", pointer, f"what {', '.join(dropped)} ask for is not used")
        flat = {key: schema[key] for key in schema if key in _KNOWN and _sane(key, schema[key])}
        _translate(schema, flat)
        if len(flat.get("enum", ())) > ENUM_VALUES:
            kept = f"of {len(flat['enum'])} allowed values the first {ENUM_VALUES} are kept"
            self._note("enum-cut", pointer, kept)
            flat["enum"] = flat["enum"][:ENUM_VALUES]
        for key in ("properties", "items"):
            flat.pop(key, None)
        nested = _nested(schema)
        if nested and (depth >= SCHEMA_DEPTH or self._nodes > SCHEMA_NODES):
            self._cuts["schema-cut"].append(pointer)
            flat.pop("required", None)
            return flat
        if "properties" in nested:
            left_out = {name for name, part in nested["properties"].items() if self._skips(part)}
            if isinstance(flat.get("required"), list):
                asked = flat["required"]  # which may hold anything
                flat["required"] = [n for n in asked if not isinstance(n, str) or n not in left_out]
            parts = {
                str(name): self._flat(
                    part, join_pointer(pointer, "properties", name), depth + 1, path
                )
                for name, part in nested["properties"].items()
                if name not in left_out
            }
            if parts:
                flat["properties"] = parts
        for key in ("items", "additionalProperties"):
            if key in nested:
                flat[key] = self._flat(nested[key], f"{pointer}/{key}", depth + 1, path)
        if "prefixItems" in nested:
            places = [
                self._flat(part, join_pointer(pointer, "prefixItems", position), depth + 1, path)
                for position, part in enumerate(nested["prefixItems"])
            ]
            flat |= places_of(places, flat)
        return flat

    def _resolved(
        self,
        node: JSON,
        pointer: str,
        path: tuple[str, ...],
        turn: int,
        extended: bool = False,
    ) -> tuple[Schema | None, tuple[str, ...]]:
        """The node without `$ref`, `allOf`, `anyOf` and `oneOf`; None where it is cut.

        A schema that is `extended` by the one that names it is not taken for one of its subtypes.
        """
        if isinstance(node, str):
            return ({"type": node} if len(node) < 60 else {"description": node}), path
        self._steps += 1
        if not isinstance(node, dict):
            return {}, path
        if turn > 12 or self._steps > 10 * SCHEMA_NODES:
            self._cuts["schema-cut"].append(pointer)
            return {}, path
        reference = node.get("$ref")
        if isinstance(reference, str):
            if reference in path:
                self._cuts["recursion-cut"].append(pointer)
                return None, path
            rest = {key: value for key, value in node.items() if key != "$ref"}
            named = self._target(reference, pointer)
            options = [] if extended else discriminated(named, reference, self._references)
            path = path if options else (*path, reference)
            target, path = self._resolved(
                {"oneOf": options} if options else named, pointer, path, turn + 1, extended
            )
            if target is None:
                return None, path
            return self._resolved(merge_all([target, rest]), pointer, path, turn + 1)
        if _parts(node, "allOf"):
            parts = []
            seen = path
            for part in _parts(node, "allOf")[:50]:
                resolved, inner = self._resolved(part, pointer, path, turn + 1, True)
                if resolved is None:
                    return None, path
                parts.append(resolved)
                seen += tuple(name for name in inner if name not in seen)
            path = seen
            rest = {key: value for key, value in node.items() if key != "allOf"}
            return self._resolved(merge_all([*parts, rest]), pointer, path, turn + 1)
        for key in ("anyOf", "oneOf"):
            if _parts(node, key):
                return self._narrowed(node, key, pointer, path, turn)
        node, moved = lift(node)
        for key in moved:
            detail = f"{key} stood among the properties, where it is a keyword."
            self._findings.append(
                Finding(rule="misplaced-keyword", where=pointer, severity="repaired", detail=detail)
            )
        return node, path

    def _narrowed(
        self, node: Schema, key: str, pointer: str, path: tuple[str, ...], turn: int
    ) -> tuple[Schema | None, tuple[str, ...]]:
        options = [option for option in _parts(node, key) if isinstance(option, dict)]
        kinds = sum(self._is_object(option) for option in options)
        several = kinds > 1
        chosen, lost = narrow(told_values(node, options), self._choice if several else 0)
        if lost and several:
            self.forms[pointer] = len(options) - sum(is_null(option) for option in options)
        if lost:
            self._note("alternatives", pointer, lost)
        rest = {name: value for name, value in node.items() if name != key}
        described = "description" in rest
        resolved, path = self._resolved(chosen, pointer, path, turn + 1)
        if resolved is None:
            return None, path
        merged = merge_all([resolved, rest]) if described or rest else resolved
        return self._resolved(merged, pointer, path, turn + 1)

    def _skips(self, part: JSON) -> bool:
        """True for a property that may never be given."""
        marked = self._skip and isinstance(part, dict) and part.get(self._skip) is True
        return part is False or bool(marked)

    def _is_object(self, option: Schema) -> bool:
        found = self._references.follow(option)
        return isinstance(found, dict) and (
            found.get("type") == "object" or bool(found.keys() & {"properties", "allOf"})
        )

    def _target(self, reference: str, pointer: str) -> JSON:
        found = self._references.find(reference)
        if found is not NOWHERE:
            return found
        self._findings.append(dangling(reference, pointer))
        return {}

    def _note(self, rule: str, pointer: str, detail: str) -> None:
        sentence = f"{detail[0].upper()}{detail[1:]}."
        self._findings.append(Finding(rule=rule, where=pointer, severity="note", detail=sentence))


_MOST_EXAMPLES = 24
_CUT = {
    "schema-cut": "what lies deeper is left out to keep it small, here",
    "recursion-cut": "a schema that holds itself is cut, here",
}


def dangling(reference: str, where: str) -> Finding:
    """The finding for a reference that names nothing."""
    detail = f"The reference {reference[:120]!r} points nowhere."
    return Finding(rule="dangling-reference", where=where, severity="defect", detail=detail)


def join_pointer(*parts: object) -> str:
    """A JSON pointer; names are escaped and cut."""
    head, *names = parts
    escaped = (str(name)[:80].replace("~", "~0").replace("/", "~1") for name in names)
    return "/".join([str(head), *escaped])


def is_asked(schema: Schema, pointer: str) -> bool:
    """True where every call has a value at a place: each property on the way is required."""
    place, parts = schema, pointer.split("/")[2:]
    while parts:
        word = parts.pop(0)
        if word == "properties":
            name = parts.pop(0).replace("~1", "/").replace("~0", "~")
            if name not in place.get("required", ()):
                return False
            place = place["properties"].get(name, {})
        elif word == "items":
            place = place.get("items", {})
        else:
            return False
    return True


def is_schema(value: JSON) -> bool:
    """True for a mapping that says anything in the words of JSON Schema."""
    return isinstance(value, dict) and bool(_HINTS & value.keys())


def _nested(schema: Schema) -> dict[str, Any]:
    nested: dict[str, Any] = {}
    told = schema.get("properties")
    if isinstance(told, dict) and any(part is not None for part in told.values()):
        # A null property is an absent one: tables have all names of all rows in each.
        nested["properties"] = {name: part for name, part in told.items() if part is not None}
    elif _says(schema.get("additionalProperties")):
        nested["additionalProperties"] = schema["additionalProperties"]
    items = schema.get("items")
    listed = items if isinstance(items, list) else schema.get("prefixItems")
    if isinstance(listed, list) and listed and all(isinstance(part, dict) for part in listed):
        nested["prefixItems"] = listed
    elif isinstance(items, (dict, str)) and items:
        nested["items"] = items
    return nested


def _says(schema: JSON) -> bool:
    return isinstance(schema, dict) and bool(schema)


def _parts(node: Schema, key: str) -> list[JSON]:
    value = node.get(key)
    return value if isinstance(value, list) else []


def _translate(schema: Schema, flat: Schema) -> None:
    """Keywords of other drafts and of OpenAPI, in the words of draft 2020-12."""
    if "const" in schema and "enum" not in flat:
        flat["enum"] = [schema["const"]]
    if "example" in schema and "examples" not in flat and schema["example"] is not None:
        flat["examples"] = [schema["example"]]
    for bound, exclusive in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
        if schema.get(exclusive) is True and bound in flat:  # draft 4
            flat[exclusive] = flat.pop(bound)
    for key in _NUMBERS:
        if isinstance(flat.get(key), float) and flat[key].is_integer() and abs(flat[key]) < 2**53:
            flat[key] = int(flat[key])  # 0.0, as Pydantic writes the bound of an integer
    if isinstance(schema.get("required"), str):
        flat["required"] = [schema["required"]]
    if isinstance(schema.get("required"), bool) or schema.get("optional") is True:
        flat["required"] = bool(schema.get("required")) and schema.get("optional") is not True
    if isinstance(flat.get("enum"), list):
        flat["enum"] = [value for value in flat["enum"] if value is not None]
    if flat.get("enum") == []:
        del flat["enum"]
    if flat.get("deprecated") is False:
        del flat["deprecated"]
    if flat.get("uniqueItems") is False:
        del flat["uniqueItems"]
    if isinstance(flat.get("examples"), list):
        flat["examples"] = flat["examples"][:_MOST_EXAMPLES]
    if schema.get("additionalProperties") is False:
        flat["additionalProperties"] = False


def _sane(key: str, value: JSON) -> bool:
    if key in _NUMBERS:
        number = isinstance(value, (int, float)) and not isinstance(value, bool)
        return number and (key != "multipleOf" or value > 0)
    if key in _COUNTS:
        return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**31
    if key in _TEXTS:
        return isinstance(value, str) and bool(value)
    if key in _FLAGS:
        return isinstance(value, bool)
    if key == "enum":
        return isinstance(value, list) and bool(value)
    if key == "examples":
        return isinstance(value, list) and bool(value)
    if key == "required":
        return isinstance(value, (list, bool))
    if key == "default":
        return value is not None
    return value is not None
