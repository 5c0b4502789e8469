"""Who writes the shards of a run, and the way to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from digit_tc.errors import ConfigError
from digit_tc.shards.cluster import Cluster, explain_missing_package

RunnerName = Literal["local", "dask", "ray"]


@dataclass(frozen=True)
class Runner:
    """Who writes the shards of a run."""

    name: RunnerName = "local"
    """`local` writes in the run's own process; the others on workers."""
    address: str | None = None
    """Of the cluster; None: workers on this machine, started for the run and ended with it."""
    folder: str | None = None
    """Path or address of the shared folder; None: `shards` beside the database."""


def open_cluster(runner: Runner) -> Cluster:
    """Reach the cluster of a runner, or start workers on this machine.

    Raises ConfigError where what it needs is not installed, ClusterError where no cluster answers.
    """
    if runner.name == "dask":
        from digit_tc.shards.dask_cluster import DaskCluster

        return DaskCluster(runner.address)
    if runner.name == "ray":
        from digit_tc.shards.ray_cluster import RayCluster

        return RayCluster(runner.address)
    raise ConfigError(f"The runner {runner.name} has no workers.")


def refuse_unusable(runner: Runner) -> None:
    """Raise ConfigError where the runner's package is missing; costs no import of it."""
    from importlib.util import find_spec

    package = {"dask": "distributed", "ray": "ray"}.get(runner.name)
    if package is not None and find_spec(package) is None:
        raise explain_missing_package(runner.name, ImportError(name=package))
