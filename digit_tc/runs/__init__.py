"""A run in its database: where it lives, who works at it, what of it is done, and what it costs."""

from digit_tc.runs.compare import RunDifference, compare_runs
from digit_tc.runs.dataset import RunDataset, admit, admit_accepted
from digit_tc.runs.export_path import note_export_path, read_export_path
from digit_tc.runs.freshness import Freshness, check_freshness, is_fresh
from digit_tc.runs.gateway import close_models, model_figures, stop_models
from digit_tc.runs.lock import is_locked, lock_run, read_status
from digit_tc.runs.loop import StageCalls, run_stages
from digit_tc.runs.model_check import check_models
from digit_tc.runs.register import end_run, register
from digit_tc.runs.rerun import RerunPlan, Step, apply_rerun, plan_rerun
from digit_tc.runs.reuse import reuse_stage
from digit_tc.runs.rounds import (
    count_missing,
    count_scenarios_needed,
    refuse_low_yield,
    round_totals,
)
from digit_tc.runs.site import Site
from digit_tc.runs.stage_runs import is_done, is_started, mark_done, record_stage

__all__ = [
    "Freshness",
    "RerunPlan",
    "RunDataset",
    "RunDifference",
    "Site",
    "StageCalls",
    "Step",
    "admit",
    "admit_accepted",
    "apply_rerun",
    "check_freshness",
    "check_models",
    "close_models",
    "compare_runs",
    "count_missing",
    "count_scenarios_needed",
    "end_run",
    "is_done",
    "is_fresh",
    "is_locked",
    "is_started",
    "lock_run",
    "mark_done",
    "model_figures",
    "note_export_path",
    "plan_rerun",
    "read_export_path",
    "read_status",
    "record_stage",
    "refuse_low_yield",
    "register",
    "reuse_stage",
    "round_totals",
    "run_stages",
    "stop_models",
]
