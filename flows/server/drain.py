"""The orderly end of a conversation with the server: everything is said, and has been written."""

from __future__ import annotations

import json
import sys
import time
import urllib.request
from concurrent.futures import Future
from typing import Any

_OPEN = {"task_runs": {"state": {"type": {"any_": ["RUNNING", "PENDING"]}}}}


def drain_client(seconds: float = 10.0) -> None:
    """Send what Prefect's threads of this process still hold, and stop them.

    Left to the end of the interpreter they would find the server gone, and print tracebacks.
    """
    for module, name in (
        ("prefect.events.worker", "EventsWorker"),
        ("prefect.logging.handlers", "APILogWorker"),
    ):
        worker: Any = getattr(sys.modules.get(module), name, None)
        if worker is not None:
            waited: tuple[set[Future[bool]], set[Future[bool]]] = worker.drain_all(
                timeout=seconds, at_exit=False
            )
            del waited


def settle(api_url: str, seconds: float = 5.0) -> None:
    """Wait until the server has read what it was told: what it holds it writes when it ends."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and _open_task_runs(api_url):
        time.sleep(0.1)
    time.sleep(min(0.3, max(0.0, seconds)))


def _open_task_runs(api_url: str) -> int:
    request = urllib.request.Request(  # noqa: S310  (the address of our own server)
        f"{api_url}/task_runs/count",
        data=json.dumps(_OPEN).encode(),
        headers={"Content-Type": "application/json"},
    )
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=3.0) as answer:
            return int(json.load(answer))
    except (OSError, ValueError):
        return 0
