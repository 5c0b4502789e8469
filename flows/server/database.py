"""The database of a private server, made at once: Prefect's migrations of a new one take seconds.

`prefect_schema.sql` is what the migrations of one version of Prefect come to. Under another
version, and where the database is of another one, Prefect migrates as ever.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from importlib.metadata import version
from pathlib import Path

SCHEMA = Path(__file__).with_name("prefect_schema.sql")


def make_database(path: Path) -> bool:
    """Make a server's database where there is none; gives whether it needs no migrations.

    Call it while no server uses the database. What keeps it from being made is Prefect's to tell.
    """
    script = SCHEMA.read_text(encoding="utf-8")
    try:
        if not path.exists():
            if not script.startswith(_describe_version("")):
                return False
            _make(path, script)
        with closing(sqlite3.connect(path)) as connection:
            return script.startswith(f"{_describe_version(_read_revision(connection))}\n")
    except (OSError, sqlite3.Error):
        return False


def describe_schema(path: Path) -> str:
    """The text of `prefect_schema.sql` from a database that Prefect made and nobody used yet."""
    with closing(sqlite3.connect(path)) as connection:
        revision = _read_revision(connection)
        # In order of names, tables before what is made on them.
        found = connection.execute(
            "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY type != 'table', name"
        )
        made = [f"{sql};" for (sql,) in found]
    stamp = f"INSERT INTO alembic_version VALUES ('{revision}');\n"  # noqa: S608  (Prefect's own)
    return "\n".join([_describe_version(revision), *made, stamp])


def _make(path: Path, script: str) -> None:
    draft = path.with_suffix(".draft")
    draft.unlink(missing_ok=True)
    # What is left of a database that somebody removed would be taken for a part of this one.
    path.with_name(f"{path.name}-wal").unlink(missing_ok=True)
    with closing(sqlite3.connect(draft)) as connection:
        connection.executescript(f"BEGIN;\n{script}COMMIT;")
    draft.replace(path)


def _describe_version(revision: str) -> str:
    return f"-- Prefect {version('prefect')}, revision {revision}"


def _read_revision(connection: sqlite3.Connection) -> str:
    return "".join(*connection.execute("SELECT version_num FROM alembic_version"))
