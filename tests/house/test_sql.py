"""Whoever is not the store asks it by methods: no other room writes SQL."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
_STATEMENT = re.compile(
    r"\bSELECT\b.+\bFROM\b|\bINSERT\s+(OR\s+\w+\s+)?INTO\b|\bDELETE\s+FROM\b|\bUPDATE\s+\w+\s+SET\b",
    re.DOTALL,
)
_ELSEWHERE = (
    "digit_tc/store/",
    "digit_tc/llm/",  # the replies of models have a file of their own, SQLite's
    "flows/server/database.py",  # the database of another program: Prefect's
    # Values: what a user might give a tool.
    "digit_tc/values/pools.py",
    "digit_tc/values/technical_values.py",
)


def statements_in(source: str) -> Iterator[str]:
    """The texts of a module that are SQL."""
    for node in ast.walk(ast.parse(source)):
        text = node.value if isinstance(node, ast.Constant) else None
        if isinstance(text, str) and _STATEMENT.search(text):
            yield text


def test_no_room_but_the_store_writes_sql() -> None:
    found = {
        path.relative_to(ROOT).as_posix()
        for room in ("digit_tc", "flows", "tasks")
        for path in (ROOT / room).rglob("*.py")
        if any(statements_in(path.read_text("utf-8")))
    }
    assert {name for name in found if not name.startswith(_ELSEWHERE)} == set()
    assert any(name.startswith("digit_tc/store/") for name in found)


def test_a_statement_is_seen() -> None:
    planted = 'x = "SELECT a\\nFROM b"\ny = f"DELETE FROM {x}"\nz = "select one from these"'
    assert len(list(statements_in(planted))) == 2
