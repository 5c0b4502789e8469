"""Everything that the page of a run shows, as one record."""

from __future__ import annotations

from digit_tc.records import Conversation, Record
from digit_tc.records.figures import FigureRow, RunFigures
from digit_tc.records.gate import GateResult
from digit_tc.report.model_report import ModelReport


class FunnelStep(Record):
    """How many items were left after one step."""

    name: str
    """The items, in plain words: `accepted conversations`."""
    items: int
    """How many were left."""
    note: str = ""
    """What the step did to them, in a few words."""


class RejectionCount(Record):
    """How often one stage gave one reason, with an example."""

    stage: str
    """The stage that rejected."""
    reason: str
    """The reason, as in `Rejection.reason`."""
    items: int
    """How often it was given."""
    example: str = ""
    """The detail of one of them."""


class Breach(Record):
    """How often conversations break a rule that does not decide on them yet."""

    check: str
    """Name of the check."""
    rule: str
    """What it demands, in one sentence."""
    share: float
    """Conversations of the dataset that break it, in [0, 1]."""
    example: str = ""
    """The reason of the first of them."""


class ToolUse(Record):
    """How often the data set uses one tool."""

    tool: str
    """Key of the tool."""
    calls: int
    """Calls of it in the dataset."""
    hidden_calls: int = 0
    """How many of these the user's words never ask for."""
    offered: int = 0
    """Conversations that offer it."""


class EdgeUse(Record):
    """How often the data set walks one dataflow edge."""

    source: str
    """Key of the tool whose result is used."""
    source_path: str
    """Field of its result."""
    target: str
    """Key of the tool that uses it."""
    target_path: str
    """Parameter that the value fills."""
    score: float
    """The edge's score, in [0, 1]."""
    uses: int
    """Links of the dataset's chains that walk it."""


class ReportLink(Record):
    """A file beside the page."""

    label: str
    """The words of the link."""
    path: str
    """Relative to the page's folder."""


class RunReport(Record):
    """One run, ready to be shown. Everything but the head may be left out."""

    name: str
    """The run's name for people."""
    run_id: str
    """The run."""
    seed: int
    """Its seed."""
    count: int
    """Conversations asked for."""
    version: str
    """Version of digit_tc that made it."""
    started: str = ""
    """When it was started, as people read it: `March 31, 2026, 14:05`."""
    duration_in_seconds: float | None = None
    """From its start to this page; None where that is not known."""
    writer: str = ""
    """Who supplied words and values, with version: `grammar/1`."""
    sources: tuple[str, ...] = ()
    """Where the tools came from."""
    figures: RunFigures = RunFigures()
    """What was counted in the dataset."""
    comparison: tuple[FigureRow, ...] = ()
    """The figures beside those of the stateful reference."""
    funnel: tuple[FunnelStep, ...] = ()
    """What was left after each step, first step first."""
    rejections: tuple[RejectionCount, ...] = ()
    """One for each reason of each stage."""
    models: ModelReport | None = None
    """None where no model was asked."""
    gate: GateResult | None = None
    """The gate's answer; None where it was not asked."""
    breaches: tuple[Breach, ...] = ()
    """One for each check that is a figure."""
    tools: tuple[ToolUse, ...] = ()
    """All tools, most used first."""
    edges: tuple[EdgeUse, ...] = ()
    """All edges, most used first."""
    samples: tuple[Conversation, ...] = ()
    """Conversations to read; ten are enough."""
    links: tuple[ReportLink, ...] = ()
    """Files beside the page, in the order in which they are listed."""
