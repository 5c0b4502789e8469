"""A new server's database is made at once, and is what Prefect's own migrations make.

A new version of Prefect needs a new script: look at what changed, then run this file with
`DIGIT_TC_RENEW_GOLDEN=1`.
"""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from flows.server import database
from flows.server.database import SCHEMA, describe_schema, make_database

MIGRATE = """
import asyncio
from prefect.server.database import provide_database_interface
asyncio.run(provide_database_interface().create_db())
"""


def content_of(path: Path) -> list[list[str]]:
    """All that a database holds: tables, indexes, triggers, views and rows.

    Each statement as its parts, since migrations make the constraints of a table in any order.
    """
    with closing(sqlite3.connect(path)) as connection:
        return sorted(
            sorted(part.removesuffix(";").removesuffix("\n)").strip() for part in one.split(","))
            for one in connection.iterdump()
        )


def columns_of(path: Path) -> list[tuple[object, ...]]:
    """The columns of all tables, in their order."""
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(
            "SELECT of.name, has.* FROM sqlite_master AS of, pragma_table_xinfo(of.name) AS has"
            " WHERE of.type = 'table' ORDER BY of.name, has.cid"
        ).fetchall()


@pytest.mark.timeout(120)
def test_a_new_database_is_what_the_migrations_of_prefect_make(tmp_path: Path) -> None:
    kept = {name: value for name, value in os.environ.items() if "PREFECT" not in name}
    home = {"PREFECT_HOME": str(tmp_path), "PREFECT_SERVER_ANALYTICS_ENABLED": "false"}
    subprocess.run([sys.executable, "-c", MIGRATE], env={**kept, **home}, check=True)
    migrated = tmp_path / "prefect.db"
    if os.environ.get("DIGIT_TC_RENEW_GOLDEN"):
        SCHEMA.write_text(describe_schema(migrated), encoding="utf-8")

    made = tmp_path / "made" / "prefect.db"
    made.parent.mkdir()
    assert make_database(made), "it needs no migrations"
    assert content_of(made) == content_of(migrated)
    assert columns_of(made) == columns_of(migrated)


def test_under_another_version_prefect_makes_its_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = tmp_path / "prefect.db"
    assert make_database(made)
    monkeypatch.setattr(database, "version", lambda _name: "3.99.0")
    assert not make_database(made), "what is there may have to be migrated"
    assert not make_database(tmp_path / "new.db")
    assert not (tmp_path / "new.db").exists()


def test_an_older_database_is_migrated_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "prefect.db"
    make_database(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = 'a0284438370e'")
        connection.commit()
    before = content_of(path)
    assert not make_database(path)
    assert content_of(path) == before


def test_what_is_left_of_a_database_that_was_removed_is_no_part_of_the_new_one(
    tmp_path: Path,
) -> None:
    path, log = tmp_path / "prefect.db", tmp_path / "prefect.db-wal"
    make_database(path)
    fresh = content_of(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE older (id)")
        connection.commit()
        left = log.read_bytes()
    path.unlink()
    log.write_bytes(left)
    make_database(path)
    assert content_of(path) == fresh


def test_what_is_no_database_is_left_to_prefect(tmp_path: Path) -> None:
    path = tmp_path / "prefect.db"
    path.write_text("something else")
    assert not make_database(path)
    assert path.read_text() == "something else"
    assert not make_database(tmp_path / "missing" / "prefect.db")
