"""Take a shard that was written elsewhere into the database."""

from __future__ import annotations

import logging
from typing import Any

from prefect import task
from prefect.cache_policies import NO_CACHE

from digit_tc import stages
from digit_tc.shards import DamagedShardError, ShardsFolder
from digit_tc.stages import RemoteShard, Shard
from tasks.policies import STAGE
from tasks.resources import site
from tasks.synthesize import name_shard_run

_logger = logging.getLogger("digit_tc.tasks")


# The database knows which shards are loaded: a retried flow run does not ask for their results.
@task(name="synthesize-shard", task_run_name=name_shard_run, cache_policy=NO_CACHE, **STAGE)
def load_shard(
    run_id: str,
    db: str,
    shard: Shard,  # noqa: ARG001  (its name is that of the task run)
    folder: ShardsFolder,
    ordered: RemoteShard,
    problem: Exception | None = None,
) -> dict[str, Any] | None:
    """Load the conversations that a worker wrote; gives counts, not payloads.

    None where its file is damaged or gone, so that it is to be written again. Raises `problem`,
    which ended the worker's work, so that the shard is seen to have failed.
    """
    if problem is not None:
        raise problem
    try:
        return stages.load_shard(site(run_id, db), folder, ordered)
    except (DamagedShardError, FileNotFoundError) as lost:
        _logger.warning("Shard %s is written again: %s", ordered.name, lost)
        return None
