"""Which Prefect server a run uses, and that nothing is left over and nothing foreign is ended."""

from __future__ import annotations

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from digit_tc.errors import ServerError
from flows.server import prefect_server
from flows.server.database import make_database
from flows.server.environment import server_environment
from flows.server.process import is_healthy

ROOT = Path(__file__).parents[2]

# Says the server's address, and leaves when it is told to.
USER = """
import sys
from pathlib import Path
from flows.server import prefect_server

with prefect_server(Path(sys.argv[1]), say=lambda text: None) as server:
    print(server.api_url, flush=True)
    if sys.stdin.readline().strip() == "work":
        from prefect import flow, task

        @task
        def double(n: int) -> int:
            return 2 * n

        @flow
        def work() -> int:
            return sum(double.map(range(20)).result())

        print(work(), flush=True)
"""


def test_a_configured_server_that_answers_is_used(
    api: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PREFECT_API_URL", f"{api}/")
    with prefect_server(tmp_path, say=print) as server:
        assert (server.api_url, server.private) == (api, False)
        assert os.environ["PREFECT_API_URL"] == api
        assert os.environ["PREFECT_SERVER_ALLOW_EPHEMERAL_MODE"] == "false"
    assert os.environ["PREFECT_API_URL"] == f"{api}/"


def test_the_server_of_the_active_profile_is_used(
    api: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "profiles.toml").write_text(
        f'active = "mine"\n[profiles.mine]\nPREFECT_API_URL = "{api}"\n'
    )
    monkeypatch.setenv("PREFECT_HOME", str(tmp_path))
    with prefect_server(tmp_path / "home", say=print) as server:
        assert (server.api_url, server.private) == (api, False)


def test_a_configured_server_that_is_silent_is_named_before_a_private_one_is_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:9/api")
    said: list[str] = []
    with (
        pytest.raises(ServerError),
        prefect_server(tmp_path, say=said.append, wait_seconds=0.0),
    ):
        pytest.fail("a server cannot answer at once")
    assert "http://127.0.0.1:9/api does not answer" in said[0]
    assert "private" in said[1]


def test_pages_are_not_taken_for_an_api(api: str) -> None:
    assert is_healthy(api)
    assert not is_healthy(api.removesuffix("/api"))


def test_a_server_that_does_not_start_is_ended_and_its_log_is_named(tmp_path: Path) -> None:
    with (
        pytest.raises(ServerError, match=r"server\.log"),
        prefect_server(tmp_path, say=print, wait_seconds=0.0),
    ):
        pytest.fail("a server cannot answer at once")
    assert not (tmp_path / "prefect" / "server.json").exists()


def test_a_stale_record_does_not_end_the_process_that_has_the_number_now(tmp_path: Path) -> None:
    bystander = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    folder = tmp_path / "prefect"
    folder.mkdir()
    record = {"pid": bystander.pid, "born": "another day", "api_url": "http://127.0.0.1:9/api"}
    (folder / "server.json").write_text(json.dumps(record))
    try:
        with (
            pytest.raises(ServerError),
            prefect_server(tmp_path, say=print, wait_seconds=0.0),
        ):
            pytest.fail("a server cannot answer at once")
        assert bystander.poll() is None
    finally:
        bystander.kill()
        bystander.wait()


def test_a_home_that_cannot_be_written_is_told_with_a_remedy(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with (
        pytest.raises(ServerError, match="DIGIT_TC_HOME"),
        prefect_server(tmp_path / "file", say=print),
    ):
        pytest.fail("there is no folder for it")


def test_prefect_must_not_be_imported_before_its_server_is_chosen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "prefect", sys)
    with pytest.raises(ServerError, match="imported before"), prefect_server(tmp_path, say=print):
        pytest.fail("too late")


class User:
    """A process that uses the server of a home."""

    def __init__(self, home: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", USER, str(home)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        self.api_url = self.process.stdout.readline().strip()

    def leave(self, word: str = "leave") -> tuple[str, str]:
        return self.process.communicate(f"{word}\n", timeout=60)


@pytest.mark.timeout(150)
def test_runs_share_one_private_server_which_the_last_one_stops(tmp_path: Path) -> None:
    first, second = User(tmp_path), User(tmp_path)
    assert first.api_url.startswith("http://127.0.0.1:")
    assert second.api_url == first.api_url, "one home, one server"

    first.leave()
    assert is_healthy(second.api_url), "it is still in use"

    second.process.send_signal(signal.SIGKILL)
    second.process.communicate()
    assert is_healthy(second.api_url), "a killed run cannot stop anything"

    third = User(tmp_path)
    assert third.api_url == first.api_url, "what was left over is used"
    output, errors = third.leave("work")
    assert (output, errors, third.process.returncode) == ("380\n", "", 0)
    assert not is_healthy(third.api_url), "the last one stops it"
    assert not (tmp_path / "prefect" / "server.json").exists()


def test_a_port_that_is_taken_ends_the_server_at_once_and_is_named_in_its_log() -> None:
    script = ROOT / "flows" / "server" / "api_process.py"
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        ended = subprocess.run(
            [sys.executable, "-P", "-X", "importtime", script, "127.0.0.1", port],
            capture_output=True,
            text=True,
            check=False,
        )
    assert ended.returncode == 1
    assert "already in use" in ended.stderr
    assert "| prefect\n" not in ended.stderr, "it was imported for nothing"


@pytest.mark.timeout(120)
def test_types_of_blocks_are_stored_though_the_start_does_not_wait_for_them(
    tmp_path: Path,
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    path = tmp_path / "prefect.db"
    assert make_database(path)
    folder = ROOT / "flows" / "server"
    code = (
        f"import sys; sys.path.append({str(folder)!r}); import api_process\n"
        "api_process._SECONDS_TO_BLOCKS = 0\n"
        f"api_process.serve('127.0.0.1', {port})"
    )
    server = subprocess.Popen(
        [sys.executable, "-P", "-c", code],
        cwd=tmp_path,
        env=server_environment(tmp_path, f"http://127.0.0.1:{port}/api", migrate=False),
    )
    try:
        names: set[str] = set()
        # The notification of an automation is a block; the last ones belong to collections.
        while not {"Slack Webhook", "SQLAlchemy Connector"} <= names:
            assert server.poll() is None, "it runs until it is told to end"
            time.sleep(0.2)
            with closing(sqlite3.connect(path)) as connection:
                names = {name for (name,) in connection.execute("SELECT name FROM block_type")}
    finally:
        server.kill()
        server.wait()
