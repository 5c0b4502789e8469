"""The files of one format: the whole dataset, and its parts where they are wanted."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO

import orjson

from digit_tc.config import ExportConfig
from digit_tc.formats import Format, get_format
from digit_tc.records import Conversation, Tool

_PARTS = ("train", "validation")


class Output:
    """Writes the rows of one format, to the file of the whole dataset and to that of their part."""

    def __init__(self, form: Format, whole: Path, *, split_files: bool) -> None:
        self.form = form
        self.whole = whole
        self.parts = {
            part: whole.with_name(f"{whole.stem}.{part}{form.SUFFIX}")
            for part in (_PARTS if split_files else ())
        }
        self.counts = dict.fromkeys(self.paths, 0)
        """Rows by file."""
        self.size_in_bytes = 0
        """Size of the file of the whole dataset so far."""
        self._digest = sha256()

    @property
    def paths(self) -> tuple[Path, ...]:
        """All its files, the whole first."""
        return (self.whole, *self.parts.values())

    @property
    def sha256(self) -> str:
        """SHA-256 of the file of the whole dataset so far, as 64 hexadecimal digits."""
        return self._digest.hexdigest()

    def write(
        self,
        conversation: Conversation,
        tools: Mapping[str, Tool],
        part: str,
        files: Mapping[Path, BinaryIO],
    ) -> None:
        """Append the rows of a conversation. `files` are all paths, opened."""
        paths = (self.whole, self.parts[part]) if self.parts else (self.whole,)
        for row in self.form.rows(conversation, tools, part):
            line = encode_row(row)
            for path in paths:
                files[path].write(line)
                self.counts[path] += 1
            self._digest.update(line)
            self.size_in_bytes += len(line)


def name_dataset_file(stem: str, config: ExportConfig) -> str:
    """The name of the file with the whole dataset, where people named none."""
    return f"{stem}{get_format(config.format[0]).SUFFIX}"


def encode_row(row: Mapping[str, Any]) -> bytes:
    """A row as one line of JSON with its line feed."""
    return orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE)
