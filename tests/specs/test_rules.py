"""Every finding has a meaning and a remedy, and readiness has reasons."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

import digit_tc
from digit_tc.records import Tool
from digit_tc.specs import load_tools
from digit_tc.specs.readiness import reasons
from digit_tc.specs.rules import RULES, is_loss

ROOM = Path(digit_tc.__file__).parent
NAMED = re.compile(
    r'(?:rule|reason)="([a-z-]+)"|(?:found|_note|_found|_whole)\(\s*"([a-z-]+)"'
    r'|_tell\(\s*draft,\s*"([a-z-]+)"|_repaired\(\s*findings,\s*"([a-z-]+)"'
    r'|reject\(\s*(?:f?"[^"]*"|[^,"]+),\s*"([a-z-]+)"|rejection\([^"]*"([a-z-]+)"'
)


def names_in(text: str) -> set[str]:
    return {next(filter(None, groups)) for groups in NAMED.findall(text)}


def test_every_finding_of_the_code_has_a_meaning() -> None:
    files = [*(ROOM / "specs").rglob("*.py"), ROOM / "writers/grammar/fillable.py"]
    named = set.union(*(names_in(path.read_text(encoding="utf-8")) for path in files))
    assert {"missing-type", "no-parameters", "webhook", "type-hints", "too-large"} <= named
    assert named - RULES.keys() == set()
    spoken = " ".join(path.read_text(encoding="utf-8") for path in files if path.stem != "rules")
    assert [name for name in RULES if f'"{name}"' not in spoken] == []


def load(tmp_path: Path, *tools: Any) -> list[Tool]:
    path = tmp_path / "t.json"
    path.write_text(json.dumps(tools), encoding="utf-8")
    return list(load_tools([str(path)]).tools)


MESSY = {
    "name": "f",
    "parameters": {
        "type": "object",
        "required": ["a", "gone"],
        "properties": {
            "a": {},
            "b": {"type": "string", "enum": ["x", {"y": 1}], "default": "z"},
            "c": {"type": "string", "description": "Defaults to 'fast'.", "not": {"const": 1}},
        },
    },
}


def test_readiness_is_one_less_what_its_reasons_cost(tmp_path: Path) -> None:
    whole = {
        "name": "ring",
        "description": "Ring the bell",
        "parameters": {"type": "object", "properties": {}, "required": []},
        "returns": {"type": "object", "properties": {"ok": {"type": "boolean"}}},
    }
    first, second = load(tmp_path, MESSY, whole)
    assert (second.readiness, reasons(second)) == (1.0, ())
    why = {reason.rule: reason for reason in reasons(first)}
    assert {
        "untold-result",
        "undescribed",
        "untyped",
        "missing-description",
        "enum-misfit",
        "default-misfit",
        "required-absent",
        "told-default",
        "keyword-dropped",
    } == set(why)
    assert all(reason.cost > 0 and reason.remedy and reason.what for reason in why.values())
    assert first.readiness == round(max(0, 1 - sum(one.cost for one in why.values())), 4)
    assert "a, b" in why["undescribed"].what


def test_every_tool_below_one_has_a_reason(tmp_path: Path) -> None:
    named = {"name": "g", "description": "Give", "parameters": {"p": "str", "q": "Gremlin"}}
    for tool in load(tmp_path, MESSY, named, {"name": "h"}):
        assert (tool.readiness < 1) == bool(reasons(tool))


@pytest.mark.parametrize(
    ("schema", "rule"),
    [
        ({"type": "string", "not": {"const": "a"}}, "keyword-dropped"),
        ({"type": "object", "properties": {"a": {"type": "string"}},
          "dependentRequired": {"a": ["b"]}}, "keyword-dropped"),
        ({"type": "string", "enum": ["a", ["b"]]}, "enum-misfit"),
        ({"type": "integer", "examples": [1, "x"]}, "example-misfit"),
        ({"type": ["integer", "string"]}, "alternatives"),
    ],
)  # fmt: skip
def test_what_is_not_used_is_a_loss(tmp_path: Path, schema: Any, rule: str) -> None:
    parameters = {"type": "object", "properties": {"x": schema}, "required": []}
    (tool,) = load(tmp_path, {"name": "f", "parameters": parameters})
    assert rule in {finding.rule for finding in tool.findings if is_loss(finding)}
