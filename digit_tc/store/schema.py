"""Keeps a database at the schema of this version."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from digit_tc.errors import StoreError
from digit_tc.store.migrations import Migration

Connect = Callable[[], AbstractContextManager[Any]]


def read_version(connection: Any, path: Path) -> int:
    """The schema version of a database; 0 for an empty one.

    Raises StoreError for a database that holds other tables.
    """
    import duckdb

    # Listing the tables takes DuckDB half as long as opening the file: first the question that
    # nearly every database can answer.
    try:
        found = connection.execute("SELECT max(version) FROM schema_version").fetchone()
        return int(found[0] or 0)
    except duckdb.CatalogException:
        pass
    tables = {
        row[0]
        for row in connection.execute(
            "SELECT table_name FROM duckdb_tables() WHERE NOT internal"
        ).fetchall()
    }
    if tables:
        raise StoreError(
            f"{path} is a DuckDB database of something else: it holds the table {min(tables)}.",
            remedy="Name another file for the runs of digit-tc.",
        )
    return 0


def refuse_newer(version: int, known: Sequence[Migration], path: Path) -> None:
    """Raise StoreError for a database made by a later version of digit-tc."""
    newest = known[-1].version
    if version > newest:
        raise StoreError(
            f"The database {path} has schema version {version}; this digit-tc knows versions up "
            f"to {newest}.",
            remedy="Upgrade digit-tc, or name another file.",
        )


def upgrade(connect: Connect, known: Sequence[Migration], path: Path) -> None:
    """Bring the database to the newest schema; an older one is copied beside itself first."""
    with connect() as connection:
        before = read_version(connection, path)
        refuse_newer(before, known, path)
        if before == 0:
            _apply(connection, known)
            return
        if before == known[-1].version:
            return
        connection.execute("CHECKPOINT")
    # Copied while nobody here has it open: closing a second handle would drop DuckDB's own lock.
    _copy_beside(path, before)
    with connect() as connection:
        present = read_version(connection, path)
        _apply(connection, [migration for migration in known if migration.version > present])


def _apply(connection: Any, pending: Sequence[Migration]) -> None:
    connection.execute("BEGIN")
    connection.execute(
        "CREATE TABLE IF NOT EXISTS schema_version (version INTEGER PRIMARY KEY, name VARCHAR)"
    )
    for migration in pending:
        connection.execute(migration.sql)
        if migration.then is not None:
            migration.then(connection)
        connection.execute(
            "INSERT INTO schema_version VALUES (?, ?)", [migration.version, migration.name]
        )
    connection.execute(
        "COMMENT ON TABLE schema_version IS 'The migrations that this database has had.'"
    )
    connection.execute("COMMIT")


def _copy_beside(path: Path, version: int) -> None:
    copy = path.with_name(f"{path.name}.version-{version}.backup")
    number = 1
    while copy.exists():
        number += 1
        copy = path.with_name(f"{path.name}.version-{version}.backup-{number}")
    unfinished = copy.with_name(copy.name + ".part")
    try:
        shutil.copy2(path, unfinished)
        unfinished.replace(copy)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        raise StoreError(
            f"The older database {path} cannot be copied before it is upgraded: {error.strerror}.",
            remedy="Make room beside it, or copy it by hand and try again.",
        ) from error
