"""A source as the user names it → readings. The reader is chosen by looking at the content."""

from __future__ import annotations

import re
import urllib.parse
from importlib import resources
from pathlib import Path

from digit_tc.errors import SpecError
from digit_tc.records import JSON
from digit_tc.specs.documents import beside_address, beside_file
from digit_tc.specs.draft import Reading
from digit_tc.specs.foreign import refuse_foreign
from digit_tc.specs.http import fetch
from digit_tc.specs.limits import FILES
from digit_tc.specs.parse import Parsed, parse_file, parse_text, stream_rows, streams
from digit_tc.specs.readers.functions import read_functions, read_rows
from digit_tc.specs.readers.mcp_server import read_mcp
from digit_tc.specs.readers.openapi import is_openapi, read_openapi
from digit_tc.specs.readers.python_code import is_module, read_python
from digit_tc.specs.schema import Documents, References
from digit_tc.specs.text import decode, missing

_FORCED = re.compile(r"(openai|openapi|mcp|python):(.*)", re.DOTALL)
_ENDS = (".json", ".jsonl", ".ndjson", ".yaml", ".yml")


def read_source(source: str) -> list[Reading]:
    """Readings of one source; a folder or a pattern gives one for each file.

    Raises `SpecError` where it cannot be found, read or understood.
    """
    source = source.strip()
    if not source or "\0" in source:
        raise SpecError("A source is empty.", remedy="Name a file, a URL, a module or `starter`.")
    if source == "starter":
        return _starter()
    forced = _FORCED.fullmatch(source)
    kind, target = (forced[1], forced[2].strip()) if forced else ("", source)
    if not target:
        raise SpecError(f"{source} names nothing.", remedy="Write what to read after the colon.")
    if kind == "mcp":
        return [read_mcp(target)]
    if kind == "python":
        return [read_python(target)]
    if target.startswith(("http://", "https://")):
        return [_read_url(target, kind)]
    return _read_local(target, kind)


def _read_local(target: str, kind: str) -> list[Reading]:
    path = Path(target).expanduser()
    try:
        is_folder, exists = path.is_dir(), path.exists()
    except (OSError, ValueError) as error:
        raise SpecError(f"{target[:80]!r} is no path that can be read: {error}.") from None
    if is_folder:
        return _folder(path, kind)
    if exists:
        return [read_python(target) if path.suffix == ".py" and not kind else _file(path, kind)]
    if any(letter in target for letter in "*?["):
        return _pattern(path, kind)
    head = target.partition(":")[0]
    if not kind and (head.endswith(".py") or ("/" not in head and is_module(head))):
        return [read_python(target)]
    raise missing(path)


def _folder(path: Path, kind: str) -> list[Reading]:
    try:
        inside = sorted(path.iterdir())
    except OSError as error:
        raise SpecError(f"The folder {path.name} cannot be read: {error.strerror}.") from None
    files = [each for each in inside if each.suffix.lower() in _ENDS and each.is_file()]
    return _files(files, f"The folder {path.name or path}", kind)


def _pattern(path: Path, kind: str) -> list[Reading]:
    import glob

    files = [Path(each) for each in sorted(glob.glob(str(path), recursive=True))]  # noqa: PTH207
    return _files([each for each in files if each.is_file()], f"The pattern {path.name}", kind)


def _files(files: list[Path], what: str, kind: str) -> list[Reading]:
    if not files:
        raise SpecError(
            f"{what} holds no specification files.",
            remedy=f"Files that end in {', '.join(_ENDS)} are read.",
        )
    if len(files) > FILES:
        raise SpecError(f"{what} holds {len(files)} files; at most {FILES} are read.")
    readings = []
    for each in files:
        try:
            readings.append(_file(each, kind))
        except SpecError as error:
            reading = Reading(each.name)
            reading.reject("", "unreadable-file", error.message)
            readings.append(reading)
    return readings


def _file(path: Path, kind: str) -> Reading:
    if kind != "openapi" and streams(path):
        rows = ((f"line {number}", value) for number, value in stream_rows(path))
        return read_rows(rows, path.name)
    parsed = parse_file(path)
    return _understood(parsed, path.name, kind, beside_file(path, parsed[0]))


def _understood(
    parsed: Parsed,
    label: str,
    kind: str,
    documents: Documents | None = None,
    *,
    reader: str = "openai",
    by_title: bool = False,
) -> Reading:
    value, duplicates = parsed
    if kind != "openai" and is_openapi(value):
        reading = read_openapi(value, label, documents, by_title=by_title)
    elif kind == "openapi":
        raise SpecError(
            f"{label} is no OpenAPI document: it has no `openapi` or `swagger` field.",
            remedy="Leave out `openapi:` if it holds function specifications.",
        )
    elif not isinstance(value, (dict, list)):
        raise SpecError(
            f"{label} holds no tool specifications: {_described(value)}.",
            remedy="Give a list of tools or an OpenAPI document.",
        )
    else:
        refuse_foreign(value, label)
        reading = read_functions(value, label, reader)
        for draft in reading.drafts:
            draft.references = References(documents=documents)
    for key in list(dict.fromkeys(duplicates))[:20]:
        reading.reject(
            f"key {key[:60]!r}",
            "duplicate-key",
            "The key stands twice in one mapping; the last one is used.",
        )
    return reading


def _described(value: JSON) -> str:
    return "it is empty" if value is None else f"it is one value, {str(value)[:40]!r}"


def _starter() -> list[Reading]:
    folder = resources.files("digit_tc") / "data" / "starter"
    files = sorted(folder.iterdir(), key=lambda each: each.name) if folder.is_dir() else []
    files = [each for each in files if each.name.endswith(".yaml")]
    if not files:
        raise SpecError(
            "The starter tool pack is not installed.",
            remedy="Install digit-tc again, or name tools of your own.",
        )
    return [
        _understood(parse_text(each.read_text("utf-8"), each.name), each.name, "openai",
                    reader="starter")
        for each in files
    ]  # fmt: skip


def _read_url(url: str, kind: str) -> Reading:
    parts = urllib.parse.urlsplit(url)
    if not kind and parts.path.rstrip("/").endswith("/mcp"):
        return read_mcp(url)
    raw, came_from = fetch(url)
    label = f"{parts.scheme}://{parts.hostname}{f':{parts.port}' if parts.port else ''}{parts.path}"
    parsed = parse_text(decode(raw, label), label)
    documents = beside_address(came_from, parsed[0])
    return _understood(parsed, label, kind, documents, by_title=True)
