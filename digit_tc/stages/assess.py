"""Judge the dataset as a whole, and write the page of the run."""

from __future__ import annotations

from digit_tc.quality import Figures, against_reference, frames_of, run_gate
from digit_tc.records import Conversation, GateResult, Record, RunFigures
from digit_tc.report.run_page import write_run_page
from digit_tc.report.run_report import (
    EdgeUse,
    FunnelStep,
    RejectionCount,
    ReportLink,
    RunReport,
    ToolUse,
)
from digit_tc.runs.site import Site
from digit_tc.stages.child_process import in_own_process, serve
from digit_tc.stages.model_report import model_report

_SAMPLES = 10
_LARGE = 400
"""Conversations from which on a second of start-up is worth the memory."""


class Assessed(Record):
    """The gate's answer, the figures, and the page that shows both."""

    gate: GateResult
    figures: RunFigures
    page: str
    """Path of the page."""


def assess(site: Site) -> Assessed:
    """Run the gate over the admitted conversations. A failed gate is told by `gate.passed`.

    A large run is judged in a process of its own: Great Expectations, its frames and the queries
    over all rows take some 200 MB that a long-lived process would keep for ever.
    """
    with site.store.reading() as reader:
        admitted = reader.counts(site.run_id)["admitted"]
    if admitted < _LARGE:
        return _assess(site)
    return Assessed.model_validate_json(in_own_process(__name__, site))


def _assess(site: Site) -> Assessed:
    config = site.config()
    with site.store.reading() as reader:
        frames = frames_of(reader, site.run_id)
    gate = run_gate(frames, config, site.folder)
    del frames
    figures, samples = _read_through(site)
    page = write_run_page(site.folder, _report(site, gate, figures, samples))
    return Assessed(gate=gate, figures=figures, page=str(page))


def _read_through(site: Site) -> tuple[RunFigures, tuple[Conversation, ...]]:
    figures = Figures()
    with site.store.reading() as reader:
        number = reader.counts(site.run_id)["admitted"]
    step = max(1, number // _SAMPLES)
    samples: list[Conversation] = []
    stream = site.store.stream_conversations(site.run_id, admitted=True)
    for position, conversation in enumerate(stream):
        figures.add(conversation)
        if position % step == 0 and len(samples) < _SAMPLES:
            samples.append(conversation)
    return figures.result(), tuple(samples)


def _report(
    site: Site, gate: GateResult, figures: RunFigures, samples: tuple[Conversation, ...]
) -> RunReport:
    with site.store.reading() as reader:
        run = reader.run(site.run_id)
        counts = reader.counts(site.run_id)
        rejections = reader.rows(_REJECTIONS, [site.run_id])
        tools = reader.rows(_TOOLS, [site.run_id] * 3)
        edges = reader.rows(_EDGES, [site.run_id] * 2)
        models = model_report(reader, site.run_id)
    return RunReport(
        name=run.name,
        run_id=run.run_id,
        seed=run.seed,
        count=run.count,
        version=run.version,
        started=f"{run.started_at:%B %d, %Y, %H:%M}",
        writer=samples[0].writer if samples else "",
        sources=tuple(run.config.get("tools", ())),
        figures=figures,
        comparison=against_reference(figures),
        funnel=(
            FunnelStep(name="scenarios", items=counts["scenarios"], note="drawn from the graph"),
            FunnelStep(name="accepted", items=counts["accepted"], note="passed every check"),
            FunnelStep(
                name="admitted",
                items=counts["admitted"],
                note="no duplicates, exactly as many as asked for",
            ),
        ),
        rejections=tuple(
            RejectionCount(stage=stage, reason=reason, items=items, example=example)
            for stage, reason, items, example in rejections
        ),
        models=models,
        gate=gate,
        tools=tuple(
            ToolUse(tool=tool, calls=calls, hidden_calls=hidden, offered=offered)
            for tool, calls, hidden, offered in tools
        ),
        edges=tuple(
            EdgeUse(
                source=source,
                source_path=source_path,
                target=target,
                target_path=target_path,
                score=score,
                uses=uses,
            )
            for source, source_path, target, target_path, score, uses in edges
        ),
        samples=samples,
        links=(
            ReportLink(label="The tool graph", path="graph.html"),
            *(
                (ReportLink(label="Great Expectations Data Docs", path=gate.data_docs),)
                if gate.data_docs
                else ()
            ),
        ),
    )


_REJECTIONS = """
SELECT stage, reason, count(*), min(detail) FROM rejections WHERE run_id = ?
GROUP BY 1, 2 ORDER BY 3 DESC, 2 LIMIT 40
"""
_TOOLS = """
WITH made AS (
    SELECT c.tool, count(*) AS calls, count(*) FILTER (c.hidden) AS hidden
    FROM calls c JOIN dataset d ON d.run_id = c.run_id AND d.id = c.conversation
    WHERE c.run_id = ? AND c.train GROUP BY 1
), seen AS (
    SELECT tool, count(*) AS offered
    FROM (SELECT unnest(tools) AS tool FROM dataset WHERE run_id = ?) GROUP BY 1
)
SELECT t.key, coalesce(made.calls, 0), coalesce(made.hidden, 0), coalesce(seen.offered, 0)
FROM tools t LEFT JOIN made ON made.tool = t.key LEFT JOIN seen ON seen.tool = t.key
WHERE t.run_id = ? ORDER BY 2 DESC, 1 LIMIT 300
"""
_EDGES = """
WITH walked AS (
    SELECT s.tool AS source, regexp_replace(a.result_path, '\\[\\d+\\]', '[]', 'g') AS source_path,
           c.tool AS target, regexp_replace(a.path, '\\[\\d+\\]', '[]', 'g') AS target_path,
           count(*) AS uses
    FROM arguments a
    JOIN dataset d ON d.run_id = a.run_id AND d.id = a.conversation
    JOIN calls c ON c.run_id = a.run_id AND c.conversation = a.conversation AND c.call = a.call
    JOIN calls s ON s.run_id = a.run_id AND s.conversation = a.conversation
        AND s.call = a.source_call
    WHERE a.run_id = ? AND a.kind = 'result' GROUP BY ALL
)
SELECT e.source, e.source_path, e.target, e.target_path, e.score, coalesce(w.uses, 0)
FROM edges e LEFT JOIN walked w USING (source, source_path, target, target_path)
WHERE e.run_id = ? ORDER BY 6 DESC, e.score DESC, e.id LIMIT 300
"""


if __name__ == "__main__":
    serve(lambda site: _assess(site).model_dump_json())
