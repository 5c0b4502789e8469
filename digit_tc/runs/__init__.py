"""A run in its database: where it lives, who works at it, what of it is done, and what it costs."""

from digit_tc.runs.compare import RunDifference, compare_runs
from digit_tc.runs.export_path import keep_target, target_of
from digit_tc.runs.freshness import Freshness, freshness, is_fresh
from digit_tc.runs.gateway import close_models, model_figures, stop_models
from digit_tc.runs.lock import hold, is_held, status_of
from digit_tc.runs.model_check import greet
from digit_tc.runs.register import end_run, register
from digit_tc.runs.rerun import RerunPlan, Step, apply_rerun, plan_rerun
from digit_tc.runs.reuse import take_over
from digit_tc.runs.rounds import missing, next_scenarios, refuse_hopeless, rounds
from digit_tc.runs.site import Site
from digit_tc.runs.stage_runs import is_begun, is_done, settle, stage_run

__all__ = [
    "Freshness",
    "RerunPlan",
    "RunDifference",
    "Site",
    "Step",
    "apply_rerun",
    "close_models",
    "compare_runs",
    "end_run",
    "freshness",
    "greet",
    "hold",
    "is_begun",
    "is_done",
    "is_fresh",
    "is_held",
    "keep_target",
    "missing",
    "model_figures",
    "next_scenarios",
    "plan_rerun",
    "refuse_hopeless",
    "register",
    "rounds",
    "settle",
    "stage_run",
    "status_of",
    "stop_models",
    "take_over",
    "target_of",
]
