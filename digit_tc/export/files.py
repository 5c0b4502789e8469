"""Writes several files so that all of them appear, or none."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from digit_tc.errors import ConfigError, DigitError, StoreError


@contextmanager
def write_atomically(paths: Sequence[Path]) -> Iterator[tuple[BinaryIO, ...]]:
    """Open files to write, which appear under their names together when the block is done.

    Where the block raises, files that were there before are as they were. Raises ConfigError for
    a missing folder or no permission, StoreError for a full disk.
    """
    parts = [path.with_name(f".{path.name}.{os.getpid()}.part") for path in paths]
    try:
        for path in paths:
            refuse_unusable(path)
        with ExitStack() as stack:
            files = tuple(stack.enter_context(part.open("wb")) for part in parts)
            yield files
            for file in files:
                file.flush()
                os.fsync(file.fileno())
        for part, path in zip(parts, paths, strict=True):
            part.replace(path)
    except OSError as error:
        raise _explained(error, paths[0]) from error
    finally:
        for part in parts:
            # Where nothing can be written, nothing can be removed either.
            with suppress(OSError):
                part.unlink(missing_ok=True)


def refuse_unusable(path: Path) -> None:
    """Raise ConfigError where `path` cannot be a file to write."""
    if path.is_dir():
        raise ConfigError(
            f"{path} is a folder, and the export is a file.",
            remedy="Name a file inside it, such as dataset.jsonl.",
        )
    if not path.parent.is_dir():
        raise ConfigError(
            f"The folder {path.parent} for the export does not exist.",
            remedy="Make it, or name a file in a folder that exists.",
        )
    if not os.access(path if path.exists() else path.parent, os.W_OK):
        raise ConfigError(
            f"There is no permission to write {path}.",
            remedy="Name a file in a folder that you may write to.",
        )


def _explained(error: OSError, path: Path) -> DigitError:
    if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
        return StoreError(
            f"The disk is full: {path} could not be written, and nothing was left behind.",
            remedy="Free some space and export again; the run itself is unharmed.",
        )
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return ConfigError(
            f"There is no permission to write {path}.",
            remedy="Name a file in a folder that you may write to.",
        )
    return ConfigError(f"{path} cannot be written: {error.strerror}.", remedy="Name another file.")
