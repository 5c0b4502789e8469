"""The shared folder of a run's shards: a path on a shared disk, or any address of fsspec."""

from __future__ import annotations

import contextlib
import errno
import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from digit_tc.errors import ConfigError, StoreError

_LOCAL = {"file", "local"}
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT}


class ShardsFolder:
    """The files of one run in the shared folder. Every file appears whole or not at all.

    Raises ConfigError for an address that cannot be used on this machine, StoreError where a file
    cannot be read or written.
    """

    def __init__(self, address: str, run_id: str) -> None:
        self.address = _absolute(address)
        self.run_id = run_id

    def __repr__(self) -> str:
        return f"ShardsFolder({_without_secrets(self.address)!r}, {self.run_id!r})"

    @property
    def label(self) -> str:
        """The address for people, without user names and passwords."""
        return f"{_without_secrets(self.address).rstrip('/')}/{self.run_id}"

    @property
    def local(self) -> Path | None:
        """The run's folder on a disk of this machine; None at a remote address."""
        return Path(self._at) if self._is_local else None

    def has(self, name: str) -> bool:
        """Whether there is such a file."""
        with self._errors("looked at"):
            return bool(self._system.exists(self._path(name)))

    def read(self, name: str) -> bytes:
        """The bytes of a file. Raises FileNotFoundError where there is none."""
        with self._errors("read"):
            return bytes(self._system.cat_file(self._path(name)))

    def write(self, name: str, content: bytes) -> None:
        """Write a file under a temporary name, and rename it when it is whole."""
        path = self._path(name)
        # Two workers may write the same shard at once, where one of them was believed dead.
        part = f"{path}.{uuid.uuid4().hex}.part"
        with self._errors("written to"):
            self._system.makedirs(self._at, exist_ok=True)
            try:
                if self._is_local:
                    _write_through(Path(part), content)
                    Path(part).replace(path)
                else:
                    self._system.pipe_file(part, content)
                    self._system.mv(part, path)
            except BaseException:
                with contextlib.suppress(Exception):
                    self._system.rm_file(part)
                raise

    def remove(self, name: str) -> None:
        """Remove a file, where there is one."""
        with self._errors("written to"), contextlib.suppress(FileNotFoundError):
            self._system.rm_file(self._path(name))

    def tidy(self) -> None:
        """Remove the run's folder where it holds nothing but unfinished files."""
        with contextlib.suppress(Exception):
            left = [str(path) for path in self._system.ls(self._at, detail=False)]
            if all(path.endswith(".part") for path in left):
                self._system.rm(self._at, recursive=True)

    def __reduce__(self) -> tuple[object, ...]:
        return (ShardsFolder, (self.address, self.run_id))

    def _path(self, name: str) -> str:
        return f"{self._at}/{name}"

    @property
    def _at(self) -> str:
        return f"{self._place[1].rstrip('/')}/{self.run_id}"

    @property
    def _system(self) -> Any:
        return self._place[0]

    @property
    def _is_local(self) -> bool:
        protocol = self._system.protocol
        return bool(_LOCAL & set([protocol] if isinstance(protocol, str) else protocol))

    @cached_property
    def _place(self) -> tuple[Any, str]:
        import fsspec.core

        try:
            system, path = fsspec.core.url_to_fs(self.address)
        except (ImportError, ValueError) as problem:
            raise ConfigError(
                f"The shards folder {_without_secrets(self.address)} cannot be used here: "
                f"{str(problem).rstrip('.')}.",
                remedy="Name a folder on a shared disk, or install what its address needs on "
                "this machine and on all workers.",
            ) from problem
        return system, str(path)

    @contextmanager
    def _errors(self, done: str) -> Iterator[None]:
        try:
            yield
        except (StoreError, ConfigError, FileNotFoundError):
            raise
        except OSError as problem:
            if problem.errno in _NO_ROOM:
                raise StoreError(
                    f"The shards folder {self.label} is full.",
                    remedy="Free some space there; `digit-tc resume` goes on, and repeats no shard "
                    "that is stored.",
                ) from problem
            raise StoreError(
                f"The shards folder {self.label} cannot be {done}: "
                f"{problem.strerror or type(problem).__name__}.",
                remedy="See that it is there and that you may write to it, or name another one "
                "with --shards-folder.",
            ) from problem
        except Exception as problem:
            # The clients of object stores raise errors of their own.
            raise StoreError(
                f"The shards folder {self.label} cannot be {done}: "
                f"{type(problem).__name__}: {str(problem)[:200]}.",
                remedy="See that its address is right and that you may use it.",
            ) from problem


def _absolute(address: str) -> str:
    if "://" in address or "::" in address:
        return address.rstrip("/")
    return str(Path(address).expanduser().absolute())


def _without_secrets(address: str) -> str:
    if "://" not in address:
        return address
    parts = urlsplit(address)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], query="", fragment="").geturl()


def _write_through(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
