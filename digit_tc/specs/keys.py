"""Names of parameters as every provider accepts them."""

from __future__ import annotations

import re
from typing import Any

from digit_tc.records import Finding
from digit_tc.records.paths import enter
from digit_tc.specs.names import spell_in_latin
from digit_tc.specs.schema import join_pointer

_KEY = re.compile(r"[A-Za-z0-9_.-]{1,64}")


def mend_keys(
    schema: dict[str, Any], findings: list[Finding], path: str = "", pointer: str = "/parameters"
) -> dict[str, str]:
    """Gives parameters, at any depth, names that every provider accepts, in place.

    `tags[]` becomes `tags`, and `tags_2` where there is one of that name. Gives the names that
    were changed: {path of the parameter: the name that it had}.
    """
    changed: dict[str, str] = {}
    told = schema.get("properties", {})
    names = _free_names(list(told))
    for old, new in names.items():
        if new != old:
            changed[enter(path, new)] = old
            detail = f"The parameter was {old!r:.150}."
            where = join_pointer(pointer, "properties", new)
            findings.append(
                Finding(rule="parameter-name", where=where, severity="repaired", detail=detail)
            )
        inner = join_pointer(pointer, "properties", new)
        changed |= mend_keys(told[old], findings, enter(path, new), inner)
    if told:
        schema["properties"] = {names[old]: part for old, part in told.items()}
    if isinstance(schema.get("required"), list):
        listed = schema["required"]
        schema["required"] = [names.get(n, n) if isinstance(n, str) else n for n in listed]
    if "items" in schema:
        changed |= mend_keys(schema["items"], findings, f"{path}[]", f"{pointer}/items")
    return changed


def _free_names(told: list[str]) -> dict[str, str]:
    """{name: accepted name}, all different; names that are accepted already stay."""
    names = {name: name for name in told if _KEY.fullmatch(name)}
    for name in told:
        if name not in names:
            free = base = spell_in_latin(name, "_.-")[:64].rstrip("_") or "value"
            number = 2
            while free in names.values():
                free = f"{base[:60]}_{number}"
                number += 1
            names[name] = free
    return {name: names[name] for name in told}
