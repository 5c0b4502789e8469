"""Numbered migrations: each file takes a database from the version before it to its own."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class Migration:
    """One step of the schema."""

    version: int
    """The version that the database has afterwards, from 1, without gaps."""
    name: str
    sql: str


@cache
def migrations() -> tuple[Migration, ...]:
    """All migrations in order."""
    found = []
    for entry in files(__package__).iterdir():
        if entry.name.endswith(".sql"):
            number, _, name = entry.name.removesuffix(".sql").partition("_")
            found.append(Migration(int(number), name, entry.read_text(encoding="utf-8")))
    return tuple(sorted(found, key=lambda migration: migration.version))
