"""The reply cache: a reply that was paid for is never asked for again, by any process.

It is one SQLite file beside the database, shared by all runs there. A reply and its row of the call
log are stored in one transaction, so that a killed process leaves no paid reply without its row.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

import orjson

from digit_tc.errors import StoreError
from digit_tc.llm.protocol import ModelReply, ModelRequest
from digit_tc.records import ModelCall, canonical_json

FILE_NAME = "replies.sqlite"
_LAYOUT = 1
_TABLES = f"""
BEGIN IMMEDIATE;
CREATE TABLE IF NOT EXISTS replies (
    key TEXT PRIMARY KEY,
    body TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS calls (
    position INTEGER PRIMARY KEY,
    run_id TEXT NOT NULL,
    spell TEXT NOT NULL,
    began_at REAL NOT NULL,
    ended_at REAL NOT NULL,
    counted_tokens INTEGER NOT NULL,
    counted_usd REAL NOT NULL,
    body TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS calls_of_run ON calls (run_id);
PRAGMA user_version = {_LAYOUT};
COMMIT;
"""
_MOVE_AWAY = "Move it to another place and run the same command again: replies are then asked anew."


_DAMAGE = ("malformed", "not a database", "no such table", "no such column", "Could not decode")
"""Words of SQLite's errors about a file that holds something else."""


def encode_request(request: ModelRequest) -> bytes:
    """A request as bytes, the same in every process; keys are computed from them."""
    return canonical_json(
        {
            "model": request.model,
            "messages": [[message.role, message.content] for message in request.messages],
            "schema": request.reply_schema,
            "schema_name": request.reply_name,
            "temperature": request.temperature,
            "max_output_tokens": request.max_output_tokens,
            "sample": request.sample,
        }
    )


def compute_key(canonical_request: bytes) -> str:
    """The key of a reply. It depends on the content of the request, not on where it is sent."""
    return f"reply-{blake2b(canonical_request, digest_size=16).hexdigest()}"


@dataclass(frozen=True)
class CacheEntry:
    """A row of the call log, with the reply that it brought, if any. Both are stored at once."""

    call: ModelCall
    """The row."""
    reply: ModelReply | None
    """None for a sending that was lost, and for a cache hit."""
    session: str
    """The process's stay in this run; times of stays are added up for the budget."""
    counted_tokens: int
    """What the budget counts: estimated where the provider did not say."""
    counted_usd: float
    """What the budget counts, in US dollars: estimated where the price is not known."""


class ReplyCache:
    """The open cache file of one process. Its methods belong to one thread.

    Raises StoreError where the file is damaged, newer than this version, or cannot be written.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE_NAME
        with _translate_sqlite_errors(self.path):
            folder.mkdir(parents=True, exist_ok=True)
            self._connection = _connect(self.path)

    def get(self, key: str) -> ModelReply | None:
        """The reply under a key; None where there is none."""
        with _translate_sqlite_errors(self.path):
            row = self._connection.execute(
                "SELECT body FROM replies WHERE key = ?", (key,)
            ).fetchone()
        return None if row is None else self._decode(row[0])

    def store(self, entries: Sequence[CacheEntry]) -> list[ModelReply | None] | None:
        """Store all entries in one transaction; None where another process is writing.

        Returns for each entry the reply that stands under its key, which is the first one ever
        stored, and None for an entry without a reply.
        """
        with _translate_sqlite_errors(self.path):
            try:
                self._connection.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as error:
                if _is_busy(error):
                    return None
                raise
            try:
                stored = [self._store(entry) for entry in entries]
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise
        return stored

    def checkpoint(self) -> None:
        """Move what was written into the main file (a WAL checkpoint of some milliseconds).

        Any thread.
        """
        with _translate_sqlite_errors(self.path):
            connection = sqlite3.connect(self.path, isolation_level=None)
            try:
                connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
            finally:
                connection.close()

    def close(self) -> None:
        """Close the file. What was stored is on disk without it."""
        with _translate_sqlite_errors(self.path):
            self._connection.close()

    def _store(self, entry: CacheEntry) -> ModelReply | None:
        call, ended = entry.call, entry.call.at.timestamp()
        began = ended - (call.latency_in_ms + call.queue_in_ms) / 1000
        self._connection.execute(
            "INSERT INTO calls (run_id, spell, began_at, ended_at, counted_tokens, counted_usd,"
            " body) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                call.run_id,
                entry.session,
                began,
                ended,
                entry.counted_tokens,
                entry.counted_usd,
                call.model_dump_json(),
            ),
        )
        if entry.reply is None:
            return None
        added = self._connection.execute(
            "INSERT INTO replies (key, body) VALUES (?, ?) ON CONFLICT DO NOTHING",
            (call.key, entry.reply.model_dump_json()),
        )
        if added.rowcount == 1:
            return entry.reply
        row = self._connection.execute(
            "SELECT body FROM replies WHERE key = ?", (call.key,)
        ).fetchone()
        return self._decode(row[0])

    def _decode(self, body: str) -> ModelReply:
        try:
            return ModelReply.model_validate(orjson.loads(body))
        except ValueError as error:
            raise StoreError(
                f"{self.path} holds a reply that cannot be read: the file is damaged.",
                remedy=_MOVE_AWAY,
            ) from error


def open_read_only(path: Path) -> sqlite3.Connection:
    """A read-only connection. The caller closes it, within `translate_row_errors`."""
    connection = sqlite3.connect(path, isolation_level=None, timeout=30)
    connection.execute("PRAGMA query_only = 1")
    return connection


@contextmanager
def translate_row_errors(path: Path) -> Iterator[None]:
    """Turn errors of SQLite, and of rows that cannot be read, into StoreError."""
    with _translate_sqlite_errors(path):
        try:
            yield
        except (ValueError, TypeError) as error:
            raise _make_damage_error(path) from error


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(
        path, isolation_level=None, check_same_thread=False, timeout=30, cached_statements=32
    )
    try:
        layout = connection.execute("PRAGMA user_version").fetchone()[0]
        if layout > _LAYOUT:
            raise StoreError(
                f"{path} was written by a newer version of digit-tc.",
                remedy="Update digit-tc, or move the file to another place: replies are then "
                "asked anew.",
            )
        _set_wal_mode(connection)
        connection.execute("PRAGMA synchronous = NORMAL")
        # Moving pages into the main file waits for the disk: `tidy` does it in another thread.
        connection.execute("PRAGMA wal_autocheckpoint = 0")
        if layout < _LAYOUT:
            connection.executescript(_TABLES)
        connection.execute("SELECT key FROM replies LIMIT 1").fetchone()
        # A writer that finds the file held tries again later instead of holding up the loop.
        connection.execute("PRAGMA busy_timeout = 0")
    except BaseException:
        connection.close()
        raise
    return connection


def _set_wal_mode(connection: sqlite3.Connection) -> None:
    # Changing the mode does not wait for its turn, whatever the time-out.
    deadline = time.monotonic() + 30
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL").fetchone()
        except sqlite3.OperationalError as error:
            if not _is_busy(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.01)
        else:
            return


@contextmanager
def _translate_sqlite_errors(path: Path) -> Iterator[None]:
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise _translate_error(error, path) from error


def _translate_error(error: Exception, path: Path) -> StoreError:
    text = str(error)
    if "full" in text or "No space left" in text:
        return StoreError(
            f"The disk that holds {path} is full; replies that are stored there are safe.",
            remedy="Free some space and run the same command again: it pays for nothing twice.",
        )
    if "disk I/O error" in text:
        return StoreError(
            f"The disk that holds {path} cannot be read or written any more.",
            remedy="See whether it is full or broken, then run the same command again: what was "
            "stored is not paid for twice.",
        )
    if isinstance(error, sqlite3.OperationalError) and _is_busy(error):
        return StoreError(
            f"Another process holds {path} for too long.",
            remedy="End that process, or wait for it, and run the same command again.",
        )
    if any(word in text for word in _DAMAGE):
        return _make_damage_error(path)
    return StoreError(
        f"{path} cannot be used for model replies: {text}.",
        remedy="See that the folder is there and that you may write to it.",
    )


def _make_damage_error(path: Path) -> StoreError:
    return StoreError(f"{path} is damaged, or it is no file of model replies.", remedy=_MOVE_AWAY)


def _is_busy(error: sqlite3.Error) -> bool:
    # Python's own module raises some by itself, which have no code.
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
    }
