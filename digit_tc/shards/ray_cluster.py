"""Shards on the workers of a Ray cluster."""

from __future__ import annotations

import contextlib
import logging
import os
from collections.abc import Sequence
from typing import Any

from digit_tc.errors import ClusterError
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

_DEATHS = 3
"""How often a shard is given to another worker after its worker died."""
_SECONDS_TO_LOOK = 60
_GO_ON = "What is stored stays; when the cluster is up again, `digit-tc resume` goes on."


class RayCluster:
    """A Ray cluster at an address, or one of this machine alone.

    Raises ConfigError where Ray is missing or a node has other versions, ClusterError where no
    cluster answers.
    """

    def __init__(self, address: str | None) -> None:
        # Ray reports its use unless it is told not to.
        os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
        try:
            import ray
        except ImportError as problem:
            raise explain_missing_package("ray", problem) from problem
        self._ray = ray
        self._refs: dict[Any, str] = {}
        try:
            ray.init(
                address=address or "local",
                include_dashboard=None if address else False,
                logging_level=logging.CRITICAL,
                log_to_driver=False,
                namespace="digit-tc",
            )
        except Exception as problem:  # Ray's client raises errors of many kinds
            raise ClusterError(
                f"No Ray cluster answers at {address or 'this machine'}: {str(problem)[:200]}.",
                remedy="Start one with `ray start --head`, and give its address with "
                "--runner-address: HOST:6379 on one of its nodes, ray://HOST:10001 from elsewhere.",
            ) from problem
        self._shard = ray.remote(num_cpus=1, max_retries=_DEATHS, retry_exceptions=False)(
            make_remote_work()
        )
        try:
            self._compare()
        except BaseException:
            self.close()
            raise

    def count_slots(self) -> int:
        """Processors of all nodes."""
        return int(self._resources().get("CPU", 0))

    def submit(self, folder: ShardsFolder, name: str) -> None:
        """Hand a shard to Ray."""
        reference = self._shard.options(name=f"shard {name}").remote(
            folder.address, folder.run_id, name
        )
        self._refs[reference] = name

    def wait_for_jobs(self, wait_in_seconds: float) -> Sequence[Job]:
        """What ended since the last time."""
        if not self._refs:
            return []
        open_ = list(self._refs)
        ended, left = self._ray.wait(open_, num_returns=1, timeout=wait_in_seconds)
        if ended and left:
            ended += self._ray.wait(left, num_returns=len(left), timeout=0)[0]
        if not ended:
            self._resources()
        return [self._job(self._refs.pop(one), one) for one in ended]

    def cancel(self) -> None:
        """Begin nothing more; what a worker is at goes on to its end, and its file stays."""
        for reference in self._refs:
            with contextlib.suppress(Exception):
                self._ray.cancel(reference, force=False)
        self._refs.clear()

    def close(self) -> None:
        """Leave the cluster; end the one that was started for the run."""
        with contextlib.suppress(Exception):
            self._ray.shutdown()

    def _compare(self) -> None:
        from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

        inspect = self._ray.remote(num_cpus=0)(make_remote_inspection())
        nodes = [node for node in self._ray.nodes() if node["Alive"]]
        seen = {
            node["NodeManagerAddress"]: inspect.options(
                scheduling_strategy=NodeAffinitySchedulingStrategy(node["NodeID"], soft=False)
            ).remote()
            for node in nodes
        }
        try:
            inspections = self._ray.get(list(seen.values()), timeout=_SECONDS_TO_LOOK)
        except self._ray.exceptions.RayError as problem:
            raise ClusterError(
                f"The Ray cluster's nodes do not answer: {str(problem)[:200]}."
            ) from problem
        refuse_differences(
            read_installation(),
            {node: parse_installation(one) for node, one in zip(seen, inspections, strict=True)},
        )

    def _job(self, name: str, reference: Any) -> Job:
        errors = self._ray.exceptions
        try:
            return build_job(name, self._ray.get(reference))
        except errors.RayTaskError as problem:
            return build_failed_job(name, problem.cause)
        except errors.RayError as problem:
            return Job(
                name,
                error=ClusterError(
                    f"Shard {name} was lost with its workers: {str(problem)[:200]}.", remedy=_GO_ON
                ),
            )

    def _resources(self) -> dict[str, float]:
        try:
            return dict(self._ray.cluster_resources())
        except Exception as problem:  # whatever it is: the cluster does not answer
            raise ClusterError("The Ray cluster does not answer any more.", remedy=_GO_ON) from (
                problem
            )
