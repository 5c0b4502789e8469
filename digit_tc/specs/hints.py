"""What a specification says of its tool's meaning, as far as it can be meant."""

from __future__ import annotations

from collections.abc import Mapping

from digit_tc.records import JSON, Finding
from digit_tc.records.profile import EFFECTS, ToolProfile
from digit_tc.semantics.corrections import correct_profile
from digit_tc.specs.draft import Draft
from digit_tc.specs.lint.rule import Schema
from digit_tc.specs.values import representable


def read_hints(draft: Draft, parameters: Schema, findings: list[Finding]) -> dict[str, JSON]:
    """The hints of a draft by name; one that says nothing is left out, and that is a finding."""
    kept: dict[str, JSON] = {}
    for name, told in draft.hints.items():
        if fault := _fault(name, told, parameters):
            detail = f"{name} is {str(told)[:80]!r}: {fault}. It is not used."
            findings.append(
                Finding(rule="unknown-hint", where=f"/{name}", severity="defect", detail=detail)
            )
        else:
            kept[name] = representable(told, draft.label)
    return kept


def _fault(name: str, told: JSON, parameters: Schema) -> str:
    if name == "x-effect" and told not in EFFECTS:
        return f"an effect is one of {', '.join(EFFECTS)}"
    if name == "x-entity" and not (isinstance(told, str) and told.strip()):
        return "an entity is a noun"
    if name == "x-key":
        return _unknown(told if isinstance(told, list) else [told], parameters)
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
