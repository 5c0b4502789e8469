"""Whatever cannot be read as tools is told in a moment, and nothing is left behind."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from digit_tc.api import generate
from digit_tc.errors import SpecError

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<</Type/Catalog>>\nendobj\n"
WRONG = {
    "no such path": ("WRONG/PATH", "There is no file"),
    "no such address": ("http://127.0.0.1:1/x.json", "cannot be read: Connection refused"),
    "no such MCP server": ("mcp:no-such-program-anywhere", "there is no such command"),
    "an empty folder": ("empty", "holds no specification files"),
    "a PDF": ("spec.pdf", "is a PDF"),
    "a PDF by another name": ("pdf.json", "is a PDF"),
    "a binary": ("binary.json", "is a binary file"),
    "an empty file": ("nothing.json", "is empty"),
    "an unfinished file": ("broken.json", "is not valid JSON at line 1"),
    "prose": ("prose.txt", "holds no tool specifications"),
    "an empty name": ("", "A source is empty"),
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder full of what is no specification."""
    place = tmp_path / "here"
    (place / "empty").mkdir(parents=True)
    for name, content in {
        "spec.pdf": PDF,
        "pdf.json": PDF,
        "binary.json": bytes(range(256)),
        "nothing.json": b"",
        "broken.json": b'[{"name": ',
        "prose.txt": b"Only words.\n",
        "run.yaml": b"tools: [missing/tools.json]\ncount: 3\n",
    }.items():
        (place / name).write_bytes(content)
    monkeypatch.chdir(place)
    return place


@pytest.mark.parametrize(("source", "told"), WRONG.values(), ids=WRONG)
def test_a_wrong_source_ends_the_command_before_anything_starts(
    digit_tc: Any, folder: Path, tmp_path: Path, source: str, told: str
) -> None:
    said = digit_tc("generate", "--tools", source, "--count", "3")
    assert (said.code, said.out) == (2, "")
    assert told in said.err
    assert len(said.err.splitlines()) == 1
    assert "prefect" not in sys.modules, "importing it takes seconds"
    assert [path.name for path in tmp_path.iterdir()] == [folder.name]


@pytest.mark.parametrize("words", [("run.yaml",), ("run.yaml", "--run-id", "mine")])
def test_a_run_file_that_names_a_wrong_source_leaves_nothing_behind(
    digit_tc: Any, folder: Path, tmp_path: Path, words: tuple[str, ...]
) -> None:
    said = digit_tc("generate", *words)
    assert said.code == 2
    assert "missing/tools.json" in said.err
    assert [path.name for path in tmp_path.iterdir()] == [folder.name]


@pytest.mark.parametrize(("source", "told"), WRONG.values(), ids=WRONG)
def test_a_wrong_source_leaves_nothing_behind_in_python_either(
    folder: Path, tmp_path: Path, source: str, told: str
) -> None:
    with pytest.raises(SpecError, match=told) as raised:
        generate([source], db=tmp_path / "new" / "d.duckdb", export=tmp_path / "d.jsonl", count=3)
    assert raised.value.remedy
    assert [path.name for path in tmp_path.iterdir()] == [folder.name]


def test_what_was_read_is_handed_on_and_not_read_twice(
    digit_tc: Any, pipeline: Any, folder: Path, tmp_path: Path
) -> None:
    handed: list[Any] = []

    def made(*_: object, loaded: Any, **__: object) -> None:
        handed.append(loaded)
        raise SpecError("Enough.")

    pipeline(made)
    script = folder / "counted.py"
    script.write_text(
        "from pathlib import Path\n"
        "with Path('read.txt').open('a') as file: file.write('once ')\n"
        "def ring(bell: str) -> str:\n    '''Ring the bell.'''\n    return bell\n"
    )
    assert digit_tc("generate", "--tools", "counted.py", "--quiet").err.strip() == "Enough."
    assert [tool.name for tool in handed[0].tools] == ["ring"]
    made = generate(["counted.py"], db=tmp_path / "d.db", export=tmp_path / "d.jsonl", count=3)
    assert made.export.conversations == 3
    assert (folder / "read.txt").read_text() == "once once "
