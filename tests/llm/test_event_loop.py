"""The one loop of the process."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import ModuleType

import pytest

from digit_tc.errors import StopRequested
from digit_tc.llm import ModelGateway, ScriptedModel, run_coroutine, stop_event_loop


async def _where(seconds: float = 0.0) -> tuple[int, int]:
    await asyncio.sleep(seconds)
    return threading.get_ident(), id(asyncio.get_running_loop())


def test_all_threads_share_one_loop() -> None:
    with ThreadPoolExecutor(8) as pool:
        places = set(pool.map(lambda _: run_coroutine(_where(0.05)), range(8)))
    assert len(places) == 1
    assert places.pop()[0] != threading.get_ident()


def test_threads_wait_side_by_side() -> None:
    began = time.monotonic()
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: run_coroutine(_where(0.3)), range(8)))
    assert time.monotonic() - began < 1.5


def test_errors_reach_the_caller() -> None:
    async def wrong() -> None:
        raise LookupError("nothing there")

    with pytest.raises(LookupError, match="nothing there"):
        run_coroutine(wrong())


def test_a_time_out_inside_is_no_time_out_of_the_waiting() -> None:
    async def late() -> None:
        raise TimeoutError("inside")

    with pytest.raises(TimeoutError, match="inside"):
        run_coroutine(late())


def test_the_loop_does_not_wait_for_itself() -> None:
    async def inner() -> None:
        run_coroutine(_where())

    with pytest.raises(RuntimeError, match="await the coroutine"):
        run_coroutine(inner())


def test_an_interruption_cancels_what_was_waited_for() -> None:
    cancelled = threading.Event()

    async def long() -> None:
        try:
            await asyncio.sleep(60)
        finally:
            cancelled.set()

    main = threading.main_thread().ident
    assert main is not None
    timer = threading.Timer(0.4, signal.pthread_kill, (main, signal.SIGINT))
    # Who was started in the background ignores interruptions, and so would this test.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        timer.start()
        with pytest.raises(KeyboardInterrupt):
            run_coroutine(long())
    finally:
        signal.signal(signal.SIGINT, before)
    assert cancelled.wait(5)


def test_it_starts_anew_after_it_was_shut_down() -> None:
    before = run_coroutine(_where())
    stop_event_loop()
    stop_event_loop()
    assert run_coroutine(_where()) != before


def test_a_forked_child_has_a_loop_of_its_own() -> None:
    script = """
import asyncio, os
from digit_tc.llm import run_coroutine
async def number(): return 5
assert run_coroutine(number()) == 5
child = os.fork()
if child == 0:
    os._exit(run_coroutine(number()))
assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 5
"""
    _quiet(script)


def test_a_process_ends_though_something_still_runs() -> None:
    script = """
import asyncio
from digit_tc.llm import run_coroutine
async def start():
    async def long():
        try:
            await asyncio.sleep(600)
        finally:
            print("cancelled", flush=True)
    global kept
    kept = asyncio.create_task(long())
    await asyncio.sleep(0)
run_coroutine(start())
"""
    assert _quiet(script) == "cancelled\n"


def test_models_can_be_asked_from_many_threads_and_stopped_from_another(
    asking: ModuleType, tmp_path: Path
) -> None:
    script = ScriptedModel(lambda _: {"text": "Hello."}, latency_seconds=0.05)
    models = ModelGateway(asking.run_config(max_concurrency=4), tmp_path, "run", script)

    def ask(number: int) -> str:
        try:
            run_coroutine(models.ask(asking.purpose(number), asking.prompt(number), asking.SCHEMA))
        except StopRequested:
            return "stopped"
        return "answered"

    with ThreadPoolExecutor(16) as pool:
        asked = [pool.submit(ask, number) for number in range(400)]
        time.sleep(0.5)
        models.stop()
        results = Counter(future.result() for future in asked)
    run_coroutine(models.close())
    assert set(results) == {"answered", "stopped"}
    assert results["answered"] == len(script.requests) == len(models.read_calls())
    assert script.most_in_flight == 4


def _quiet(script: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout
