"""What the pages show of a run beside its figures: outcomes, pictures, and where to read on."""

from __future__ import annotations

from pathlib import Path

from prefect.artifacts import create_markdown_artifact, create_table_artifact

from digit_tc.report.pictures import draw_funnel_picture, draw_graph_picture
from digit_tc.report.run_report import FunnelStep
from digit_tc.runs import Site
from digit_tc.stages import Assessed
from flows.observe.artifacts import key_of


def show_graph(where: Site) -> None:
    """The tool graph as a picture."""
    _show_picture(
        where,
        "tool-graph",
        draw_graph_picture(where.graph()),
        f"Tools of {where.run_id}, with the dataflow between them. The whole graph, to search and "
        f"zoom: {where.folder / 'graph.html'}",
    )


def show_outcomes(where: Site) -> None:
    """What became of the conversations: a table, the funnel, and the slowest where models wrote."""
    with where.store.reading() as reader:
        counts = reader.counts(where.run_id)
        reasons = reader.rejections_by_reason(where.run_id)
        slowest = reader.slowest_conversations(where.run_id)
    rows: list[dict[str, object]] = [
        {"outcome": "in the dataset", "reason": "", "conversations": counts["admitted"]},
        {"outcome": "accepted", "reason": "", "conversations": counts["accepted"]},
        *(
            {"outcome": "rejected", "reason": reason, "conversations": number}
            for reason, number in reasons.items()
        ),
    ]
    create_table_artifact(
        rows,
        key=key_of(f"{where.run_id}-outcomes"),
        description=f"What became of the conversations of {where.run_id}; one that was cut back or "
        "tried again counts at each of its reasons",
    )
    steps = [
        FunnelStep(name="scenarios", items=counts["scenarios"], note="drawn from the graph"),
        FunnelStep(name="accepted", items=counts["accepted"], note="passed every check"),
        FunnelStep(name="dataset", items=counts["admitted"], note="as many as asked for"),
    ]
    told = f"From scenarios to the dataset of {where.run_id}"
    _show_picture(where, "funnel", draw_funnel_picture(steps), told)
    if slowest:
        head = ("index", "conversation", "requests", "seconds of models", "tokens", "US dollars")
        create_table_artifact(
            [dict(zip(head, row, strict=True)) for row in slowest],
            key=key_of(f"{where.run_id}-slowest"),
            description=f"Slowest conversations of {where.run_id}",
        )


def show_addresses(where: Site, assessed: Assessed) -> None:
    """Where to read on: the run's page, the tool graph, the Data Docs."""
    lines = [
        ("Report of the run", Path(assessed.page)),
        ("Tool graph", where.folder / "graph.html"),
    ]
    if assessed.gate.data_docs:
        lines.append(("Great Expectations Data Docs", where.folder / assessed.gate.data_docs))
    told = "\n\n".join(
        f"**{name}**: [`{str(path).replace('`', '')}`]({path.absolute().as_uri()})"
        for name, path in lines
    )
    create_markdown_artifact(
        f"{told}\n\nThese files are on the machine that made the run; where your browser does not "
        f"open them from here, copy the address. One conversation, with the source of every value: "
        f"`digit-tc show {where.run_id} INDEX`.",
        key=key_of(f"{where.run_id}-where"),
        description=f"Pages of {where.run_id}",
    )


def _show_picture(where: Site, name: str, data_url: str, told: str) -> None:
    # An image artifact would write the whole address of the picture across the page.
    create_markdown_artifact(
        f"![{name}]({data_url})", key=key_of(f"{where.run_id}-{name}"), description=told
    )
