"""A command line inside the test's process, a small database, and a server in name only."""

from __future__ import annotations

import datetime as dt
import http.server
import os
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from digit_tc.config import RunConfig, hash_config
from digit_tc.records import Run
from digit_tc.store import Store


@dataclass(frozen=True)
class Said:
    """What a command came to."""

    code: int
    out: str
    err: str


CommandLine = Callable[..., Said]


@pytest.fixture(autouse=True)
def _machine_of_its_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting of this machine reaches a test, and nothing is written outside its folder."""
    for name in list(os.environ):
        if name.startswith("PREFECT_") or (
            name.startswith("DIGIT_TC_") and name != "DIGIT_TC_SHARED_DATA"
        ):
            monkeypatch.delenv(name)
    monkeypatch.setenv("PREFECT_HOME", str(tmp_path / "no-profile"))
    monkeypatch.setenv("DIGIT_TC_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COLUMNS", "100")
    # Other tests may have imported Prefect into this process already.
    monkeypatch.delitem(sys.modules, "prefect", raising=False)


@pytest.fixture
def digit_tc(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    """`digit_tc("runs", "--db", path)` runs that command line."""
    from flows.cli import run_command

    def run(*words: object) -> Said:
        monkeypatch.setattr(sys, "argv", ["digit-tc", *map(str, words)])
        code = run_command()
        said = capsys.readouterr()
        assert "Traceback" not in said.err or "DIGIT_TC_DEBUG" in os.environ
        return Said(code, said.out, said.err)

    return run


@pytest.fixture
def database(samples: ModuleType, tmp_path: Path) -> Path:
    """A database with one finished run, `demo-1`, of three conversations."""
    path = tmp_path / "data.duckdb"
    config = RunConfig(name="demo", count=3)
    began = dt.datetime(2026, 1, 5, 9, 0, tzinfo=dt.UTC)
    run = Run(
        run_id="demo-1",
        name="demo",
        config=config.model_dump(mode="json"),
        config_hash=hash_config(config),
        seed=config.seed,
        count=config.count,
        version="0",
        status="done",
        started_at=began,
        ended_at=began + dt.timedelta(seconds=5),
    )
    conversations = [samples.build_conversation(index) for index in range(3)]
    with Store(path).writing() as writer:
        writer.put_run(run)
        writer.put_tools("demo-1", samples.build_tools())
        writer.put_conversations(
            "demo-1", conversations, [samples.build_assessment(item) for item in conversations]
        )
        writer.admit("demo-1", [0, 1, 2])
    return path


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of a server that says it is a Prefect API and well; nothing else."""

    class Well(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            # As Prefect's server does it: whatever is no API is a page.
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"true" if self.path == "/api/health" else b"<!DOCTYPE html>")

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Well) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/api"
        server.shutdown()
        thread.join()


@pytest.fixture
def pipeline(api: str, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Puts a function in the pipeline's place; a server is said to be there."""
    monkeypatch.setenv("PREFECT_API_URL", api)

    def put(function: Any) -> None:
        module = ModuleType("flows.pipeline")
        module.generate_dataset = function  # type: ignore[attr-defined]
        monkeypatch.setitem(sys.modules, "flows.pipeline", module)

    return put
