"""One database file of runs, which several processes use in turn."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

from digit_tc.config.settings import read_settings
from digit_tc.errors import StoreError
from digit_tc.records import Conversation
from digit_tc.store import migrations as steps
from digit_tc.store import schema
from digit_tc.store.connection import open_connection
from digit_tc.store.lookup import PAGE
from digit_tc.store.reader import Reader
from digit_tc.store.writer import Writer


class Store:
    """The database at `path`. Its file is open only while something is read or written.

    `wait_in_seconds` is how long to wait for another process that has the file open, after which
    StoreError names that process. `memory_limit` is DuckDB's, such as `256MB` or `25%` of the
    machine's memory; without it the setting `database_memory` applies.
    """

    def __init__(
        self, path: Path, *, wait_in_seconds: float = 30.0, memory_limit: str | None = None
    ) -> None:
        self.path = Path(path)
        self.wait_in_seconds = wait_in_seconds
        self.memory_limit = memory_limit or read_settings().database_memory

    @contextmanager
    def writing(self) -> Iterator[Writer]:
        """One transaction: all of it is stored, or nothing where the block raises.

        The file and its folder are made where they are missing; an older database is upgraded,
        with a copy beside it. Raises StoreError for a newer one and for a file that cannot be
        used. Keep the block short: others wait for it.
        """
        self._make_folder()
        self._refuse_what_is_no_file()
        with self._open(read_only=False) as connection:
            current = self._is_current(connection)
            if current:
                with _transaction(connection):
                    yield Writer(connection)
        if not current:
            self._upgrade()
            with self._open(read_only=False) as connection, _transaction(connection):
                yield Writer(connection)

    @contextmanager
    def reading(self) -> Iterator[Reader]:
        """Open the database to read from it. Raises StoreError where there is none.

        Keep the block short: writers wait for it.
        """
        self._refuse_what_is_no_file()
        if not self.path.exists():
            raise StoreError(
                f"There is no database at {self.path}.",
                remedy="Make one with `digit-tc generate`, or name an existing one.",
            )
        with self._open(read_only=True) as connection:
            current = self._is_current(connection)
            if current:
                yield Reader(connection)
        if not current:
            self._upgrade()
            with self._open(read_only=True) as connection:
                yield Reader(connection)

    def stream_conversations(
        self, run_id: str, *, accepted: bool | None = True, admitted: bool | None = None
    ) -> Iterator[Conversation]:
        """Conversations in order of index; the file is closed between two pages of them.

        What is streamed are those stored when the stream begins; writers may go on meanwhile.
        """
        with self.reading() as reader:
            indexes = reader.indexes(run_id, accepted=accepted, admitted=admitted)
        for start in range(0, len(indexes), PAGE):
            wanted = indexes[start : start + PAGE]
            with self.reading() as reader:
                page = reader.conversations_between(
                    run_id, wanted[0], wanted[-1], accepted=accepted, admitted=admitted
                )
            known = set(wanted)
            yield from (item for item in page if item.index in known)

    def _open(self, *, read_only: bool) -> AbstractContextManager[Any]:
        return open_connection(
            self.path,
            read_only=read_only,
            wait_in_seconds=self.wait_in_seconds,
            memory_limit=self.memory_limit,
        )

    def _is_current(self, connection: Any) -> bool:
        known = steps.migrations()
        version = schema.read_version(connection, self.path)
        schema.refuse_newer(version, known, self.path)
        return version == known[-1].version

    def _upgrade(self) -> None:
        schema.upgrade(lambda: self._open(read_only=False), steps.migrations(), self.path)

    def _make_folder(self) -> None:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(
                f"The folder {self.path.parent} for the database cannot be made: {error.strerror}.",
                remedy="Name a file in a folder that you may write to.",
            ) from error

    def _refuse_what_is_no_file(self) -> None:
        if self.path.is_dir():
            raise StoreError(
                f"{self.path} is a folder; the database is one file.",
                remedy="Name a file inside it, such as digit-tc.duckdb.",
            )


@contextmanager
def _transaction(connection: Any) -> Iterator[None]:
    connection.execute("BEGIN")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")
