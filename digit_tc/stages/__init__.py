"""The stages of a run as plain functions: each reads its inputs from the store and puts its results
there, so that it can be run again, alone, by whoever orders the work (a flow, or `generate`)."""

from digit_tc.stages.assess import Assessed, assess
from digit_tc.stages.export import export
from digit_tc.stages.graph import build_graph
from digit_tc.stages.ingest import ingest, read_ahead
from digit_tc.stages.remote_shards import (
    OrderWriter,
    RemoteShard,
    clear_shard,
    has_result,
    load_shard,
    open_shards_folder,
    refuse_budget,
    stop_workers,
)
from digit_tc.stages.sample import sample
from digit_tc.stages.synthesize import (
    MOST_SHARDS_AT_ONCE,
    Shard,
    pending_shards,
    shards_at_once,
    synthesize_shard,
)

__all__ = [
    "MOST_SHARDS_AT_ONCE",
    "Assessed",
    "OrderWriter",
    "RemoteShard",
    "Shard",
    "assess",
    "build_graph",
    "clear_shard",
    "export",
    "has_result",
    "ingest",
    "load_shard",
    "open_shards_folder",
    "pending_shards",
    "read_ahead",
    "refuse_budget",
    "sample",
    "shards_at_once",
    "stop_workers",
    "synthesize_shard",
]
