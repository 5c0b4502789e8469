"""Public fields say what they hold: whoever reads a class needs no second file."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = (
    "api.py", "config", "export", "formats", "llm", "mock_provider", "observe", "quality",
    "records", "report", "shards", "store",
)  # fmt: skip
"""Packages and modules in which every public field has a docstring; others follow."""
_BASES = {"Record", "Section", "BaseModel", "BaseSettings", "NamedTuple"}


def fields_without_docstring(source: str) -> list[str]:
    """`Class.field` for each public field of a record, section, named tuple or dataclass."""
    classes = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ClassDef))
    return [
        f"{found.name}.{name}"
        for found in classes
        if not found.name.startswith("_") and _holds_fields(found)
        for name in _bare_fields(found)
    ]


def _holds_fields(found: ast.ClassDef) -> bool:
    names = {ast.unparse(base).partition("[")[0] for base in found.bases}
    return bool(names & _BASES) or any("dataclass" in ast.unparse(d) for d in found.decorator_list)


def _bare_fields(found: ast.ClassDef) -> Iterator[str]:
    following: list[ast.stmt | None] = [*found.body[1:], None]
    for statement, after in zip(found.body, following, strict=True):
        if not isinstance(statement, ast.AnnAssign) or not isinstance(statement.target, ast.Name):
            continue
        documented = isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant)
        if not statement.target.id.startswith("_") and not documented:
            yield statement.target.id


def test_a_bare_field_is_found() -> None:
    source = 'class Price(Section):\n    usd: float\n    unit: str\n    """Of it."""\n'
    assert fields_without_docstring(source) == ["Price.usd"]
    assert fields_without_docstring(source.replace("Section", "Protocol")) == []


@pytest.mark.parametrize("room", ROOMS)
def test_every_public_field_has_a_docstring(room: str) -> None:
    found = {
        f"{path.relative_to(ROOT)}: {name}"
        for path in _sources(ROOT / "digit_tc" / room)
        for name in fields_without_docstring(path.read_text(encoding="utf-8"))
    }
    assert found == set()


def _sources(room: Path) -> list[Path]:
    sources = [room] if room.suffix else sorted(room.rglob("*.py"))
    assert sources, f"There is nothing to read at {room}."
    return sources
