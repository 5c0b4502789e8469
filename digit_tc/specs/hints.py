"""What a specification says of its tool's meaning, as far as it can be meant."""

from __future__ import annotations

import re
from collections.abc import Mapping

from digit_tc.records import JSON, Finding
from digit_tc.records.paths import enter
from digit_tc.records.profile import EFFECTS, ToolProfile
from digit_tc.semantics.corrections import correct_profile
from digit_tc.specs.draft import Draft
from digit_tc.specs.lint.rule import Schema
from digit_tc.specs.values import representable

_NOT_FROM = "x-not-from"
_NAME = re.compile(r"[A-Za-z][\w-]{0,63}")


def read_hints(
    draft: Draft, parameters: Schema, refusals: Mapping[str, JSON], findings: list[Finding]
) -> dict[str, JSON]:
    """The hints of a draft by name; one that says nothing is left out, and that is a finding.

    `refusals` are what `split_refusals` found in the schema of the parameters.
    """
    kept: dict[str, JSON] = {}
    hints = {**draft.hints, **({_NOT_FROM: dict(refusals)} if refusals else {})}
    for name, told in hints.items():
        if fault := _fault(name, told, parameters):
            detail = f"{name} is {str(told)[:80]!r}: {fault}. It is not used."
            findings.append(
                Finding(rule="unknown-hint", where=f"/{name}", severity="defect", detail=detail)
            )
        else:
            kept[name] = representable(told, draft.label)
    return kept


def split_refusals(schema: JSON) -> tuple[JSON, dict[str, JSON]]:
    """A schema without its `x-not-from`, and what they said: path of the parameter → tools.

    They are words to us and no part of the tool, which is exported as its source has it.
    """
    found: dict[str, JSON] = {}
    return _without_refusals(schema, "", found), found


def _without_refusals(schema: JSON, path: str, found: dict[str, JSON]) -> JSON:
    if not isinstance(schema, dict):
        return schema
    left = {key: value for key, value in schema.items() if key != _NOT_FROM}
    if _NOT_FROM in schema and path:
        found[path] = schema[_NOT_FROM]
    properties = schema.get("properties")
    if isinstance(properties, dict):
        left["properties"] = {
            name: _without_refusals(inner, enter(path, str(name)), found)
            for name, inner in properties.items()
        }
    if isinstance(schema.get("items"), dict):
        left["items"] = _without_refusals(schema["items"], f"{path}[]", found)
    return left


def _fault(name: str, told: JSON, parameters: Schema) -> str:
    if name == "x-effect" and told not in EFFECTS:
        return f"an effect is one of {', '.join(EFFECTS)}"
    if name == "x-entity" and not (isinstance(told, str) and told.strip()):
        return "an entity is a noun"
    if name == "x-world" and not (isinstance(told, str) and _NAME.fullmatch(told)):
        return "a world is the name of a plug-in"
    if name == "x-key":
        return _unknown(told if isinstance(told, list) else [told], parameters)
    if name == _NOT_FROM:
        if not isinstance(told, Mapping):
            return "it is a mapping of parameters to tools"
        return _unknown([re.split(r"[.\[]", str(path))[0] for path in told], parameters)
    if name == "profile":
        return _fault_of_profile(told, parameters)
    return ""


def _fault_of_profile(told: JSON, parameters: Schema) -> str:
    if not isinstance(told, Mapping):
        return "a profile is a mapping"
    for field in ("keys", "filters", "sets"):
        named = told.get(field)
        if isinstance(named, Mapping) and (fault := _unknown(list(named), parameters)):
            return fault
    try:
        correct_profile(ToolProfile(effect="get"), told)
    except ValueError as error:
        return str(error)
    return ""


def _unknown(names: list[JSON], parameters: Schema) -> str:
    for name in names:
        if not isinstance(name, str) or name not in parameters["properties"]:
            return f"the tool has no parameter {str(name)[:60]!r}"
    return ""
