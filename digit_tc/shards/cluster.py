"""Other processes that write shards: what is asked of them, whoever manages them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from digit_tc.errors import ConfigError
from digit_tc.shards.folder import ShardsFolder


@dataclass(frozen=True)
class Job:
    """A shard that a worker is done with."""

    name: str
    """Name of the shard's files."""
    counts: dict[str, Any] | None = None
    """What was counted, as `work` returns it; None where it failed."""
    error: Exception | None = None
    """What ended it; None where it came to its end."""


class Cluster(Protocol):
    """Workers. Its methods belong to one thread. Raises ClusterError where it is gone."""

    def count_slots(self) -> int:
        """How many shards can be written at once now; 0 where no worker is there."""

    def submit(self, folder: ShardsFolder, name: str) -> None:
        """Let a worker do `work(folder, name)`, and another one where that one is lost."""

    def wait_for_jobs(self, wait_in_seconds: float) -> Sequence[Job]:
        """What ended since the last time; waits for the first of it, but not for ever."""

    def cancel(self) -> None:
        """Begin nothing more of what was submitted."""

    def close(self) -> None:
        """Leave the cluster; end the workers that were started for it."""


def explain_missing_package(runner: str, problem: ImportError) -> ConfigError:
    """The error for a runner whose package is not installed on this machine."""
    return ConfigError(
        f"--runner {runner} needs a package that is not installed: {problem.name or problem}.",
        remedy=f"Install it on this machine and on all workers: pip install 'digit-tc[{runner}]'.",
    )


def explain_missing_on_worker(name: str) -> ConfigError:
    """The error for a worker that lacks the package `name`."""
    return ConfigError(
        f"A worker of the cluster has no package {name}.",
        remedy="Install digit-tc on all workers, in the same version as here, and start them anew.",
    )
