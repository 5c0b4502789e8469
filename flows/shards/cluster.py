"""Shards on other machines: ordered in a shared folder, written by workers, loaded here."""

from __future__ import annotations

import contextlib
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from prefect.utilities.annotations import quote

import tasks.load_shard
from digit_tc.config.settings import read_settings
from digit_tc.errors import ClusterError, StoreError
from digit_tc.runs import Site
from digit_tc.shards import Cluster, Job, Runner, ShardsFolder, open_cluster
from digit_tc.stages import (
    OrderWriter,
    RemoteShard,
    Shard,
    clear_shard,
    has_result,
    open_shards_folder,
    refuse_budget,
    stop_workers,
)
from flows.control import SECONDS_BETWEEN_LOOKS
from flows.control.run_context import current_context
from flows.control.signals import reclaim_signals

_AHEAD = 2
"""Shards with the workers for each that they write at once, so that none of them waits."""
_TRIES = 3


def choose_runner() -> Runner:
    """Who writes the shards: what the command says, or the settings of this machine."""
    chosen = current_context().runner
    if chosen is not None:
        return chosen
    settings = read_settings()
    return Runner(settings.runner, settings.runner_address, settings.shards_folder)


def write_on_cluster(
    where: Site, db: str, shards: Sequence[Shard], runner: Runner
) -> Iterator[tuple[Shard, Any]]:
    """Let a cluster write the shards; gives each when it is in the database.

    Raises ClusterError where the cluster is gone or has no workers, and what a worker raised.
    """
    refuse_budget(where.config())
    if not shards:
        return
    folder = open_shards_folder(where, runner.folder)
    with _open(where, folder, runner) as cluster:
        yield from _Dispatch(where, db, folder, cluster).run(shards)
    folder.tidy()


class _Dispatch:
    def __init__(self, where: Site, db: str, folder: ShardsFolder, cluster: Cluster) -> None:
        self._where, self._db, self._folder, self._cluster = where, db, folder, cluster
        self._ordering = OrderWriter(where, folder)
        self._away: dict[str, RemoteShard] = {}
        self._tries: Counter[str] = Counter()
        self._alone_since: float | None = None
        self._patience = read_settings().runner_wait_seconds

    def run(self, shards: Sequence[Shard]) -> Iterator[tuple[Shard, Any]]:
        waiting = list(reversed(shards))
        while waiting or self._away:
            current_context().check_stop(self._where.run_id)
            slots = self._slots()
            while waiting and len(self._away) < _AHEAD * slots:
                ordered = self._ordering.order(waiting.pop(), slots)
                made = self._loaded(ordered) if has_result(self._folder, ordered) else None
                if made is not None:
                    yield ordered.shard, made
                else:
                    self._submit(ordered)
            for job in self._cluster.wait_for_jobs(SECONDS_BETWEEN_LOOKS):
                ordered = self._away.pop(job.name)
                made = self._loaded(ordered, job)
                if made is not None:
                    yield ordered.shard, made
                else:
                    self._submit(self._ordering.order(ordered.shard, slots))

    def _submit(self, ordered: RemoteShard) -> None:
        self._tries[ordered.name] += 1
        if self._tries[ordered.name] > _TRIES:
            raise StoreError(
                f"The file of shard {ordered.name} in {self._folder.label} was damaged or gone "
                f"{_TRIES} times.",
                remedy="See whether that disk is sound, or name another folder with "
                "--shards-folder; `digit-tc resume` goes on.",
            )
        self._away[ordered.name] = ordered
        self._cluster.submit(self._folder, ordered.name)

    def _loaded(self, ordered: RemoteShard, job: Job | None = None) -> Any:
        """Counts of a shard that is in the database now; None where it is to be written again."""
        problem = job.error if job is not None else None
        load = tasks.load_shard.load_shard
        if problem is not None and not has_result(self._folder, ordered):
            load = load.with_options(retries=0)
        else:
            problem = None
        # Prefect would look through hundreds of scenarios for futures.
        plain: tuple[Any, ...] = (quote(self._folder), quote(ordered), quote(problem))
        made = load(self._where.run_id, self._db, ordered.shard, *plain)
        if made is None:
            clear_shard(self._folder, ordered)
        return made

    def _slots(self) -> int:
        slots = self._cluster.count_slots()
        if slots:
            self._alone_since = None
            return slots
        now = time.monotonic()
        if self._alone_since is None:
            self._alone_since = now
            current_context().progress.note("The cluster has no workers; waiting for some")
        if now - self._alone_since > self._patience:
            raise ClusterError(
                f"The cluster has had no workers for {self._patience:.0f} s.",
                remedy="Start some; `digit-tc resume` goes on with what is not stored yet. "
                "DIGIT_TC_RUNNER_WAIT_SECONDS says how long they are waited for.",
            )
        return 0


@contextmanager
def _open(where: Site, folder: ShardsFolder, runner: Runner) -> Iterator[Cluster]:
    now = current_context()
    cluster = open_cluster(runner)
    # Ray puts a handler of its own in the place of ours.
    reclaim_signals()
    try:
        at = runner.address or "this machine"
        now.progress.note(
            f"{runner.name.capitalize()} on {at}: {cluster.count_slots()} shards at once"
        )
        yield cluster
    except BaseException:
        # What workers are at goes on to its end, and is loaded when the run goes on; only models
        # are not asked any more.
        cluster.cancel()
        if where.config().roles.models:
            with contextlib.suppress(StoreError):
                stop_workers(folder)
        raise
    finally:
        cluster.close()
