"""The command as a process, with a private Prefect server that is kept up for all of them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
MAIN = "from flows.cli import main; main()"
RUN_FILE = """
name: demo
count: 24
graph: {embeddings: none}
synthesis: {shard_size: 2}
quality: {min_multi_call_turns: 0.1, implicit_tolerance: 0.3, min_distinct_first_requests: 0.5}
"""


@dataclass
class Machine:
    """A home with a server, and a folder to work in."""

    folder: Path
    api_url: str = ""

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if "PREFECT" not in name}
        return {**kept, "DIGIT_TC_HOME": str(self.folder / "home"), "PYTHONPATH": str(ROOT)}

    def begin(
        self, *words: object, before: str = "", more: Mapping[str, str] | None = None
    ) -> subprocess.Popen[str]:
        """Start a command; `before` is Python that is run in its process first, `more` goes into
        its environment."""
        return subprocess.Popen(
            [sys.executable, "-c", f"{before}\n{MAIN}", *map(str, words)],
            cwd=self.folder,
            env={**self.environment, **(more or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(
        self, *words: object, before: str = "", more: Mapping[str, str] | None = None
    ) -> tuple[int, str, str]:
        """Exit code, standard output and standard error of a command."""
        process = self.begin(*words, before=before, more=more)
        out, err = process.communicate(timeout=120)
        assert "Traceback" not in err
        assert "nanobind" not in err
        return process.returncode, out, err

    def begin_and_wait_for(self, line: str, *words: object) -> subprocess.Popen[str]:
        """Start a command, and return when it has said something."""
        process = self.begin(*words)
        assert process.stderr is not None
        for said in process.stderr:
            if line in said:
                return process
        pytest.fail(f"it ended before it said {line!r}")

    def prefect(self, path: str, body: dict[str, Any]) -> Any:
        """What the server answers."""
        request = urllib.request.Request(  # noqa: S310  (our own server)
            f"{self.api_url}/{path}",
            data=json.dumps(body).encode(),
            headers={"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310
            return json.load(answer)

    def flow_runs(self, run_id: str) -> dict[str, dict[str, Any]]:
        """Name → flow run, of all flow runs of a run."""
        found = self.prefect("flow_runs/filter", {"flow_runs": {"tags": {"all_": [run_id]}}})
        return {one["name"]: one for one in sorted(found, key=lambda one: one["created"])}


@contextmanager
def running(folder: Path) -> Iterator[Machine]:
    """A machine whose server is up, with a run file `run.yaml` in its folder."""
    made = Machine(folder)
    (made.folder / "run.yaml").write_text(RUN_FILE)
    server = made.begin("ui")
    try:
        assert server.stdout is not None
        made.api_url = server.stdout.readline().strip() + "/api"
        yield made
    finally:
        server.terminate()
        server.communicate(timeout=60)
