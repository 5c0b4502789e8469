"""The measure of profiles sees what is wrong, and says where nothing was measured."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.profiles.__main__ import LABELS, agree, main
from digit_tc.records import Tool, ToolSource
from digit_tc.records.profile import EFFECTS

TOOL = Tool(
    namespace="shop",
    name="list_orders",
    description="List the orders of a customer.",
    parameters={
        "type": "object",
        "properties": {"customer_id": {"type": "string"}, "page": {"type": "integer"}},
        "required": ["customer_id"],
    },
    source=ToolSource(label="test", reader="openai"),
    fingerprint="tool-1",
)
RIGHT = {"effects": ["list"], "things": ["purchase order"], "keys": [["customer_id"]]}


def test_what_a_label_allows_is_right_and_nothing_else() -> None:
    assert set(agree(TOOL, RIGHT).values()) == {True}
    wrong = {
        "effect": RIGHT | {"effects": ["search"]},
        "thing": RIGHT | {"things": ["customer"]},
        "keys": RIGHT | {"keys": [["customer_id", "page"], []]},
    }
    for field, label in wrong.items():
        assert [name for name, good in agree(TOOL, label).items() if not good] == [field]
    assert not agree(TOOL, RIGHT | {"effects": ["delete"]})["reads"]


def test_every_label_says_what_a_profile_can_say() -> None:
    rows = [json.loads(line) for line in LABELS.read_text("utf-8").splitlines()]
    assert len({row["tool"] for row in rows}) == len(rows) == 784
    assert {effect for row in rows for effect in row["effects"]} <= set(EFFECTS)
    assert all(row["things"] and row["keys"] for row in rows)
    assert sum(row["set"] == "fresh" for row in rows) == 200


def test_without_the_tools_nothing_of_theirs_is_measured(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("benchmarks.profiles.__main__._prefect_tools", dict)
    assert main(["--data", str(tmp_path)]) == 0
    assert capsys.readouterr().out.count("nothing was measured") == 2
