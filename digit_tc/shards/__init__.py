"""Shards that are written on other machines: the order, the worker's work, and its result.

>>> folder = ShardsFolder("s3://bucket/shards", run_id)
>>> name = write_order(folder, order)      # the run's own process
>>> work(folder.url, name)               # any process that sees the folder
>>> result = read_result(folder, name)   # the run's own process again
"""

from digit_tc.shards.cluster import Cluster, Job
from digit_tc.shards.folder import ShardsFolder
from digit_tc.shards.installation import (
    Installation,
    digest_code,
    read_installation,
    refuse_differences,
)
from digit_tc.shards.order import ShardOrder, name_shard, write_order
from digit_tc.shards.result import DamagedShardError, ShardResult, read_result, write_result
from digit_tc.shards.runner import Runner, open_cluster, refuse_unusable
from digit_tc.shards.scenario_result import ScenarioResult
from digit_tc.shards.worker import work

__all__ = [
    "Cluster",
    "DamagedShardError",
    "Installation",
    "Job",
    "Runner",
    "ScenarioResult",
    "ShardOrder",
    "ShardResult",
    "ShardsFolder",
    "digest_code",
    "name_shard",
    "open_cluster",
    "read_installation",
    "read_result",
    "refuse_differences",
    "refuse_unusable",
    "work",
    "write_order",
    "write_result",
]
