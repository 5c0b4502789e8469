"""A database of 0.1 is read as one that this version wrote."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from digit_tc.records import Conversation
from digit_tc.store import Store, rows
from digit_tc.store import migrations as steps

ROWS: dict[str, list[dict[str, Any]]] = json.loads(
    Path(__file__).with_name("conversation_of_0_1.json").read_text("utf-8")
)
RUN, CONVERSATION = ROWS["conversations"][0]["run_id"], ROWS["conversations"][0]["id"]
_OF_MESSAGES = 5
"""Version of the schema from which on messages are stored."""


@pytest.fixture
def old(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A database of before, with one conversation that makes two mistakes."""
    import duckdb

    path = tmp_path / "old.duckdb"
    before = [one for one in steps.migrations() if one.version < _OF_MESSAGES]
    with monkeypatch.context() as patch:
        patch.setattr(steps, "migrations", lambda: tuple(before))
        with Store(path).writing():
            pass
    with duckdb.connect(str(path)) as connection:
        for table, content in ROWS.items():
            incoming = pa.Table.from_pylist(content)
            connection.register("incoming", incoming)
            connection.execute(f"INSERT INTO {table} BY NAME SELECT * FROM incoming")  # noqa: S608
            connection.unregister("incoming")
    return path


def _read(path: Path) -> Conversation:
    with Store(path).reading() as reader:
        (conversation,) = reader.conversations(RUN)
    return conversation


def test_what_was_said_and_done_is_what_it_was(old: Path) -> None:
    before = json.loads(ROWS["conversations"][0]["record"])
    now = _read(old)
    assert now.id == before["id"]
    for turn, was in zip(now.turns, before["turns"], strict=True):
        assert (turn.request, turn.summary) == (was["request"], was["summary"])
        assert (turn.kind, turn.shape, turn.chain) == (was["kind"], was["shape"], was["chain"])
        fields = ("id", "turn", "group", "step", "tool", "arguments", "hidden", "result", "status")
        for call, made in zip(turn.calls, was["calls"], strict=True):
            assert {name: getattr(call, name) for name in fields} == {n: made[n] for n in fields}
        wrong = [(one.arguments, one.result) for one in turn.mistakes]
        assert wrong == [(one["arguments"], one["result"]) for one in was["wrong"]]
    assert len(now.mistakes) == 2


def test_the_tables_are_as_this_version_writes_them(old: Path) -> None:
    now = _read(old)
    written = {
        "messages": rows.build_message_rows(RUN, now),
        "calls": rows.build_call_rows(RUN, now),
        "arguments": rows.build_argument_rows(RUN, now),
    }
    with Store(old).reading() as reader:
        for table, expected in written.items():
            wanted = list(expected)
            columns = ", ".join(f'"{name}"' for name in wanted[0])
            found = reader.sql(f"SELECT {columns} FROM {table}").rows  # noqa: S608
            as_told = [tuple(row.values()) for row in wanted]
            assert sorted(map(repr, found)) == sorted(map(repr, as_told)), table


def test_the_database_of_before_is_kept_beside_it(old: Path) -> None:
    size = old.stat().st_size
    _read(old)
    copy = old.with_name(f"{old.name}.version-{_OF_MESSAGES - 1}.backup")
    assert copy.stat().st_size == size


def test_a_conversation_whose_plan_a_model_wrote_has_no_chain_but_its_calls(old: Path) -> None:
    import duckdb

    with duckdb.connect(str(old)) as connection:
        connection.execute("DELETE FROM scenarios")
    now = _read(old)
    for turn in now.turns:
        assert turn.spec.chain is not None
        assert turn.spec.chain.steps == tuple(call.tool for call in turn.calls)
