"""Several processes and threads with one file, and a process that is killed in the middle."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from digit_tc.errors import StoreError
from digit_tc.store import Store

SUPPORT = Path(__file__).parents[1] / "support"
PROLOGUE = f"""
import sys, time, types
from pathlib import Path
sys.path.insert(0, {str(SUPPORT.parents[1])!r})
package = sys.modules["digit_tc_test_support"] = types.ModuleType("digit_tc_test_support")
package.__path__ = [{str(SUPPORT)!r}]
from digit_tc_test_support import conversations as samples
from digit_tc.store import Store
store = Store(Path(sys.argv[1]))
def put(index):
    one = samples.build_conversation(index)
    with store.writing() as writer:
        writer.put_conversations("r", [one], [samples.build_assessment(one)])
"""
HOLD = "with store.writing() as writer:\n    print('held', flush=True)\n    time.sleep({seconds})\n"


def started(body, path):
    return subprocess.Popen(
        [sys.executable, "-c", PROLOGUE + body, str(path)], stdout=subprocess.PIPE, text=True
    )


def ended(process):
    process.kill()
    process.wait()
    process.stdout.close()


@pytest.fixture
def path(tmp_path):
    return tmp_path / "digit.duckdb"


def put(store, samples, index):
    one = samples.build_conversation(index)
    with store.writing() as writer:
        writer.put_conversations("r", [one], [samples.build_assessment(one)])


def test_a_file_that_stays_held_is_an_error_that_names_the_process(path, samples):
    put(Store(path), samples, 0)
    holder = started(HOLD.format(seconds=60), path)
    try:
        assert holder.stdout.readline() == "held\n"
        impatient = Store(path, wait_in_seconds=0.2)
        with pytest.raises(StoreError, match=rf"held by process {holder.pid} \("):
            impatient.reading().__enter__()
        with pytest.raises(StoreError, match=rf"held by process {holder.pid} \("):
            impatient.writing().__enter__()
    finally:
        ended(holder)
    with Store(path, wait_in_seconds=5).reading() as reader:
        assert reader.indexes("r") == [0]


def test_who_meets_a_held_file_waits_until_it_is_free(path, samples):
    put(Store(path), samples, 0)
    holder = started(HOLD.format(seconds=0.5), path)
    try:
        assert holder.stdout.readline() == "held\n"
        put(Store(path), samples, 1)
        with Store(path).reading() as reader:
            assert reader.indexes("r") == [0, 1]
    finally:
        ended(holder)


def test_two_processes_and_a_thread_write_to_one_file(path, samples):
    store = Store(path)
    put(store, samples, 0)
    body = "for index in range({start}, {start} + 5):\n    put(index)\n"
    writers = [started(body.format(start=start), path) for start in (10, 20)]
    thread = threading.Thread(target=lambda: [put(store, samples, i) for i in range(30, 35)])
    thread.start()
    for index in range(1, 4):
        put(store, samples, index)
        with store.reading() as reader:
            assert index in reader.indexes("r")
    thread.join()
    try:
        assert [process.wait(timeout=60) for process in writers] == [0, 0]
    finally:
        for process in writers:
            ended(process)
    with store.reading() as reader:
        expected = [0, 1, 2, 3, *range(10, 15), *range(20, 25), *range(30, 35)]
        assert reader.indexes("r") == expected


def test_a_reader_inside_a_writer_of_the_same_program_is_told_so(path, samples):
    put(Store(path), samples, 0)
    impatient = Store(path, wait_in_seconds=0.1)
    refusal = pytest.raises(StoreError, match="this very program")
    with impatient.writing(), refusal, impatient.reading():
        pass
    with impatient.writing(), refusal, impatient.writing():
        pass


def test_a_block_that_raises_stores_nothing(path, samples):
    store = Store(path)
    put(store, samples, 0)
    one, two = samples.build_conversation(1), samples.build_conversation(2)

    def put_one_and_fail():
        with store.writing() as writer:
            writer.put_conversations("r", [one], [samples.build_assessment(one)])
            writer.put_conversations("r", [two], [])

    with pytest.raises(StoreError, match="without an assessment"):
        put_one_and_fail()
    with store.reading() as reader:
        assert reader.indexes("r") == [0]


@pytest.mark.parametrize("delay_in_seconds", [0.0, 0.03, 0.07, 0.11])
def test_after_kill_9_exactly_the_committed_batches_are_there(path, samples, delay_in_seconds):
    body = "for index in range(10_000):\n    put(index)\n    print(index, flush=True)\n"
    process = started(body, path)
    committed = [int(process.stdout.readline()) for _ in range(3)]
    time.sleep(delay_in_seconds)
    process.kill()
    committed += [int(line) for line in process.stdout.read().split()]
    ended(process)
    with Store(path).reading() as reader:
        stored = list(reader.conversations("r"))
        counts = dict(reader.sql("SELECT conversation, count(*) FROM calls GROUP BY 1").rows)
    # The last one may have been committed and killed before it could be told.
    assert [item.index for item in stored][: len(committed)] == committed
    assert len(stored) <= len(committed) + 1
    assert stored == [samples.build_conversation(index) for index in range(len(stored))]
    assert counts == {item.id: 4 for item in stored}
    put(Store(path), samples, 20_000)
