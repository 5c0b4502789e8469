"""Shards that are written on other machines: the order, the worker's work, and its result.

>>> folder = ShardsFolder("s3://bucket/shards", run_id)
>>> name = put_order(folder, order)      # the run's own process
>>> work(folder.url, name)               # any process that sees the folder
>>> result = take_result(folder, name)   # the run's own process again
"""

from digit_tc.shards.cluster import Cluster, Job
from digit_tc.shards.folder import ShardsFolder
from digit_tc.shards.order import ShardOrder, name_of, put_order
from digit_tc.shards.result import DamagedShardError, ShardResult, put_result, take_result
from digit_tc.shards.runner import Runner, open_cluster, refuse_unusable
from digit_tc.shards.site_packages import Installed, code_digest, installed, refuse_others
from digit_tc.shards.work import work
from digit_tc.shards.written import Written

__all__ = [
    "Cluster",
    "DamagedShardError",
    "Installed",
    "Job",
    "Runner",
    "ShardOrder",
    "ShardResult",
    "ShardsFolder",
    "Written",
    "code_digest",
    "installed",
    "name_of",
    "open_cluster",
    "put_order",
    "put_result",
    "refuse_others",
    "refuse_unusable",
    "take_result",
    "work",
]
