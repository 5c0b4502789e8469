"""`digit-tc tools --profile` and `--to`."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def test_profiles_are_told_with_their_reasons(digit_tc: Any) -> None:
    told = digit_tc("tools", "starter", "--profile")
    assert told.code == 0
    block = told.out.split("bank::list_transactions")[1].split("bank::set_budget")[0]
    assert "search transaction" in block
    assert "account_id: account" in block
    assert "from_date: date >=, to_date: date <=, category" in block
    assert "tier     A" in block
    assert "effect by name and description" in block


def test_a_catalogue_is_written_once(digit_tc: Any, tmp_path: Path) -> None:
    target = tmp_path / "catalogue.yaml"
    first = digit_tc("tools", "starter", "--to", target)
    assert (first.code, "75 tools" in first.out) == (0, True)
    assert target.read_text("utf-8").startswith("# Tools with what they are taken to mean.")
    again = digit_tc("tools", "starter", "--to", target)
    assert again.code == 2
    assert "it may have been corrected" in again.err
