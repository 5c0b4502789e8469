"""The file of replies: keys, several processes, a killed one, a damaged file, a full disk."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from digit_tc.errors import StoreError
from digit_tc.llm import ChatMessage, ModelGateway, ModelRequest, ScriptedModel, read_calls
from digit_tc.llm.call_log import read_spending
from digit_tc.llm.reply_cache import FILE_NAME, ReplyCache, compute_key, encode_request

_ROOT = Path(__file__).parents[2]
_WRITER = _ROOT / "tests" / "support" / "reply_writer.py"
_REQUEST = ModelRequest(
    model="openai/writer",
    messages=(ChatMessage(role="user", content="Größe: 5 €"),),
    reply_schema={"type": "object", "properties": {"b": {}, "a": {}}},
    temperature=0.9,
)


def _writer(folder: Path, *arguments: str, **more: Any) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, str(_WRITER), str(folder), *arguments],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(_ROOT)},
        **more,
    )


def test_a_key_is_the_same_in_every_process() -> None:
    assert compute_key(encode_request(_REQUEST)) == "reply-b2a2ffe3b13f883259aaca5780b7425b"


@pytest.mark.parametrize(
    "change",
    [
        {"model": "openai/other"},
        {"messages": (ChatMessage(role="system", content="Größe: 5 €"),)},
        {"messages": (ChatMessage(role="user", content="Größe: 6 €"),)},
        {"reply_schema": None},
        {"reply_name": "other"},
        {"temperature": None},
        {"max_output_tokens": 4096},
        {"sample": 1},
    ],
)
def test_whatever_changes_the_request_changes_its_key(change: dict[str, Any]) -> None:
    assert set(ModelRequest.model_fields) == {
        "model",
        "messages",
        "reply_schema",
        "reply_name",
        "temperature",
        "max_output_tokens",
        "sample",
    }
    changed = _REQUEST.model_copy(update=change)
    assert compute_key(encode_request(changed)) != compute_key(encode_request(_REQUEST))


def test_the_order_in_a_schema_does_not_change_the_key() -> None:
    turned = {"properties": {"a": {}, "b": {}}, "type": "object"}
    changed = _REQUEST.model_copy(update={"reply_schema": turned})
    assert compute_key(encode_request(changed)) == compute_key(encode_request(_REQUEST))


def test_four_processes_at_once_agree_on_every_reply(tmp_path: Path) -> None:
    begin, at_once = os.pipe()
    writers = [_writer(tmp_path, name, "300", "shared", stdin=begin) for name in "abcd"]
    assert {_line(writer) for writer in writers} == {"ready"}
    os.close(at_once)
    told = [dict(_pairs(writer.communicate(timeout=60)[0])) for writer in writers]
    os.close(begin)
    assert [writer.returncode for writer in writers] == [0] * 4
    assert len(told[0]) == 300
    assert told[0] == told[1] == told[2] == told[3]
    with sqlite3.connect(tmp_path / FILE_NAME) as connection:
        rows = connection.execute("SELECT run_id FROM calls ORDER BY position").fetchall()
    connection.close()
    assert sum(one != other for one, other in pairwise(rows)) > 20, "they took turns"
    for name in "abcd":
        assert len(read_calls(tmp_path, f"run-{name}")) == 300
    replies = ReplyCache(tmp_path)
    assert {key: replies.get(key).text[0] for key in told[0]} == told[0]  # type: ignore[union-attr]
    replies.close()


def test_a_killed_process_loses_nothing_that_it_acknowledged(tmp_path: Path) -> None:
    writer = _writer(tmp_path, "a", "1000000")
    assert writer.stdout is not None
    told = [writer.stdout.readline() for _ in range(600)]
    os.kill(writer.pid, signal.SIGKILL)
    rest, _ = writer.communicate()
    acknowledged = {key for key, _ in _pairs("".join(told) + rest[: rest.rfind("\n") + 1])}
    replies = ReplyCache(tmp_path)
    assert all(replies.get(key) is not None for key in acknowledged)
    replies.close()
    rows = {row.key for row in read_calls(tmp_path, "run-a")}
    with sqlite3.connect(tmp_path / FILE_NAME) as connection:
        stored = {key for (key,) in connection.execute("SELECT key FROM replies")}
    connection.close()
    assert acknowledged <= stored == rows


def test_a_damaged_file_is_named_and_left_alone(asking: ModuleType, tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    path.write_bytes(b"no database at all " * 1000)
    with pytest.raises(StoreError, match=r"replies.sqlite is damaged.* Move it") as raised:
        ModelGateway(asking.run_config(), tmp_path, "run", ScriptedModel([]))
    assert str(path) in str(raised.value)
    assert path.read_bytes().startswith(b"no database")


def test_damage_inside_the_file_is_told(asking: ModuleType, tmp_path: Path) -> None:
    writer = _writer(tmp_path, "a", "300")
    keys = [key for key, _ in _pairs(writer.communicate(timeout=60)[0])]
    path = tmp_path / FILE_NAME
    content = bytearray(path.read_bytes())
    content[8192:] = b"\x07" * (len(content) - 8192)
    path.write_bytes(bytes(content))
    with pytest.raises(StoreError, match="damaged"):
        _read_all(tmp_path, keys)


@pytest.mark.parametrize(
    "nonsense",
    [
        "UPDATE replies SET body = 'nonsense'",
        "UPDATE replies SET body = x'ff00'",
        "UPDATE replies SET body = CAST(x'ff00' AS TEXT)",
        "UPDATE replies SET body = 7",
        "UPDATE calls SET body = 'nonsense'",
        "UPDATE calls SET body = CAST(x'ff00' AS TEXT)",
        "UPDATE calls SET body = '{}', ended_at = 'x'",
        "UPDATE calls SET ended_at = 'x'",
        "UPDATE calls SET began_at = CAST(x'ff00' AS TEXT)",
        "ALTER TABLE replies RENAME COLUMN body TO other",
        "DROP TABLE calls",
    ],
)
def test_rows_that_hold_nonsense_are_told(tmp_path: Path, nonsense: str) -> None:
    writer = _writer(tmp_path, "a", "3")
    keys = [key for key, _ in _pairs(writer.communicate(timeout=60)[0])]
    with sqlite3.connect(tmp_path / FILE_NAME) as connection:
        connection.execute(nonsense)
    connection.close()
    with pytest.raises(StoreError, match="damaged"):
        _read_everything(tmp_path, keys)


def _read_everything(folder: Path, keys: list[str]) -> None:
    _read_all(folder, keys)
    read_calls(folder, "run-a")
    read_spending(folder, "run-a")


def test_a_file_of_a_newer_version_is_refused(asking: ModuleType, tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / FILE_NAME)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(StoreError, match="newer version"):
        ModelGateway(asking.run_config(), tmp_path, "run", ScriptedModel([]))


def test_a_place_that_cannot_hold_the_file_is_told(asking: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreError, match="cannot be used"):
        ModelGateway(asking.run_config(), tmp_path / "file", "run", ScriptedModel([]))


def test_a_full_disk_ends_the_run_and_keeps_what_was_paid_before(
    asking: ModuleType, tmp_path: Path
) -> None:
    script = """
