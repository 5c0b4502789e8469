"""The stages of a run as plain functions: each reads its inputs from the store and puts its results
there, so that it can be run again, alone, by whoever orders the work (a flow, or `generate`)."""

from digit_tc.stages.admit import Admitting, admit, admit_what_is_kept
from digit_tc.stages.assess import Assessed, assess
from digit_tc.stages.export import export
from digit_tc.stages.graph import build
from digit_tc.stages.ingest import ingest, read_ahead
from digit_tc.stages.remote_shards import (
    Ordered,
    Ordering,
    clear_shard,
    is_written,
    load_shard,
    refuse_elsewhere,
    shards_folder,
    stop_elsewhere,
)
from digit_tc.stages.sample import sample
from digit_tc.stages.synthesize import Shard, pending_shards, shards_at_once, synthesize_shard

__all__ = [
    "Admitting",
    "Assessed",
    "Ordered",
    "Ordering",
    "Shard",
    "admit",
    "admit_what_is_kept",
    "assess",
    "build",
    "clear_shard",
    "export",
    "ingest",
    "is_written",
    "load_shard",
    "pending_shards",
    "read_ahead",
    "refuse_elsewhere",
    "sample",
    "shards_at_once",
    "shards_folder",
    "stop_elsewhere",
    "synthesize_shard",
]
