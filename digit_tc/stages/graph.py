"""Build the tool graph and draw it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from digit_tc.config import RunConfig
from digit_tc.graph import build_graph as connect_tools
from digit_tc.graph import describe
from digit_tc.records import Tool
from digit_tc.report.graph_page import write_graph_page
from digit_tc.runs.gateway import open_gateway, store_calls
from digit_tc.runs.site import Site, read_config
from digit_tc.writers.model.confirm_edges import Confirmed, confirm_edges, with_doubtful_edges


def build_graph(site: Site) -> dict[str, Any]:
    """Store the edges of the run's tools, and write the picture into the run's folder.

    With `graph.confirm_edges` whoever calls this closes the models afterwards; raises the
    ModelError or BudgetError that ended the asking.
    """
    with site.store.reading() as reader:
        config = read_config(reader, site.run_id)
        tools = reader.tools(site.run_id)
    confirmed = _confirm(site, config, tools) if config.graph.confirm_edges else None
    graph = confirmed.graph if confirmed else connect_tools(tools, config.graph)
    with site.store.writing() as writer:
        writer.put_edges(site.run_id, graph.edges)
    page = site.folder / "graph.html"
    write_graph_page(graph, page, title=f"Tools of {config.name}")
    told = _count_confirmed(confirmed) if confirmed else {}
    return {**describe(graph).model_dump(mode="json"), **told, "page": page.name}


def _confirm(site: Site, config: RunConfig, tools: Sequence[Tool]) -> Confirmed:
    from digit_tc.llm import run_coroutine

    wide = connect_tools(tools, with_doubtful_edges(config.graph))
    try:
        return run_coroutine(confirm_edges(wide, config.graph, open_gateway(site, config).models))
    finally:
        store_calls(site)


def _count_confirmed(confirmed: Confirmed) -> dict[str, int]:
    return {
        "edges asked about": confirmed.asked,
        "edges not confirmed": confirmed.dropped,
        "edges below the threshold confirmed": confirmed.added,
        "edges unreadable": confirmed.unreadable,
    }