import asyncio, importlib.util, resource, signal, sys
from pathlib import Path
from digit_tc.errors import StoreError
from digit_tc.llm import ModelGateway, ScriptedModel
spec = importlib.util.spec_from_file_location("asking", sys.argv[1])
asking = importlib.util.module_from_spec(spec)
spec.loader.exec_module(asking)
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (600_000, 600_000))

async def main():
    models = ModelGateway(asking.run_config(), Path(sys.argv[2]), "run",
                    ScriptedModel(lambda _: {"text": "x" * 5000}))
    number = 0
    try:
        while True:
            await models.ask(asking.purpose(number), asking.prompt(number), asking.SCHEMA)
            number += 1
    except StoreError as error:
        print(number, "|", error)
    try:
        await models.close()
    except StoreError:
        pass

asyncio.run(main())
"""
    done = subprocess.run(
        [sys.executable, "-c", script, str(_ROOT / "tests/support/asking.py"), str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={**os.environ, "PYTHONPATH": str(_ROOT)},
    )
    assert done.returncode == 0, done.stderr
    answered, told = done.stdout.split("|")
    assert int(answered) > 20
    assert "replies.sqlite" in told
    assert "same command again" in told

    async def again() -> int:
        model = ScriptedModel(lambda _: {"text": "y"})
        async with ModelGateway(asking.run_config(), tmp_path, "run", model) as models:
            for number in range(int(answered) + 3):
                await models.ask(asking.purpose(number), asking.prompt(number), asking.SCHEMA)
        return len(model.requests)

    assert asking.run_in_virtual_time(again()) <= 3


def _line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def _pairs(lines: str) -> list[tuple[str, str]]:
    return [(line.split()[0], line.split()[1]) for line in lines.splitlines()]


def _read_all(folder: Path, keys: list[str]) -> None:
    replies = ReplyCache(folder)
    try:
        for key in keys:
            replies.get(key)
    finally:
        replies.close()
