"""`digit-tc tools` says what lowers readiness, what was lost, and what helps."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

WHOLE = {
    "name": "ring",
    "description": "Ring the bell.",
    "parameters": {"type": "object", "properties": {}, "required": []},
    "returns": {"type": "object", "properties": {"ok": {"type": "boolean"}}},
}
LOSING = {
    "name": "weigh",
    "description": "Weigh it.",
    "parameters": {"type": "object", "properties": {"unit": {"enum": ["kg", "lb"]},
                   "to": {"type": "string", "not": {"const": "x"}}}, "required": []},
}  # fmt: skip


def write(path: Path, *tools: Any) -> Path:
    path.write_text(json.dumps(tools), encoding="utf-8")
    return path


def test_reasons_losses_and_remedies_are_shown(digit_tc: Any, tmp_path: Path) -> None:
    said = digit_tc("tools", write(tmp_path / "t.json", WHOLE, LOSING, {"description": "None."}))
    assert said.code == 0
    assert "What lowers readiness" in said.out
    assert "Parameters without a description: unit, to." in said.out
    assert "Describe each parameter." in said.out
    assert "Lost: 1" in said.out
    assert "/parameters/properties/to" in said.out
    assert "Dropped: 1" in said.out


def test_strict_ends_with_2_where_anything_is_lost(digit_tc: Any, tmp_path: Path) -> None:
    path = tmp_path / "t.json"
    assert digit_tc("tools", "--strict", write(path, WHOLE)).code == 0
    said = digit_tc("tools", "--strict", write(path, WHOLE, LOSING))
    assert said.code == 2
    assert "weigh" in said.out
    assert "1 thing is not used" in said.err
    assert digit_tc("tools", "--strict", write(path, WHOLE, {"description": "None."})).code == 2


def test_strict_keeps_the_output_json(digit_tc: Any, tmp_path: Path) -> None:
    said = digit_tc("tools", "--strict", "--json", write(tmp_path / "t.json", LOSING))
    (tool,) = json.loads(said.out)["tools"]
    assert said.code == 2
    assert {"keyword-dropped", "untold-result"} <= {one["rule"] for one in tool["reasons"]}
    assert all(one["remedy"] for one in tool["reasons"])
    assert {one["effect"] for one in tool["findings"]} >= {"lost"}
