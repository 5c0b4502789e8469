"""Judge the dataset as a whole, and write the page of the run."""

from __future__ import annotations

from digit_tc.checks import get_check, list_figures
from digit_tc.errors import GateError
from digit_tc.quality import Figures, compare_with_reference, read_frames, run_gate
from digit_tc.records import Conversation, GateResult, Record, RunFigures
from digit_tc.report.run_page import write_run_page
from digit_tc.report.run_report import (
    Breach,
    EdgeUse,
    FunnelStep,
    RejectionCount,
    ReportLink,
    RunReport,
    ToolUse,
)
from digit_tc.runs.site import Site, read_config
from digit_tc.stages.child_process import answer_parent, run_in_child
from digit_tc.stages.model_report import collect_model_report

_SAMPLES = 10
_LARGE = 400
"""Conversations from which on a second of start-up is worth the memory."""


class Assessed(Record):
    """The gate's answer, the figures, and the page that shows both."""

    gate: GateResult
    figures: RunFigures
    page: str
    """Path of the page."""

    def refuse_failed(self, run_id: str) -> None:
        """Raise GateError, with the first expectations that were not met, where the gate failed."""
        if self.gate.passed:
            return
        raise GateError(
            f"The quality gate of run {run_id} failed: {'; '.join(self.gate.failures[:3])}",
            remedy=f"The data are kept. See {self.page}; "
            f"`digit-tc export {run_id} --to FILE` writes them all the same.",
            failures=self.gate.failures,
        )


def assess(site: Site) -> Assessed:
    """Run the gate over the admitted conversations. A failed gate is told by `gate.passed`.

    A large run is judged in a process of its own: Great Expectations, its frames and the queries
    over all rows take some 200 MB that a long-lived process would keep for ever.
    """
    with site.store.reading() as reader:
        admitted = reader.counts(site.run_id)["admitted"]
    if admitted < _LARGE:
        return _assess(site)
    return Assessed.model_validate_json(run_in_child(__name__, site))


def _assess(site: Site) -> Assessed:
    with site.store.reading() as reader:
        config = read_config(reader, site.run_id)
        frames = read_frames(reader, site.run_id)
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
        rejections = reader.rejection_examples(site.run_id)
        tools = reader.tool_uses(site.run_id)
        edges = reader.edge_uses(site.run_id)
        breaches = reader.count_breaches(site.run_id, list_figures())
        models = collect_model_report(reader, site.run_id)
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
        comparison=compare_with_reference(figures),
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
        breaches=tuple(
            Breach(
                check=check,
                rule=get_check(check).RULE,
                share=items / max(1, figures.conversations),
                example=example,
            )
            for check, items, example in breaches
        ),
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


if __name__ == "__main__":
    answer_parent(lambda site: _assess(site).model_dump_json())
