"""Ids of one kind in one form: as the parameters of the same tools want them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from digit_tc.language.entities import id_noun
from digit_tc.language.kinds import meaning_of
from digit_tc.records import Tool
from digit_tc.semantics import profile_of

Form = tuple[str, str]
"""JSON type and pattern (empty where there is none) of an id."""


def forms_of(tools: Sequence[Tool]) -> dict[str, Form]:
    """For each noun the form that most parameters with its ids have; the first wins a tie."""
    seen: dict[str, Counter[Form]] = {}
    for tool in tools:
        nouns = profile_of(tool).names
        for name, schema in tool.parameters.get("properties", {}).items():
            if not isinstance(schema, Mapping) or schema.get("enum"):
                continue
            kind = schema.get("type")
            if kind not in ("string", "integer"):
                continue
            meaning = meaning_of(name, schema, nouns[0] if nouns else "")
            if meaning.kind != "identifier" or not meaning.entity:
                continue
            pattern = schema.get("pattern")
            form = (kind, pattern if kind == "string" and isinstance(pattern, str) else "")
            seen.setdefault(meaning.entity.split()[-1], Counter())[form] += 1
    return {noun: forms.most_common(1)[0][0] for noun, forms in seen.items()}


def with_forms(
    schema: dict[str, Any], forms: Mapping[str, Form], repeated: Collection[str] = ()
) -> dict[str, Any]:
    """The schema with the ids in it in the forms that are wanted; the schema itself stays.

    Fields in `repeated` are left alone: they say again what the call was given.
    """
    changed: dict[str, Any] = {}
    for name, inner in schema.get("properties", {}).items():
        if name in repeated:
            continue
        if inner.get("type") == "array" and inner.get("items", {}).get("type") == "object":
            items = with_forms(inner["items"], forms)
            if items is not inner["items"]:
                changed[name] = {**inner, "items": items}
            continue
        form = forms.get(id_noun(name) or "")
        said = {key: value for key, value in inner.items() if key == "description"}
        if form is not None and inner == {"type": "string"} | said and form != ("string", ""):
            changed[name] = {"type": form[0], **({"pattern": form[1]} if form[1] else {}), **said}
    if not changed:
        return schema
    return {**schema, "properties": {**schema["properties"], **changed}}
