"""Build the tool graph and draw it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from digit_tc.config import RunConfig
from digit_tc.graph import build_graph, describe
from digit_tc.records import Tool
from digit_tc.report.graph_page import write_graph_page
from digit_tc.runs.gateway import gateway_of, store_calls
from digit_tc.runs.site import Site, config_of
from digit_tc.writers.model.confirm_edges import Confirmed, confirm_edges, with_doubtful_edges


def build(site: Site) -> dict[str, Any]:
    """Store the edges of the run's tools, and write the picture into the run's folder.

    With `graph.confirm_edges` whoever calls this closes the models afterwards; raises the
    ModelError or BudgetError that ended the asking.
    """
    with site.store.reading() as reader:
        config = config_of(reader, site.run_id)
        tools = reader.tools(site.run_id)
    confirmed = _confirmed(site, config, tools) if config.graph.confirm_edges else None
    graph = confirmed.graph if confirmed else build_graph(tools, config.graph)
    with site.store.writing() as writer:
        writer.put_edges(site.run_id, graph.edges)
    page = site.folder / "graph.html"
    write_graph_page(graph, page, title=f"Tools of {config.name}")
    told = _figures_of(confirmed) if confirmed else {}
    return {**describe(graph).model_dump(mode="json"), **told, "page": page.name}


def _confirmed(site: Site, config: RunConfig, tools: Sequence[Tool]) -> Confirmed:
    from digit_tc.llm import run_coroutine

    wide = build_graph(tools, with_doubtful_edges(config.graph))
    try:
        return run_coroutine(confirm_edges(wide, config.graph, gateway_of(site, config).models))
    finally:
        store_calls(site)


def _figures_of(confirmed: Confirmed) -> dict[str, int]:
    return {
        "edges asked about": confirmed.asked,
        "edges not confirmed": confirmed.dropped,
        "edges below the threshold confirmed": confirmed.added,
        "edges unreadable": confirmed.unreadable,
    }
