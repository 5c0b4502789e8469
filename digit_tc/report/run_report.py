"""Everything that the page of a run shows, as one record for the flows to fill in."""

from __future__ import annotations

from digit_tc.records import Conversation, Record
from digit_tc.records.figures import FigureRow, RunFigures
from digit_tc.records.gate import GateResult
from digit_tc.report.model_report import ModelReport


class FunnelStep(Record):
    """How many items were left after one step."""

    name: str
    items: int
    note: str = ""
    """What the step did to them, in a few words."""


class RejectionCount(Record):
    """How often one stage gave one reason, with an example."""

    stage: str
    reason: str
    items: int
    example: str = ""
    """The detail of one of them."""


class ToolUse(Record):
    """How often the data set uses one tool."""

    tool: str
    """Key of the tool."""
    calls: int
    hidden_calls: int = 0
    offered: int = 0
    """Conversations that offer it."""


class EdgeUse(Record):
    """How often the data set walks one dataflow edge."""

    source: str
    source_path: str
    target: str
    target_path: str
    score: float
    uses: int


class ReportLink(Record):
    """A file beside the page."""

    label: str
    path: str
    """Relative to the page's folder."""


class RunReport(Record):
    """One run, ready to be shown. Everything but the head may be left out."""

    name: str
    run_id: str
    seed: int
    count: int
    """Conversations asked for."""
    version: str
    started: str = ""
    """When, as people read it."""
    duration_in_seconds: float | None = None
    writer: str = ""
    sources: tuple[str, ...] = ()
    """Where the tools came from."""
    figures: RunFigures = RunFigures()
    comparison: tuple[FigureRow, ...] = ()
    """The figures beside those of the stateful reference."""
    funnel: tuple[FunnelStep, ...] = ()
    rejections: tuple[RejectionCount, ...] = ()
    models: ModelReport | None = None
    """None where no model was asked."""
    gate: GateResult | None = None
    tools: tuple[ToolUse, ...] = ()
    edges: tuple[EdgeUse, ...] = ()
    samples: tuple[Conversation, ...] = ()
    """Conversations to read; ten are enough."""
    links: tuple[ReportLink, ...] = ()
