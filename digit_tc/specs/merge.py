"""Tools of all sources in one list: equal ones merged, equal names kept apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from digit_tc.records import Finding, Tool, content_id
from digit_tc.specs.build import Built
from digit_tc.specs.readiness import readiness


@dataclass
class _Kept:
    tool: Tool
    source: int
    namespace: str
    """As its source has it."""
    requires: tuple[str, ...]
    notes: list[Finding] = field(default_factory=list)


def merge(readings: Sequence[Sequence[Built]]) -> tuple[Tool, ...]:
    """Sorted by key; one tool for each fingerprint, and a key that is its own for each tool.

    Within one source the later tool of two with one name gets a suffix, `search_2`. Where a whole
    source meets a namespace that an earlier source has filled otherwise, its namespace gets one.
    """
    kept: dict[str, _Kept] = {}
    by_print: dict[str, str] = {}
    numbers: dict[str, int] = {}
    names: dict[tuple[int, str, str], str] = {}
    told: dict[tuple[int, str, str], str] = {}  # (source, namespace, told name) → key
    for source, reading in enumerate(readings):
        renamed = _namespaces(reading, kept)
        for built in reading:
            tool = built.tool
            own = (source, tool.namespace, built.told_name)
            if twin := by_print.get(tool.fingerprint):
                where = f"{tool.source.label} {tool.source.item}".strip()[:120]
                kept[twin].notes.append(
                    _note("duplicate", f"The same tool also stands in {where}.")
                )
                told.setdefault(own, twin)
                continue
            namespace = renamed.get(tool.namespace, tool.namespace)
            item = (source, tool.source.label, tool.source.item)
            placed = tool.model_copy(update={"namespace": namespace})
            if tool.variant and item in names:  # a form goes by the name of the first one
                placed = _named(placed, names[item])
            notes = []
            if namespace != tool.namespace:
                notes.append(_note("duplicate-namespace", f"It was {tool.namespace}."))
            if placed.key in kept:
                placed = _with_free_name(placed, kept, numbers)
                notes.append(
                    Finding(
                        rule="duplicate-name",
                        where="/name",
                        severity="repaired",
                        detail=f"Another tool is called {tool.name} too.",
                    )
                )
            names[item] = placed.name
            by_print[tool.fingerprint] = placed.key
            told.setdefault(own, placed.key)
            told.setdefault((source, tool.namespace, tool.name), placed.key)
            kept[placed.key] = _Kept(placed, source, tool.namespace, built.requires, notes)
    return tuple(_finished(kept[key], key, kept, told) for key in sorted(kept))


def _namespaces(reading: Sequence[Built], kept: dict[str, _Kept]) -> dict[str, str]:
    """New names for the namespaces of a source that would clash with earlier sources."""
    prints = {entry.tool.fingerprint for entry in kept.values()}
    clashing = {
        built.tool.namespace
        for built in reading
        if built.tool.key in kept and built.tool.fingerprint not in prints
    }
    used = {entry.tool.namespace for entry in kept.values()}
    used |= {built.tool.namespace for built in reading}
    renamed = {}
    for namespace in sorted(clashing):
        renamed[namespace] = _free(namespace, used)
        used.add(renamed[namespace])
    return renamed


def _with_free_name(tool: Tool, kept: dict[str, _Kept], numbers: dict[str, int]) -> Tool:
    number = numbers.get(tool.key, 2)
    while f"{tool.namespace}::{_numbered(tool.name, '_', number)}" in kept:
        number += 1
    numbers[tool.key] = number + 1
    return _named(tool, _numbered(tool.name, "_", number))


def _named(tool: Tool, name: str) -> Tool:
    if name == tool.name:
        return tool
    print_ = content_id("tool", name, tool.description, tool.parameters, tool.returns)
    return tool.model_copy(update={"name": name, "fingerprint": print_})


def _free(namespace: str, used: set[str]) -> str:
    number = 2
    while _numbered(namespace, "-", number) in used:
        number += 1
    return _numbered(namespace, "-", number)


def _numbered(name: str, joint: str, number: int) -> str:
    suffix = f"{joint}{number}"
    return name[: 64 - len(suffix)] + suffix


def _finished(
    entry: _Kept, key: str, kept: dict[str, _Kept], told: dict[tuple[int, str, str], str]
) -> Tool:
    keys, notes = [], list(entry.notes)
    for name in entry.requires:
        namespace, _, local = name.rpartition("::")
        found = told.get((entry.source, namespace or entry.namespace, local))
        found = found or (name if name in kept else None)
        if found is None or found == key:
            notes.append(
                Finding(
                    rule="requires-absent",
                    where="/x-requires",
                    severity="defect",
                    detail=f"It requires {name[:100]!r}, which is no other tool.",
                )
            )
        elif found not in keys:
            keys.append(found)
    findings = (*entry.tool.findings, *notes)
    tool = entry.tool.model_copy(update={"findings": findings, "requires": tuple(keys)})
    return tool.model_copy(update={"readiness": readiness(tool)})


def _note(rule: str, detail: str) -> Finding:
    return Finding(rule=rule, where="", severity="note", detail=detail)
