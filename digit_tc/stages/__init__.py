"""The stages of a run as plain functions: each reads its inputs from the store and puts its results
there, so that it can be run again, alone, by whoever orders the work (a flow, or `generate`)."""

from digit_tc.stages.admit import Admitting, admit, admit_what_is_kept
from digit_tc.stages.assess import Assessed, assess
from digit_tc.stages.compare_runs import RunDifference, compare_runs
from digit_tc.stages.elsewhere import (
    Ordered,
    Ordering,
    clear_shard,
    is_written,
    load_shard,
    refuse_elsewhere,
    shards_folder,
    stop_elsewhere,
)
from digit_tc.stages.export import export
from digit_tc.stages.freshness import Freshness, freshness, is_fresh
from digit_tc.stages.gateway import close_models, model_figures, stop_models
from digit_tc.stages.graph import build
from digit_tc.stages.greet import greet
from digit_tc.stages.hold import hold, is_held, status_of
from digit_tc.stages.ingest import ingest
from digit_tc.stages.register import end_run, register
from digit_tc.stages.rerun import RerunPlan, Step, apply_rerun, plan_rerun
from digit_tc.stages.reuse import take_over
from digit_tc.stages.sample import sample
from digit_tc.stages.site import Site
from digit_tc.stages.stage_runs import is_begun, is_done, settle, stage_run
from digit_tc.stages.synthesize import Shard, pending_shards, shards_at_once, synthesize_shard
from digit_tc.stages.target import keep_target, target_of
from digit_tc.stages.yields import missing, next_scenarios, refuse_hopeless, rounds

__all__ = [
    "Admitting",
    "Assessed",
    "Freshness",
    "Ordered",
    "Ordering",
    "RerunPlan",
    "RunDifference",
    "Shard",
    "Site",
    "Step",
    "admit",
    "admit_what_is_kept",
    "apply_rerun",
    "assess",
    "build",
    "clear_shard",
    "close_models",
    "compare_runs",
    "end_run",
    "export",
    "freshness",
    "greet",
    "hold",
    "ingest",
    "is_begun",
    "is_done",
    "is_fresh",
    "is_held",
    "is_written",
    "keep_target",
    "load_shard",
    "missing",
    "model_figures",
    "next_scenarios",
    "pending_shards",
    "plan_rerun",
    "refuse_elsewhere",
    "refuse_hopeless",
    "register",
    "rounds",
    "sample",
    "settle",
    "shards_at_once",
    "shards_folder",
    "stage_run",
    "status_of",
    "stop_elsewhere",
    "stop_models",
    "synthesize_shard",
    "take_over",
    "target_of",
]
