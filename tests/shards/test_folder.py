"""The shared folder: files are whole or not there, and errors are sentences."""

from __future__ import annotations

import errno
import os
import pickle
from pathlib import Path

import pytest

from digit_tc.errors import ConfigError, StoreError
from digit_tc.shards import ShardsFolder


@pytest.mark.parametrize("remote", [False, True])
def test_what_is_written_is_read_by_whoever_has_the_address(tmp_path: Path, remote: bool) -> None:
    address = "memory://shards" if remote else str(tmp_path)
    folder = ShardsFolder(address, f"run-{tmp_path.name}")
    assert not folder.has("one")
    folder.write("one", b"first")
    folder.write("one", b"second")
    other = pickle.loads(pickle.dumps(folder))  # noqa: S301  (our own bytes)
    assert other.has("one")
    assert other.read("one") == b"second"
    assert (other.local is None) == remote
    other.remove("one")
    other.remove("one")
    assert not folder.has("one")
    with pytest.raises(FileNotFoundError):
        folder.read("one")


def test_a_full_disk_leaves_no_piece_under_the_name_and_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = ShardsFolder(str(tmp_path), "demo-1")
    folder.write("one", b"whole")

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StoreError, match=r"The shards folder .* is full"):
        folder.write("one", b"other")
    monkeypatch.undo()
    assert folder.read("one") == b"whole"
    assert [path.name for path in (tmp_path / "demo-1").iterdir()] == ["one"]


def test_a_folder_that_is_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "demo-1").write_text("a file")
    with pytest.raises(StoreError, match=r"cannot be written to: .*name another one with"):
        ShardsFolder(str(tmp_path), "demo-1").write("one", b"")


@pytest.mark.parametrize("address", ["nothing-like-it://x", "s3://user:secret@bucket/shards"])
def test_an_address_that_cannot_be_used_here_is_told_without_its_secrets(address: str) -> None:
    with pytest.raises(ConfigError, match="cannot be used here") as told:
        ShardsFolder(address, "demo-1").has("one")
    assert "secret" not in str(told.value) + repr(ShardsFolder(address, "demo-1"))


def test_only_broken_pieces_are_tidied_away(tmp_path: Path) -> None:
    folder = ShardsFolder(str(tmp_path), "demo-1")
    folder.write("one", b"")
    (tmp_path / "demo-1" / "two.part").write_bytes(b"half")
    folder.tidy()
    assert folder.has("one")
    folder.remove("one")
    folder.tidy()
    assert not (tmp_path / "demo-1").exists()
