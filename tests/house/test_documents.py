"""Commands, run files and queries in the documents are such as the program takes."""

from __future__ import annotations

import ast
import importlib.util
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

import digit_tc
from digit_tc.config import RunConfig, load_run
from digit_tc.store import Store
from flows.cli import cli
from flows.cli.model_options import overrides

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted(
    [
        *(ROOT / name for name in ("README.md", "CONTRIBUTING.md")),
        *(ROOT / "docs").glob("*.md"),
        *(ROOT / "deployments").glob("*.md"),
    ]
)
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)
_ANCHOR = re.compile(r"\]\(([\w./-]*)#([\w-]+)\)")
_LINK = re.compile(r"\]\(([^)#\s]+)[^)]*\)")


def blocks(*languages: str) -> Iterator[tuple[str, str]]:
    """(document, text) of the fenced blocks in some languages."""
    for path in DOCUMENTS:
        for language, text in _BLOCK.findall(path.read_text(encoding="utf-8")):
            if language in languages:
                yield path.relative_to(ROOT).as_posix(), text


def commands() -> list[tuple[str, list[str]]]:
    """(document, words) of the lines that call the program."""
    found = []
    for name, text in blocks("console", "sh"):
        for line in text.replace("\\\n", " ").splitlines():
            words = shlex.split(line.removeprefix("$ "), comments=True)
            while words and re.fullmatch(r"[A-Z_]+=.*", words[0]):
                words = words[1:]
            if words and words[0].rpartition("/")[2] == "digit-tc":
                found.append((name, words[1:]))
    return found


def _id(value: Any) -> str | None:
    return " ".join(value)[:60] if isinstance(value, list) else None


@pytest.mark.parametrize(("document", "words"), commands(), ids=_id)
def test_the_command_is_one_that_the_program_takes(document: str, words: list[str]) -> None:
    command: click.Command = cli
    while isinstance(command, click.Group):
        name, *words = words
        assert name in command.commands, f"{document}: there is no command {name}"
        command = command.commands[name]
    given = command.make_context(command.name, words).params
    if command.name not in ("generate", "pilot"):
        return
    names = ("model", "roles", "api_base", "max_usd", "max_tokens", "max_minutes",
             "max_concurrency", "ablate")  # fmt: skip
    changes = overrides(**{name: given[name] for name in names})
    run_file = given["run_file"]
    if run_file is not None and not (ROOT / run_file).exists():
        assert run_file.parent == Path(), f"{document}: {run_file} is not there"
        run_file = None
    values = {"count": given["count"], "seed": given["seed"], **changes.values}
    load_run(run_file and ROOT / run_file, values, options=changes.options)


def scripts() -> list[tuple[str, str]]:
    """(document, file or module) of the lines that call Python with something of this project."""
    line = re.compile(r"^(?:\$ )?python (?:-m )?([\w./]+)", re.MULTILINE)
    return [(name, found) for name, text in blocks("console", "sh") for found in line.findall(text)]


def test_scripts_are_there() -> None:
    assert scripts()
    for document, name in scripts():
        found = (ROOT / name).is_file() or importlib.util.find_spec(name)
        assert found, f"{document}: {name} is not there"


def _run_files() -> list[tuple[str, str]]:
    fields = set(RunConfig.model_fields)
    return [
        (name, text) for name, text in blocks("yaml")
        if isinstance(content := yaml.safe_load(text), dict) and fields & content.keys()
    ]  # fmt: skip


@pytest.mark.parametrize(("document", "text"), _run_files())
def test_the_run_file_is_one_that_the_program_takes(
    document: str, text: str, tmp_path: Path
) -> None:
    path = tmp_path / "run.yaml"
    path.write_text(text, encoding="utf-8")
    load_run(path)


@pytest.mark.parametrize("text", [text for _, text in blocks("yaml") if text.startswith("- name")])
def test_the_tools_are_read_without_a_defect(text: str, tmp_path: Path) -> None:
    path = tmp_path / "tools.yaml"
    path.write_text(text, encoding="utf-8")
    loaded = digit_tc.load_tools([str(path)])
    assert loaded.tools
    assert not loaded.rejections
    assert [tool.key for tool in loaded.tools if tool.readiness < 1] == []


@pytest.mark.parametrize(("document", "query"), list(blocks("sql")))
def test_the_query_is_one_that_the_database_answers(
    document: str, query: str, tmp_path: Path
) -> None:
    store = Store(tmp_path / "digit-tc.duckdb")
    with store.writing():
        pass
    with store.reading() as reader:
        assert reader.sql(query).columns


def test_documents_hold_commands_run_files_and_queries() -> None:
    assert len(commands()) > 20
    assert len(_run_files()) >= 3
    assert len(list(blocks("sql"))) >= 5


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_what_a_document_points_at_is_there(path: Path) -> None:
    targets = [target for target in _LINK.findall(path.read_text(encoding="utf-8"))
               if "://" not in target]  # fmt: skip
    assert [target for target in targets if not (path.parent / target).exists()] == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_headings_that_a_document_points_at_are_there(path: Path) -> None:
    for target, anchor in _ANCHOR.findall(path.read_text(encoding="utf-8")):
        page = (path.parent / target) if target else path
        headings = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
        slugs = [re.sub(r"[^\w -]", "", text.lower()).replace(" ", "-") for text in headings]
        assert anchor in slugs, f"{path.name}: {target} has no heading {anchor}"


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_names_of_ready_made_queries_are_right(path: Path) -> None:
    from digit_tc.store import list_queries

    known = {query.name for query in list_queries()}
    asked = re.findall(r"sql --example (\w+)", path.read_text(encoding="utf-8"))
    assert [name for name in asked if name not in known] == []


@pytest.mark.parametrize(("document", "text"), list(blocks("python")))
def test_what_a_python_block_imports_is_there(document: str, text: str) -> None:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ImportFrom):
            module = importlib.import_module(node.module or "")
            for alias in node.names:
                assert hasattr(module, alias.name), f"{document}: no {alias.name} in {node.module}"
        if isinstance(node, ast.Attribute) and getattr(node.value, "id", "") == "digit_tc":
            assert node.attr in digit_tc.__all__, f"{document}: digit_tc has no {node.attr}"


def test_the_first_screen_of_the_readme_begins_with_a_preview_and_shows_demo_and_tests() -> None:
    first = "\n".join((ROOT / "README.md").read_text(encoding="utf-8").splitlines()[:24])
    begin = first.index("```console")
    assert "digit-tc preview" in first[begin:].splitlines()[1]
    assert "make demo" in first
    assert "make test" in first


def test_the_readme_leaves_reference_to_the_pages_and_links_every_one_of_them() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 170
    pages = {f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md")}
    assert pages - set(_LINK.findall(text)) == set()
