"""Shards on the workers of a Dask cluster."""

from __future__ import annotations

import contextlib
import logging
import os
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from queue import Empty, SimpleQueue
from typing import Any

from digit_tc.errors import ClusterError, DigitError
from digit_tc.shards.cluster import Job, explain_missing_package
from digit_tc.shards.folder import ShardsFolder
from digit_tc.shards.installation import read_installation, refuse_differences
from digit_tc.shards.remote import (
    build_failed_job,
    build_job,
    make_remote_inspection,
    make_remote_work,
    parse_installation,
)

_SECONDS_TO_ANSWER = 15
_GO_ON = "What is stored stays; when the cluster is up again, `digit-tc resume` goes on."


class DaskCluster:
    """A scheduler at an address, or a worker for each processor of this machine.

    Raises ConfigError where Dask is missing or a worker has other versions, ClusterError where
    nobody answers.
    """

    def __init__(self, address: str | None) -> None:
        try:
            import distributed
        except ImportError as problem:
            raise explain_missing_package("dask", problem) from problem
        # What its loggers tell of a lost worker is told by us, in a sentence.
        logging.getLogger("distributed").setLevel(logging.CRITICAL)
        self._at = address or "on this machine"
        self._own: Any = None
        self._futures: dict[str, Any] = {}
        self._ended: SimpleQueue[tuple[str, Any]] = SimpleQueue()
        self._work = make_remote_work()
        with self._in_our_words():
            if address is None:
                self._own = distributed.LocalCluster(
                    n_workers=len(os.sched_getaffinity(0)),
                    threads_per_worker=1,
                    processes=True,
                    dashboard_address=None,
                    silence_logs=logging.CRITICAL,
                )
            try:
                self._client = distributed.Client(
                    self._own or address, timeout=_SECONDS_TO_ANSWER, set_as_default=False
                )
            except BaseException:
                self._end_own()
                raise
        try:
            self._compare()
        except BaseException:
            self.close()
            raise

    def count_slots(self) -> int:
        """Threads of all workers."""
        self._demand_scheduler()
        with self._in_our_words():
            return sum(self._client.nthreads().values())

    def submit(self, folder: ShardsFolder, name: str) -> None:
        """Hand a shard to the scheduler."""
        self._demand_scheduler()
        with self._in_our_words():
            future = self._client.submit(
                self._work,
                folder.address,
                folder.run_id,
                name,
                # A shard that is submitted again is to be done again.
                key=f"shard-{name}-{secrets.token_hex(4)}",
                pure=False,
            )
            self._futures[name] = future
            future.add_done_callback(lambda ended: self._ended.put((name, ended)))

    def wait_for_jobs(self, wait_in_seconds: float) -> Sequence[Job]:
        """What ended since the last time."""
        jobs: list[Job] = []
        with contextlib.suppress(Empty):
            while True:
                name, future = (
                    self._ended.get_nowait() if jobs else self._ended.get(timeout=wait_in_seconds)
                )
                if self._futures.get(name) is future:
                    del self._futures[name]
                    jobs.append(self._job(name, future))
        if not jobs:
            self._demand_scheduler()
        return jobs

    def cancel(self) -> None:
        """Begin nothing more; what a worker is at goes on to its end, and its file stays."""
        with contextlib.suppress(Exception):
            self._client.cancel(list(self._futures.values()), force=True)
        self._futures.clear()

    def close(self) -> None:
        """Leave the scheduler; end our own workers."""
        self._futures.clear()
        with contextlib.suppress(Exception):
            self._client.close(timeout=_SECONDS_TO_ANSWER)
        self._end_own()

    def _end_own(self) -> None:
        if self._own is not None:
            with contextlib.suppress(Exception):
                self._own.close(timeout=_SECONDS_TO_ANSWER)

    def _compare(self) -> None:
        with self._in_our_words():
            seen = self._client.run(make_remote_inspection(), on_error="ignore")
        refuse_differences(
            read_installation(), {worker: parse_installation(one) for worker, one in seen.items()}
        )

    def _job(self, name: str, future: Any) -> Job:
        import distributed

        if future.status == "finished":
            try:
                return build_job(name, future.result(timeout=_SECONDS_TO_ANSWER))
            except Exception as lost:  # the worker died with it: perhaps the file is there
                return Job(name, error=ClusterError(f"Shard {name} was lost: {lost}."))
        ended = future.status == "error"
        problem = future.exception(timeout=_SECONDS_TO_ANSWER) if ended else None
        if problem is None:
            return Job(name, error=ClusterError(f"Shard {name} was lost.", remedy=_GO_ON))
        if isinstance(problem, distributed.KilledWorker):
            return Job(
                name,
                error=ClusterError(
                    f"Each worker that was given shard {name} died over it.",
                    remedy="See whether the workers have enough memory (1 GB each will do) or make"
                    " synthesis.shard_size smaller; then `digit-tc resume` goes on.",
                ),
            )
        return build_failed_job(name, problem)

    def _demand_scheduler(self) -> None:
        if self._client.status != "running":
            raise ClusterError(
                f"The Dask scheduler {self._at} does not answer any more.", remedy=_GO_ON
            )

    @contextmanager
    def _in_our_words(self) -> Iterator[None]:
        try:
            yield
        except DigitError:
            raise
        except (OSError, TimeoutError, RuntimeError, ValueError) as failed:
            raise ClusterError(
                f"No Dask scheduler answers at {self._at}: {str(failed)[:200].rstrip('.')}."
                if self._own is None
                else f"Dask's workers on this machine failed: {str(failed)[:200]}.",
                remedy="Start one with `dask scheduler` and workers with `dask worker`, and give "
                "its address, such as tcp://HOST:8786, with --runner-address.",
            ) from failed
