"""What stands under `parameters` or `returns`, in whatever shape, as one schema."""

from __future__ import annotations

from typing import Any

from digit_tc.errors import RejectedError
from digit_tc.records import JSON, Finding


def as_parameters(told: JSON, findings: list[Finding]) -> dict[str, Any]:
    """One object schema: from a schema, a bare mapping of properties, a list of named
    parameters, or nothing. Raises `RejectedError`."""
    if told is None or told in ({}, [], False):
        if told is None:
            _repaired(findings, "no-parameters", "No parameters were told; it takes none.")
        return {"type": "object", "properties": {}}
    if isinstance(told, list):
        _repaired(findings, "parameter-list", "A list of parameters became an object schema.")
        return _from_list(told)
    if not isinstance(told, dict):
        raise _unreadable(f"They are of type {type(told).__name__}, not a schema.")
    if _reads_as_schema(told):
        return told
    told = {name: part for name, part in told.items() if part is not None}
    if all(isinstance(part, (dict, str)) for part in told.values()):
        _repaired(findings, "bare-properties", "A bare mapping of parameters became a schema.")
        return {"type": "object", "properties": told}
    raise _unreadable("They are neither a schema nor a mapping of parameters.")


def as_returns(told: JSON) -> dict[str, Any] | None:
    """The schema of a result, or None where nothing is said that could be one."""
    if isinstance(told, str):
        return {"type": told} if 0 < len(told) < 60 and " " not in told.strip() else None
    if not isinstance(told, dict) or not told:
        return None
    if _reads_as_schema(told):
        return told
    if all(isinstance(part, (dict, str)) for part in told.values()) and "description" not in told:
        return {"type": "object", "properties": told}
    return None


def _reads_as_schema(told: dict[str, Any]) -> bool:
    if isinstance(told.get("$ref"), str) or isinstance(told.get("type"), (str, list)):
        # A parameter may be called `type`; then it stands beside other mappings, told by a string.
        return not _all_mappings(told, but="type") or "properties" in told or len(told) == 1
    if isinstance(told.get("properties"), dict):
        return True
    return any(isinstance(told.get(key), list) for key in ("allOf", "anyOf", "oneOf", "enum"))


def _all_mappings(told: dict[str, Any], but: str) -> bool:
    others = [part for name, part in told.items() if name != but]
    known = told.keys() & {"items", "additionalProperties", "$defs", "definitions", "description"}
    return bool(others) and not known and all(isinstance(part, dict) for part in others)


def _from_list(told: list[JSON]) -> dict[str, Any]:
    properties: dict[str, Any] = {}
    for entry in told:
        name = entry.get("name") if isinstance(entry, dict) else None
        if not isinstance(name, str):
            raise _unreadable("They are a list whose entries have no names.")
        inner = entry.get("schema")
        rest = {key: value for key, value in entry.items() if key not in ("name", "schema")}
        properties[name] = {**inner, **rest} if isinstance(inner, dict) else rest
    return {"type": "object", "properties": properties}


def _unreadable(detail: str) -> RejectedError:
    return RejectedError(detail, reason="unreadable-parameters")


def _repaired(findings: list[Finding], rule: str, detail: str) -> None:
    findings.append(Finding(rule=rule, where="/parameters", severity="repaired", detail=detail))
