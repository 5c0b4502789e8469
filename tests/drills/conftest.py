"""Whole runs with models behind a proxy that does to their replies what a test tells it to."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import digit_tc
from digit_tc.config import RunConfig
from digit_tc.errors import DigitError
from digit_tc.llm import stop_event_loop
from digit_tc.records import ROLES
from digit_tc.store import Store

KEY = "sk-drill-Zq7x9Wv2-Distinctive-4711"
MODEL = "openai/rehearsal"


@dataclass
class Made:
    """What a run came to."""

    folder: Path
    run_id: str
    error: DigitError | None = None
    dataset: digit_tc.Dataset | None = None

    @property
    def export(self) -> bytes:
        """The bytes of the export; none where there is no file."""
        path = self.folder / f"{self.run_id}.jsonl"
        return path.read_bytes() if path.exists() else b""

    @property
    def examples(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.export.splitlines()]

    @property
    def calls(self) -> list[dict[str, Any]]:
        """The rows of the ledger on disk, in order."""
        connection = sqlite3.connect(self.folder / "replies.sqlite")
        try:
            rows = connection.execute(
                "SELECT body FROM calls WHERE run_id = ? ORDER BY position", (self.run_id,)
            )
            return [json.loads(body) for (body,) in rows]
        finally:
            connection.close()

    @property
    def outcomes(self) -> Counter[str]:
        """How the requests that were sent went."""
        return Counter(call["outcome"] for call in self.calls if not call["cached"])

    @property
    def rejections(self) -> dict[str, int]:
        with self._store.reading() as reader:
            return dict(reader.rejections_by_reason(self.run_id))

    @property
    def details(self) -> dict[str, list[str]]:
        """Reason → the sentences of its rejections."""
        found: dict[str, list[str]] = {}
        with self._store.reading() as reader:
            for one in reader.rejections(self.run_id):
                found.setdefault(one.reason, []).append(one.detail)
        return found

    @property
    def accepted(self) -> int:
        """Conversations in the database that every check accepted."""
        with self._store.reading() as reader:
            return int(reader.counts(self.run_id)["conversations"])

    @property
    def admitted(self) -> int:
        with self._store.reading() as reader:
            return int(reader.counts(self.run_id)["admitted"])

    @property
    def _store(self) -> Store:
        return Store(self.folder / "data.duckdb")


@pytest.fixture(scope="session")
def proxies(support: Callable[[str], ModuleType]) -> ModuleType:
    """The module `support/spoiling_proxy.py`."""
    return support("spoiling_proxy")


@pytest.fixture
def proxy(proxies: ModuleType, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A proxy before a mock provider; the environment holds the key `KEY`."""
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    with proxies.SpoilingProxy() as found:
        yield found
    stop_event_loop()


def _config_of(base: str, count: int, **sections: Any) -> RunConfig:
    """All roles on the model; short conversations, and a gate that a small run passes."""
    given: dict[str, Any] = {
        "name": "drill",
        "count": count,
        "roles": dict.fromkeys(ROLES, MODEL),
        "graph": {"embeddings": "none"},
        "sample": {"turns": {1: 0.6, 2: 0.4}},
        "quality": {
            "min_multi_call_turns": 0.0,
            "implicit_tolerance": 1.0,
            "min_distinct_first_requests": 0.5,
        },
    }
    for name, values in sections.items():
        mapping = isinstance(values, dict) and isinstance(given.get(name), dict)
        given[name] = {**given[name], **values} if mapping else values
    given["models"] = {"read_seconds": 1.5, "max_concurrency": 32, **given.get("models", {})}
    given["models"]["api_base"] = base
    return RunConfig.model_validate(given)


@pytest.fixture
def config_of() -> Callable[..., RunConfig]:
    """`config_of(base, 12, quality={...})` is the run file that `make` works with."""
    return _config_of


@pytest.fixture
def make(proxy: Any, tmp_path: Path) -> Callable[..., Made]:
    """`make(12, run_id="a", quality={...})` makes a dataset through the proxy, or fails to."""

    def make(count: int, *, run_id: str = "a", folder: str = "", **sections: Any) -> Made:
        where = tmp_path / folder
        where.mkdir(exist_ok=True)
        made = Made(where, run_id)
        try:
            made.dataset = digit_tc.generate(
                db=where / "data.duckdb",
                export=where / f"{run_id}.jsonl",
                config=_config_of(proxy.base, count, **sections),
                run_id=run_id,
            )
        except DigitError as error:
            made.error = error
        return made

    return make
