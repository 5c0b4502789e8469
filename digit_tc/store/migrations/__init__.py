"""Numbered migrations: each file takes a database from the version before it to its own.

Where SQL cannot say it, a module of the same name with an `m` before it goes on: its
`migrate(connection)` is called in the same transaction, after the SQL.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.resources import files
from typing import Any


@dataclass(frozen=True)
class Migration:
    """One step of the schema."""

    version: int
    """The version that the database has afterwards, from 1, without gaps."""
    name: str
    """What it changes, as its file is called: `messages`."""
    sql: str
    """Its statements."""
    then: Callable[[Any], None] | None = None
    """What is done with the connection after the SQL."""


@cache
def migrations() -> tuple[Migration, ...]:
    """All migrations in order."""
    found = []
    for entry in files(__package__).iterdir():
        if entry.name.endswith(".sql"):
            number, _, name = entry.name.removesuffix(".sql").partition("_")
            module = files(__package__).joinpath(f"m{number}_{name}.py")
            then = _migrate_of(f"m{number}_{name}") if module.is_file() else None
            text = entry.read_text(encoding="utf-8")
            found.append(Migration(int(number), name, text, then))
    return tuple(sorted(found, key=lambda migration: migration.version))


def _migrate_of(module: str) -> Callable[[Any], None]:
    def migrate(connection: Any) -> None:
        import_module(f"{__package__}.{module}").migrate(connection)

    return migrate
