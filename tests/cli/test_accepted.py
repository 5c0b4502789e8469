"""What the commands say of a run whose dataset is still empty."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from digit_tc.store import Store


def test_what_is_accepted_and_not_in_the_dataset_yet_is_told(
    digit_tc: Any, database: Path, tmp_path: Path
) -> None:
    with Store(database).writing() as writer:
        writer.admit("demo-1", [], only=True)
    assert "0 (3 accepted)" in digit_tc("runs", "--db", database).out
    said = digit_tc("export", "latest", "--to", tmp_path / "train.jsonl", "--db", database)
    assert (said.code, said.out) == (2, "")
    assert "3 accepted conversations and none in its dataset yet" in said.err
    assert "digit-tc resume demo-1" in said.err
    assert not (tmp_path / "train.jsonl").exists()
