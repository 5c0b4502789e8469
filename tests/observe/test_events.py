"""The file of events: whole lines in order, whatever happens around it."""

from __future__ import annotations

import json
import os
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digit_tc.observe import EventFile, Observer, follow_events, locate_events, read_events


def _lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_bytes().splitlines()]


def test_an_event_has_its_moment_its_name_and_its_run(tmp_path: Path) -> None:
    observer = Observer(tmp_path, "demo-1")
    observer.emit("stage.begun", stage="ingest", attempt=1, told=None)
    (event,) = _lines(locate_events(tmp_path))
    assert str(event.pop("at")).endswith("+00:00")
    assert event == {"event": "stage.begun", "run": "demo-1", "stage": "ingest", "attempt": 1}


def test_lines_of_many_threads_are_all_there_and_whole(tmp_path: Path) -> None:
    file = EventFile(tmp_path / "events.jsonl", "demo-1")

    def write(number: int) -> None:
        for one in range(50):
            file.write("shard.begun", {"shard": number, "one": one, "long": "x" * 500})

    threads = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = {(line["shard"], line["one"]) for line in _lines(tmp_path / "events.jsonl")}
    assert len(found) == 8 * 50


def test_two_writers_of_one_file_append(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    one, other = EventFile(path, "a"), EventFile(path, "b")
    for _ in range(3):
        one.write("run.registered", {})
        other.write("run.registered", {})
    assert [line["run"] for line in _lines(path)] == ["a", "b"] * 3


def test_half_a_line_of_before_does_not_spoil_the_next_one(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    path.write_bytes(b'{"event": "run.registered"}\n{"event": "stage.be')
    EventFile(path, "demo-1").write("run.ended", {"status": "done"})
    assert [event["event"] for event in read_events(path)] == ["run.registered", "run.ended"]


def test_what_a_full_disk_swallowed_is_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "events.jsonl"
    file = EventFile(path, "demo-1")
    real, full = os.write, True

    def write(number: int, data: bytes) -> int:
        if not full:
            return real(number, data)
        if len(data) > 40:
            return real(number, data[:40])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("digit_tc.observe.events.os.write", write)
    for _ in range(3):
        file.write("shard.begun", {"shard": 1})
    full = False
    file.write("shard.ended", {"shard": 1})
    file.write("run.ended", {})
    last = list(read_events(path))
    assert [(one["event"], one.get("lost")) for one in last] == [
        ("shard.ended", 3),
        ("run.ended", None),
    ]


def test_a_folder_that_cannot_be_made_ends_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    Observer(tmp_path / "file" / "run", "demo-1").emit("run.registered")


@given(st.text())
def test_any_text_is_told_or_left_out_but_never_raises(text: str) -> None:
    Observer(Path("/dev/null/nowhere"), text).emit("budget.spent", told=text)


def test_what_looks_like_a_key_is_left_out(tmp_path: Path) -> None:
    key = "sk-" + "a1B2c3D4" * 4
    observer = Observer(tmp_path, "demo-1")
    observer.emit("budget.spent", told=f"refused {key}", deep={"list": [f"Bearer {key}"]})
    observer.emit("models.state", state="waiting for http://me:pass@host/?api_key=abc123")
    text = locate_events(tmp_path).read_text()
    assert key not in text
    assert "me:pass" not in text
    assert "abc123" not in text
    assert "http://...@host" in text


def test_whoever_follows_sees_what_comes_later_and_stops_with_the_run(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    file = EventFile(path, "demo-1")
    file.write("run.registered", {})
    asked = 0

    def goes_on() -> bool:
        nonlocal asked
        asked += 1
        file.write("shard.begun", {"shard": asked})
        return asked < 3

    seen = [event.get("shard") for event in follow_events(path, goes_on)]
    assert seen == [None, 1, 2, 3]
