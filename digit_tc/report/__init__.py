"""What people look at: the page of a run, the page of a tool graph, and Markdown for stages."""

from digit_tc.report.model_report import ModelReport
from digit_tc.report.run_page import render_run_page, write_run_page
from digit_tc.report.run_report import (
    Breach,
    EdgeUse,
    FunnelStep,
    RejectionCount,
    ReportLink,
    RunReport,
    ToolUse,
)

__all__ = [
    "Breach",
    "EdgeUse",
    "FunnelStep",
    "ModelReport",
    "RejectionCount",
    "ReportLink",
    "RunReport",
    "ToolUse",
    "render_run_page",
    "write_run_page",
]
