"""The tables of the reference pages name what the code has, no more and no less."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any, get_args

import pytest

import digit_tc
from digit_tc.checks import CHECKS
from digit_tc.config.settings import PREFIX, Settings
from digit_tc.errors import DigitError
from digit_tc.formats import format_names
from digit_tc.kinds import KINDS
from digit_tc.language.transforms import TRANSFORMS, read, same_value
from digit_tc.records import SHAPES, Act, Message, ProvenanceKind, Role
from digit_tc.specs.rules import RULES
from flows.cli import cli

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
_CODE = re.compile(r"`([^`]+)`")


def rows(page: str, header: str) -> list[list[str]]:
    """The cells of all rows of those tables of a page whose first column has this header."""
    found: list[list[str]] = []
    inside = False
    for line in (DOCS / page).read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split(" | ")]
        if not line.startswith("|"):
            inside = False
        elif inside and not line.startswith("|--"):
            found.append(cells)
        inside = inside or (line.startswith("|") and cells[0] == header)
    return found


def names(page: str, header: str) -> list[str]:
    """What stands as code in the first column of these tables."""
    return sorted(name for cells in rows(page, header) for name in _CODE.findall(cells[0]))


def tags(union: Any, field: str) -> list[str]:
    """The values by which the records of a union are told apart."""
    records = get_args(get_args(union)[0])
    return [record.model_fields[field].default for record in records]


def tree_of(error: type[DigitError]) -> Iterable[type[DigitError]]:
    yield error
    for child in error.__subclasses__():
        yield from tree_of(child)


@pytest.mark.parametrize(
    ("page", "header", "wanted"),
    [
        ("transforms.md", "transform", TRANSFORMS),
        ("exports.md", "format", format_names()),
        ("checks.md", "check", [check.NAME for check in CHECKS]),
        ("records.md", "message", tags(Message, "role")),
        ("records.md", "act", tags(Act, "act")),
        ("records.md", "kind of turn", [kind.NAME for kind in KINDS]),
        ("records.md", "source of a value", get_args(ProvenanceKind)),
        ("models.md", "role", get_args(Role)),
        ("findings.md", "finding", RULES),
        ("method.md", "shape", SHAPES),
        ("runs.md", "command", cli.commands),
        ("runs.md", "variable", [PREFIX + field.upper() for field in Settings.model_fields]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_table_names_what_the_code_has(page: str, header: str, wanted: Iterable[str]) -> None:
    assert names(page, header) == sorted(wanted)


def test_the_metadata_of_an_example_are_explained() -> None:
    (conversation,) = digit_tc.conversations(["starter"], count=1)
    tools = {tool.key: tool for tool in digit_tc.load_tools(["starter"]).tools}
    metadata = digit_tc.training_example(conversation, tools)["metadata"]
    assert names("exports.md", "metadata") == sorted({*metadata, "wrong_calls"})


def test_every_exit_code_of_an_error_is_explained() -> None:
    told = {int(cells[0]) for cells in rows("runs.md", "exit code")}
    assert told == {0, *(error.exit_code for error in tree_of(DigitError))}


def test_contributing_draws_the_rooms_that_there_are() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    tree = text.split("```\nflows/")[1].split("```")[0].splitlines()
    drawn = {line.split()[0] for line in tree if line.startswith("  ") and line[2] != " "}
    packages = {path.parent.name for path in (ROOT / "digit_tc").glob("*/__init__.py")}
    assert {name.split("/")[0] for name in drawn if "/" in name} == packages | {"data"}
    assert [name for name in drawn if not (ROOT / "digit_tc" / name).exists()] == []
    outside = {"flows/", *(line.split()[0] for line in tree if line and line[0] != " ")}
    assert [name for name in outside if not (ROOT / name).is_dir()] == []


def test_contributing_sends_nobody_to_a_file_that_is_not_there() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").split("## Where a change goes")[1]
    places = [name for name in _CODE.findall(text) if re.fullmatch(r"[\w/]+(?:/|\.\w+)", name)]
    assert len(places) > 10
    rooms = (ROOT, ROOT / "digit_tc")
    assert [name for name in places if not any((room / name).exists() for room in rooms)] == []


@pytest.mark.parametrize("cells", rows("transforms.md", "transform"), ids=lambda cells: cells[0])
def test_a_transform_reads_its_example_as_the_table_says(cells: list[str]) -> None:
    name, words, value = (_CODE.findall(cell)[0] for cell in cells)
    choices: list[Any] = ["IN_PROGRESS", "reminder"]
    assert same_value(
        read(name, words, today=dt.date(2026, 3, 2), choices=choices), json.loads(value)
    )
