"""Files as text: bounded, decoded by their own marks, and refused with a reason."""

from __future__ import annotations

import codecs
import stat
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path

from digit_tc.errors import SpecError
from digit_tc.specs.limits import FILE_BYTES, LINE_BYTES

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_BINARY = (
    (b"PK\x03\x04", "a ZIP archive"), (b"\x1f\x8b", "a gzip file"), (b"PAR1", "a Parquet file"),
    (b"%PDF", "a PDF"), (b"\x89PNG", "a picture"), (b"SQLite format", "a SQLite database"),
)  # fmt: skip


def read_text(path: Path) -> str:
    """The whole file as text. Raises `SpecError` where it is missing, too large or not text."""
    size = size_on_disk(path)
    if size > FILE_BYTES:
        raise SpecError(
            f"{path.name} has {size / 2**20:.0f} MB; at most {FILE_BYTES // 2**20} MB are read.",
            remedy="Split it, or write it as JSONL with one tool a line, which may be longer.",
        )
    try:
        with path.open("rb") as file:
            return decode(file.read(FILE_BYTES + 1), path.name)
    except OSError as error:
        raise SpecError(f"{path.name} cannot be read: {error.strerror}.") from None


def decode(raw: bytes, label: str) -> str:
    """Bytes as text: by their byte-order mark, else UTF-8. Raises `SpecError` otherwise."""
    if not raw.strip():
        raise SpecError(f"{label} is empty.", remedy="Give a file with tool specifications.")
    encoding = next((name for mark, name in _MARKS if raw.startswith(mark)), "utf-8")
    for magic, kind in _BINARY:
        if raw.startswith(magic):
            raise SpecError(f"{label} is {kind}, not text.", remedy="Give JSON, JSONL or YAML.")
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as error:
        if b"\0" in raw[:4096]:
            raise SpecError(
                f"{label} is a binary file, not text.", remedy="Give JSON, JSONL or YAML."
            ) from None
        raise SpecError(
            f"{label} is not UTF-8 text: byte {error.start} cannot be decoded.",
            remedy="Save it as UTF-8.",
        ) from None
    if "\0" in text[:4096]:
        raise SpecError(f"{label} is a binary file, not text.", remedy="Give JSON, JSONL or YAML.")
    return text


def read_lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """Numbered lines, one at a time. Raises `SpecError` at a line longer than `LINE_BYTES`."""
    with path.open("rb") as file:
        number = 0
        while line := file.readline(LINE_BYTES + 1):
            number += 1
            if len(line) > LINE_BYTES:
                raise SpecError(
                    f"Line {number} of {path.name} has more than {LINE_BYTES // 2**20} MB.",
                    remedy="Split it: one tool or one row a line.",
                )
            if line.strip():
                yield number, line.removeprefix(codecs.BOM_UTF8)


def size_on_disk(path: Path) -> int:
    """Bytes of a regular file. Raises `SpecError` for anything else."""
    try:
        status = path.stat()
    except (OSError, ValueError) as error:
        raise missing(path, error) from None
    if not stat.S_ISREG(status.st_mode):
        raise SpecError(f"{path.name} is not a regular file.", remedy="Give a file or a folder.")
    return status.st_size


def missing(path: Path, error: Exception | None = None) -> SpecError:
    """The error for a path that cannot be found, with names that look like it."""
    if isinstance(error, PermissionError):
        return SpecError(f"{path.name} may not be read: permission denied.")
    try:
        names = [entry.name for entry in path.parent.iterdir()]
    except (OSError, ValueError):
        names = []
    close = get_close_matches(path.name, names, n=3, cutoff=0.6)
    remedy = f"Did you mean {' or '.join(close)}?" if close else "Check the path."
    return SpecError(f"There is no file {str(path)!r}.", remedy=remedy)
