"""What is sent to workers: functions that hold all they need but digit-tc itself.

They are defined inside functions, so that they travel by value: whoever only passes them on, such
as a scheduler, needs no digit-tc, and a worker without it can say so.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from digit_tc.errors import ConfigError, DigitError
from digit_tc.shards.cluster import Job, explain_missing_on_worker
from digit_tc.shards.installation import Installation


def make_remote_work() -> Callable[[str, str, str], tuple[dict[str, Any] | None, Exception | None]]:
    """A function of the folder's address, the run's id and a shard's name, which writes the shard.

    It returns what `work` counted, and the error of ours that ended it; one of them is None.
    """

    def shard(address: str, run_id: str, name: str) -> Any:
        from digit_tc.errors import DigitError as Ours
        from digit_tc.shards.folder import ShardsFolder
        from digit_tc.shards.worker import work

        try:
            return work(ShardsFolder(address, run_id), name), None
        except Ours as problem:
            # As a result, so that it is not tried again for nothing.
            return None, problem

    return shard


def make_remote_inspection() -> Callable[[], dict[str, Any] | str]:
    """A function that gives what is installed as plain values, or the package that is missing."""

    def inspect() -> Any:
        try:
            from digit_tc.shards.installation import read_installation
        except ImportError as problem:
            return problem.name or "digit-tc"
        return read_installation().model_dump(mode="json")

    return inspect


def parse_installation(seen: dict[str, Any] | str) -> Installation:
    """What a worker saw. Raises ConfigError where it misses a package or is of another time."""
    if isinstance(seen, str):
        raise explain_missing_on_worker(seen)
    try:
        return Installation.model_validate(seen)
    except ValueError as problem:
        raise ConfigError(
            "A worker of the cluster has another version of digit-tc.",
            remedy="Install the same on all workers (requirements.lock) and start them anew.",
        ) from problem


def build_job(name: str, gave: tuple[dict[str, Any] | None, Exception | None]) -> Job:
    """A job whose function came to its end."""
    counts, error = gave
    return Job(name, counts, error)


def build_failed_job(name: str, problem: BaseException) -> Job:
    """A job whose function did not come to its end."""
    if isinstance(problem, ImportError):
        return Job(name, error=explain_missing_on_worker(problem.name or str(problem)))
    if isinstance(problem, DigitError | Exception):
        return Job(name, error=problem)
    raise problem
