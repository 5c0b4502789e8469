"""Text as JSON values: JSON, JSON lines or YAML, told by looking at it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from digit_tc.errors import SpecError
from digit_tc.records import JSON
from digit_tc.specs.foreign import refuse_foreign_text
from digit_tc.specs.limits import FILE_BYTES, LINE_BYTES
from digit_tc.specs.text import decode, read_lines, read_text, size_on_disk
from digit_tc.specs.values import finite_float, representable
from digit_tc.specs.yaml_events import parse_yaml

Parsed = tuple[JSON, list[str]]
"""A value and the keys that stood twice in one mapping of it."""


def parse_text(text: str, label: str) -> Parsed:
    """The value of a JSON, JSONL or YAML text. Raises `SpecError` where it is none of them."""
    if text.lstrip()[:1] not in ("{", "["):
        refuse_foreign_text(text, label)
        value, duplicates = parse_yaml(text, label)
        return representable(value, label), duplicates
    try:
        return parse_json(text, label)
    except json.JSONDecodeError as error:
        rows = _rows(text, label) if error.msg == "Extra data" else None
        if rows is not None:
            return rows
        if label.lower().endswith((".yaml", ".yml")):
            value, duplicates = parse_yaml(text, label)
            return representable(value, label), duplicates
        raise SpecError(
            f"{label} is not valid JSON at line {error.lineno}, column {error.colno}: {error.msg}.",
            remedy="Mend that line.",
        ) from None


def parse_json(text: str, label: str) -> Parsed:
    """The value of a JSON text; NaN and infinities become null. Raises `JSONDecodeError`."""
    duplicates: list[str] = []

    def pairs_hook(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        built = dict(pairs)
        if len(built) < len(pairs):
            seen: set[str] = set()
            duplicates.extend(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        return built

    try:
        value = json.loads(
            text,
            object_pairs_hook=pairs_hook,
            parse_constant=lambda _: None,
            parse_float=finite_float,
        )
    except RecursionError:
        raise SpecError(
            f"{label} is nested too deeply to be read.", remedy="Flatten it or remove that part."
        ) from None
    except ValueError as error:
        if isinstance(error, json.JSONDecodeError):
            raise
        # Python refuses to convert numbers of thousands of digits.
        raise SpecError(f"{label} holds a number with too many digits.") from None
    return representable(value, label), duplicates


def parse_file(path: Path) -> Parsed:
    """The value of a file that is small enough to be read whole."""
    return parse_text(read_text(path), path.name)


def streams(path: Path) -> bool:
    """True where a file is too large to be read whole and its first line is a JSON object."""
    if size_on_disk(path) <= FILE_BYTES:
        return False
    with path.open("rb") as file:
        first = file.readline(LINE_BYTES + 1)
    try:
        return isinstance(json.loads(first), dict)
    except (ValueError, RecursionError):
        return False


def stream_rows(path: Path) -> Iterator[tuple[int, JSON]]:
    """The rows of a JSONL file, one at a time. Raises `SpecError` at a line that is no JSON."""
    for number, line in read_lines(path):
        try:
            value, _ = parse_json(decode(line, path.name), path.name)
        except json.JSONDecodeError as error:
            raise SpecError(
                f"{path.name} is not valid JSON at line {number}: {error.msg}.",
                remedy="Mend that line.",
            ) from None
        yield number, value


def _rows(text: str, label: str) -> Parsed | None:
    rows: list[JSON] = []
    duplicates: list[str] = []
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            value, twice = parse_json(line, label)
        except json.JSONDecodeError as error:
            if not rows:
                return None
            raise SpecError(
                f"{label} is not valid JSON at line {number}: {error.msg}.",
                remedy="Mend that line.",
            ) from None
        rows.append(value)
        duplicates += twice
    return rows, duplicates
