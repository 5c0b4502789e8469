"""Write the conversations of one shard."""

from __future__ import annotations

from typing import Any

from prefect import task
from prefect.runtime import task_run

from digit_tc import stages
from digit_tc.stages import Shard
from tasks.policies import SHARD
from tasks.resources import site


def name_shard_run() -> str:
    """What a shard's task run is called."""
    shard: Shard = task_run.parameters["shard"]
    width = len(str(shard.of))
    size = shard.pending
    noun = "conversation" if size == 1 else "conversations"
    return f"synthesize · shard {shard.number:0{width}d}/{shard.of} · {size} {noun}"


@task(name="synthesize-shard", task_run_name=name_shard_run, **SHARD)
def synthesize_shard(run_id: str, db: str, shard: Shard) -> dict[str, Any]:
    """Write, check and store the conversations of a shard; gives counts, not payloads."""
    return stages.synthesize_shard(site(run_id, db), shard)
