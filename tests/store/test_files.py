"""Files that cannot be used, and databases of other versions."""

from __future__ import annotations

import os

import pytest

from digit_tc.errors import StoreError
from digit_tc.store import Store
from digit_tc.store import migrations as steps


def open_both_ways(path):
    store = Store(path, wait_in_seconds=0.2)
    return (store.reading, store.writing)


def execute(path, *statements):
    import duckdb

    connection = duckdb.connect(str(path))
    for statement in statements:
        connection.execute(statement)
    connection.close()


def test_reading_where_there_is_no_database_says_how_to_make_one(tmp_path):
    with pytest.raises(StoreError, match=r"no database at .*digit-tc generate"):
        Store(tmp_path / "no.duckdb").reading().__enter__()
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path):
    path = tmp_path / "notes.txt"
    path.write_text("hello\n" * 2000, encoding="utf-8")
    for look in open_both_ways(path):
        with pytest.raises(StoreError, match=r"not a database of digit-tc.*Name another file"):
            look().__enter__()
    assert path.read_text(encoding="utf-8") == "hello\n" * 2000


def test_a_folder_is_refused(tmp_path):
    for look in open_both_ways(tmp_path):
        with pytest.raises(StoreError, match=r"is a folder.*Name a file inside it"):
            look().__enter__()


def test_a_folder_that_cannot_be_made_is_refused(tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(StoreError, match="cannot be made"):
        Store(tmp_path / "file" / "sub" / "digit.duckdb").writing().__enter__()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_file_without_permission_is_refused(tmp_path):
    path = tmp_path / "digit.duckdb"
    with Store(path).writing():
        pass
    path.chmod(0)
    for look in open_both_ways(path):
        with pytest.raises(StoreError, match="no permission"):
            look().__enter__()


def test_a_database_of_something_else_is_refused(tmp_path):
    path = tmp_path / "other.duckdb"
    execute(path, "CREATE TABLE invoices (a INTEGER)")
    for look in open_both_ways(path):
        with pytest.raises(StoreError, match="something else: it holds the table invoices"):
            look().__enter__()


def test_a_newer_database_is_refused_and_left_alone(tmp_path):
    path = tmp_path / "digit.duckdb"
    with Store(path).writing():
        pass
    execute(path, "INSERT INTO schema_version VALUES (99, 'later')")
    before = path.read_bytes()
    for look in open_both_ways(path):
        with pytest.raises(StoreError, match=r"schema version 99.*Upgrade digit-tc"):
            look().__enter__()
    assert path.read_bytes() == before


@pytest.mark.parametrize("way", ["reading", "writing"])
def test_an_older_database_is_upgraded_with_a_copy_beside_it(tmp_path, monkeypatch, samples, way):
    path = tmp_path / "digit.duckdb"
    one = samples.build_conversation(0)
    with Store(path).writing() as writer:
        writer.put_conversations("r", [one], [samples.build_assessment(one)])
    known = steps.migrations()
    later = steps.Migration(
        known[-1].version + 1, "notes", "ALTER TABLE runs ADD COLUMN notes VARCHAR DEFAULT ''"
    )
    with monkeypatch.context() as patch:
        patch.setattr(steps, "migrations", lambda: (*known, later))
        with getattr(Store(path), way)():
            pass
        with Store(path).reading() as reader:
            assert "notes" in reader.sql("SELECT * FROM runs").columns
            assert reader.conversation("r", one.id) == one
    copy = tmp_path / f"digit.duckdb.version-{known[-1].version}.backup"
    with Store(copy).reading() as reader:
        assert reader.conversation("r", one.id) == one
    with pytest.raises(StoreError, match="Upgrade digit-tc"):
        Store(path).reading().__enter__()


def test_a_migration_that_fails_leaves_the_old_database(tmp_path, monkeypatch):
    path = tmp_path / "digit.duckdb"
    with Store(path).writing():
        pass
    known = steps.migrations()
    broken = steps.Migration(
        known[-1].version + 1, "broken", "CREATE TABLE half (a INTEGER); SELECT nonsense"
    )
    with monkeypatch.context() as patch:
        patch.setattr(steps, "migrations", lambda: (*known, broken))
        with pytest.raises(StoreError):
            Store(path).writing().__enter__()
    with Store(path).reading() as reader:
        tables = reader.sql("SELECT table_name FROM duckdb_tables()").rows
    assert ("half",) not in tables


def test_migrations_are_numbered_from_one_without_gaps():
    versions = [migration.version for migration in steps.migrations()]
    assert versions == list(range(1, len(versions) + 1))
